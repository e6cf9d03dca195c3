"""Domain-free Django helpers: clock, fields, row-level security, events, jobs, errors, files.

No noun of the field lives here: whatever knows of an official, an item or a score belongs in a room.
Everything above may use it; it uses only the ground and Django.
"""
