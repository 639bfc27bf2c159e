"""What a hit on a short link was, and what the counts can tell."""
