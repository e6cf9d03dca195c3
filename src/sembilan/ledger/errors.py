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


class KeyMissing(RuleBroken):
    """The file of the newest key on record is gone: no checkpoint can be signed."""

    code = "ledger.key_missing"
    message = gettext_noop(
        "Berkas kunci penanda tangan buku besar tidak ada. Pengelola server mengembalikannya dari cadangan; bila hilang untuk "
        "selamanya, ia menjalankan sembilan renew-ledger-key."
    )


class KeyUnreadable(KeyMissing):
    """The file is there, and holds no key or may not be read."""

    code = "ledger.key_unreadable"
    message = gettext_noop(
        "Berkas kunci penanda tangan buku besar rusak atau tidak boleh dibaca. Pengelola server memulihkannya dari cadangan; bila "
        "hilang untuk selamanya, ia menjalankan sembilan renew-ledger-key."
    )


class KeyForeign(KeyMissing):
    """The file holds another key than the newest on record."""

    code = "ledger.key_foreign"
    message = gettext_noop(
        "Berkas kunci penanda tangan buku besar berisi kunci lain daripada yang tercatat. Pengelola server mengembalikan kunci "
        "yang benar dari cadangan; bila hilang untuk selamanya, ia menjalankan sembilan renew-ledger-key."
    )


class KeyUnused(RuleBroken):
    """No checkpoint was ever signed: the first one makes its key."""

    code = "ledger.key_unused"
    message = gettext_noop("Belum ada kunci yang tercatat. Kunci dibuat sendiri pada titik periksa yang pertama.")


class ReasonMissing(RuleBroken):
    code = "ledger.reason_missing"
    message = gettext_noop("Tulis alasannya.")
