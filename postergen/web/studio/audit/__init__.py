"""Read who did what, when and why."""
