"""Enter the studio and leave it."""
