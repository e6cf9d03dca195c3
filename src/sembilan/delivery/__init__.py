"""Delivery: THE HOT PATH. The session as a hall knows it, and the answers.

Nouns: SealedPackage, Session, Seat, RosterEntry, CheckIn, Pin, Attempt, Answer, Incident. It runs in a hall without the centre: a
package brings all it needs. It must never know a score, a key, or who a candidate ref is beyond its roster entry.
"""
