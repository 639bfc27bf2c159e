"""Make a poster for every row of a file: a run of rows through an engine to a target, resumable, each row once."""
