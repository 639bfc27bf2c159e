"""What is said of the facts that were gathered: values in, remarks out."""
