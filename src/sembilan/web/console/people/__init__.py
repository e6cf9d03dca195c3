"""Pages of the personnel officer: bring a roster in, mend what is doubtful, read one person's record with a purpose."""
