"""Personal posters that people want to share, and which words bring people."""

__version__ = "0.1.0"
