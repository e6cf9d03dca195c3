"""Tenancy: the organisation tree (nation > agency > unit), memberships, roles and scope; the base of every access.py.

Nouns: Organisation, Membership, Role, Actor. A role holds on a node and everything below it; default is deny.
It must never know a person's data beyond the login that acts.
"""
