from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class LogRewritten(RuleBroken):
    """What was signed does not follow from the leaves: nothing more is signed on top of it.

    Parameters: `kind` (gap, note, checkpoint or root, as in selectors.Fault), `at` (a leaf's position or a checkpoint's size).
    """

    code = "ledger.log_rewritten"
    message = gettext_noop(
        "Buku besar tidak sesuai dengan yang pernah ditandatangani (%(kind)s, %(at)s). Tidak ada tanda tangan baru; jalankan "
        "sembilan verify-ledger."
    )
