"""Change options, themes, occasions, offers and settings by forms that are made from the shapes of their files."""
