"""What several areas of the console share."""
