"""Write a text and see it on a poster."""
