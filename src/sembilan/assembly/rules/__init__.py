"""Decisions of assembly, all pure.

What a blueprint may ask (`blueprint`), which items make parallel forms (`building`), how parallel
they are (`parallel`), and what a hall may see of them (`sealing`).
"""
