"""What is kept on this machine before anybody is answered, and carried into the database from there."""
