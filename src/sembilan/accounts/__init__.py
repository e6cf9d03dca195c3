"""Accounts: who may log in, and by what. Nouns: User (a login), ActivationLink (one use, dated).

It knows names and secrets of logins; what a user may do stands in tenancy, who an official is in people.
Looked up before any scope is known only through functions that take the exact username and return one id.
"""
