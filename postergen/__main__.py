"""Run the command line as ``python -m postergen``."""

from postergen.cli import start

start()
