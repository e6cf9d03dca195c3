"""Decisions about a roster, pure: what a NIP says, what a cell means, what is doubtful and what to do about it."""
