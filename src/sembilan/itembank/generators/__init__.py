"""Families of generated items: pure functions of settings and a seed, each with a difficulty model and an independent check."""
