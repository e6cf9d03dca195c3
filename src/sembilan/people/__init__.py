"""People: officials, positions, unit tree, position standards, appointments, performance and the other registers of evidence.

Nouns: Official, Position, PositionStandard, Appointment, ImportBatch, QualityIssue, and one table a register. Imported from dirty
files; what is doubtful waits in a queue, nothing is dropped or zeroed. It must never know a score that we measured.
"""
