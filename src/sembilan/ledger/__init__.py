"""The transparency log: append a leaf, sign a checkpoint, prove. Append-only, in the format of RFC 6962 and C2SP checkpoints.

Nouns: Leaf, LeafSecret, Checkpoint, LedgerKey. It knows kinds and hashes, no context: a leaf holds no path, no name, no number of
anybody.
What was not committed at the time cannot be proved afterwards, so every import, sealed form, policy, run and release leaves one.
"""
