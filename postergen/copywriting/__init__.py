"""How copy comes to be allowed: rules of law, duplicates, prompts and review. Pure decisions."""
