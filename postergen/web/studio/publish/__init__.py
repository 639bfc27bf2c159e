"""Bring what is approved to life, after seeing what changes."""
