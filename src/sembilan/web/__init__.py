"""The faces: one Django app per audience; all HTML and JSON live here.

Faces translate between people and rooms: they call selectors and services, and show what comes back.
They never write a row themselves and do not know each other; what two faces show lives in `ui`.
"""
