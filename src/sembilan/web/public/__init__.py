"""The public face: whether a document is ours, for anybody who holds the paper."""
