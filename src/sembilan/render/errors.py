"""What can go wrong while something is drawn or printed. The caller handed in something that cannot be shown."""


class NotDrawable(ValueError):
    """The values contradict each other or leave their range (a box outside 1-9, a probability above one, too few axes)."""


class DocumentFailed(RuntimeError):
    """The typesetter refused the document; the message is its own diagnostic."""
