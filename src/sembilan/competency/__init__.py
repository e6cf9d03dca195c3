"""The dictionary: what is measured, in words, before anybody is measured.

Nouns: competency, level, indicator, potential aspect, literacy pillar, career scale; each entry names the regulation it
follows and is versioned with it, so that an old result keeps the wording it was read against. Knows constructs alone:
it must never know a person, an item, an answer or a score.
"""
