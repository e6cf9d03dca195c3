"""The hall's face: roster, check-in, seats, incidents."""
