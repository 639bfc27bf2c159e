"""Load that comes whether or not what came before is answered, and a verdict on how a server bears it."""
