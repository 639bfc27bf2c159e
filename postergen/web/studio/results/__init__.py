"""See which words people follow, and how sure that is."""
