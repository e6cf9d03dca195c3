"""Scheduling: the plan. Nouns: ProfilingEvent, PlannedSession, Registration (the only link candidate ref -> person).

It makes session packages for delivery and learns check-in, absence and close by events. It must never learn a score.
"""
