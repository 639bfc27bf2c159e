"""What is read from files: packs, looks, rules, fonts, and what is published over them."""
