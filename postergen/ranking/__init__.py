"""Which copy speaks for a choice, and which of it is drawn: pure decisions."""
