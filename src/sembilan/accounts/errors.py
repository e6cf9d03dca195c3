from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class UsernameTaken(RuleBroken):
    code = "accounts.username_taken"
    message = gettext_noop("Nama pengguna %(username)s sudah dipakai.")


class ActivationInvalid(RuleBroken):
    code = "accounts.activation_invalid"
    message = gettext_noop("Tautan aktivasi ini tidak berlaku lagi. Mintalah tautan baru kepada admin instansi Anda.")


class ReasonMissing(RuleBroken):
    code = "accounts.reason_missing"
    message = gettext_noop("Tulis alasannya.")


class SecretUnchanged(RuleBroken):
    """Nothing is lost: this start's secret is the one on record."""

    code = "accounts.secret_unchanged"
    message = gettext_noop("Rahasia yang dipakai sekarang sudah tercatat. Tidak ada yang perlu diperbarui.")


class PersonNumberInvalid(RuleBroken):
    code = "accounts.person_number_invalid"
    message = gettext_noop("Tulis NIP (18 angka). Siapa yang tidak mempunyai NIP menulis NIK (16 angka).")


class SamePerson(RuleBroken):
    """Two logins of one person are one signature."""

    code = "accounts.same_person"
    message = gettext_noop("Tanda tangan kedua harus dari orang lain. Kedua akun ini milik orang yang sama.")


class AccessFromSigner(RuleBroken):
    """Whoever opened an access could have entered by it himself."""

    code = "accounts.access_from_signer"
    message = gettext_noop(
        "Anda tidak dapat menandatangani ini: salah satu penanda tangan membuka atau memperbarui akses akun yang lain. "
        "Mintalah orang ketiga."
    )


class NobodyBeside(RuleBroken):
    """A first signature by whoever opened every other signer's access would wait for a second one for ever."""

    code = "accounts.nobody_beside"
    message = gettext_noop(
        "Tidak ada orang yang boleh menandatangani bersama Anda, karena akses mereka terkait dengan akses Anda. "
        "Biarkan dua orang lain yang menandatangani."
    )


class PasswordWeak(RuleBroken):
    code = "accounts.password_weak"
    message = gettext_noop("Kata sandi terlalu lemah: %(reasons)s")
