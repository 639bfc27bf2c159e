"""Games: what came of them, and what whoever runs them does."""
