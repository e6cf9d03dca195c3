"""Pages of assembly: blueprints, parallel forms with their report, and sealed packages."""
