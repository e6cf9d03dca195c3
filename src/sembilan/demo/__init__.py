"""The demo: a synthetic province's assessment week, through the ordinary services. The clock is moved, never the rows.

It must never be imported by a room or a web face.
"""
