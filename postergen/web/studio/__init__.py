"""The studio: where copywriters compare, write, approve, and see what works. One folder for each page."""
