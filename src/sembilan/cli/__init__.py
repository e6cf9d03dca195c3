"""The command line, a face like the others: start and stop a site, migrate, import, run jobs."""
