"""Say who may do what in the studio."""
