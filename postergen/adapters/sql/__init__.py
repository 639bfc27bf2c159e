"""What is kept in a database: one store for each table or family of tables, on SQLite and PostgreSQL."""
