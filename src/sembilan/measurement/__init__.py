"""Measurement: scoring runs, scores with their error, cut tables, quality sheets; feeds psychometrics and keeps what it returns.

Nouns: ScoringRun, JudgedAttempt, Score, CareerScore, CutTable, QualitySheet, Signature, HeldAttempt, ScoringRequest.
Numbers are computed blind: it works on candidate refs alone and must never learn a name.
"""
