"""Edit the files of a campaign."""
