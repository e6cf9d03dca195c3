"""The transparency tree: what was written down can be proved later, and can no longer be changed in silence.

Nouns: leaf hash, Frontier, Tree, inclusion proof, consistency proof (`tree`); signed note (`note`), Checkpoint (`checkpoint`),
commitment (`commitment`). Sources: RFC 6962, RFC 9162, RFC 8785, c2sp.org/signed-note, c2sp.org/tlog-checkpoint.
Must never know: what a leaf is about, a person, a database, the clock.
"""
