"""Set up a second factor, and do without it."""
