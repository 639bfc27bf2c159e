"""Look through options, occasions, offers and settings."""
