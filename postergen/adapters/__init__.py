"""Everything that touches the outside: files, fonts, the database."""
