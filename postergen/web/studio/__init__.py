"""The studio: where copywriters compare, write, approve, and see what works. One module for each room."""
