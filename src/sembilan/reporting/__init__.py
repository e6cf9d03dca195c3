"""Reporting: one module per report; what leaves the house as a document, with its verification code.

Nouns: Document. It asks profiling and people, and decides nothing.
"""
