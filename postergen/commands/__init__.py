"""The commands, one file for each kind of work; `cli` puts them together."""
