"""Every command and every page on the smallest pack that loads."""
