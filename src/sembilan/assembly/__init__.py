"""Assembly: blueprints and forms; sealing compiles forms into an immutable, hashed package for delivery.

Nouns: Blueprint, Form, FormItem, Battery. It reads items and published parameters from itembank, and keeps the scoring table of
what it sealed.
It must never know a person.
"""
