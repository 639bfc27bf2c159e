"""Hold all that a service needs to stand again elsewhere in one file, and make it stand."""
