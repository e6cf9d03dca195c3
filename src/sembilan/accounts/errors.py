from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class UsernameTaken(RuleBroken):
    code = "accounts.username_taken"
    message = gettext_noop("Nama pengguna %(username)s sudah dipakai.")


class ActivationInvalid(RuleBroken):
    code = "accounts.activation_invalid"
    message = gettext_noop("Tautan aktivasi ini tidak berlaku lagi. Mintalah tautan baru kepada admin instansi Anda.")


class PasswordWeak(RuleBroken):
    code = "accounts.password_weak"
    message = gettext_noop("Kata sandi terlalu lemah: %(reasons)s")
