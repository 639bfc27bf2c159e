"""Campaigns whose truth is known, served by the policies that serve real ones."""
