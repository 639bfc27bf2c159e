"""Read what waits for a decision, see it on a poster, and decide."""
