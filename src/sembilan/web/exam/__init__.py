"""The candidate's face: the runner; the only place with real JavaScript."""
