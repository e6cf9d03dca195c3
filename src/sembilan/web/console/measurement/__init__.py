"""Scoring runs: from closed sessions over the quality sheet and two signatures to the release. For the nation's people alone."""
