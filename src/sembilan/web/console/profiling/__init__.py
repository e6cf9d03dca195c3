"""The board of both maps, the person page, policies and mapping runs."""
