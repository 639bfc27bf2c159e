"""Where the facts come from: files, sockets, the system, the database. Nothing here writes or decides."""
