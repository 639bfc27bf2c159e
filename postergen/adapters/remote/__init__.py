"""What answers from elsewhere or takes long: language models, embeddings, shared counters of rate limits."""
