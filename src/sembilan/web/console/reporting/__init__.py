"""Reports: one person's PDF for a stated purpose, and the reports of a whole unit."""
