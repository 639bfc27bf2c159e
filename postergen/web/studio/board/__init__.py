"""Compare the variants of a brief on real posters."""
