"""Ask a language model for drafts."""
