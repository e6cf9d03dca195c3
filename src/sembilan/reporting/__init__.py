"""Reporting: one module per report; what leaves the house as a document, with its verification code.

Nouns: Document, ReportJob. It asks profiling and people, puts their numbers into words by its rules, and decides nothing.
"""
