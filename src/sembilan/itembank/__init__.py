"""The item bank: what a person may be asked, and how each question came to be.

Nouns: Instrument, Item, ItemVersion, EvidenceStatement, Notice, and the published parameters that come down from measurement.
A version that was once approved never changes; a change is a new version that a second person reads.
The folder generators/ is pure: it makes keyed items from rules and seeds, and knows neither Django nor this room.
This room must never know a name, an answer or a score of anybody.
"""
