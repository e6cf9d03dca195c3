"""Audit: who did what to which thing, and who read what about whom, when and why. Append-only.

Nouns: AuditEvent, ReadEvent, ReadSubject. The actor stands as a uuid and a label, so that the room also runs in an exam hall.
It must never know what the things are that it names, nor hold a score or an answer.
"""
