from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class NotAllowed(RuleBroken):
    """The actor may see the thing but not do this to it. (What he may not see is not found: 404.)"""

    code = "tenancy.not_allowed"
    message = gettext_noop("Anda tidak berwenang melakukan tindakan ini.")


class RoleNotHere(RuleBroken):
    code = "tenancy.role_not_here"
    message = gettext_noop("Peran ini hanya ada di tingkat nasional.")


class PersonNumberMissing(RuleBroken):
    """Two signatures are two persons: a login that may act for an agency or the nation says whose it is."""

    code = "tenancy.person_number_missing"
    message = gettext_noop("Akun petugas harus mencatat NIP pemiliknya, atau NIK bagi yang tidak mempunyai NIP.")


class ReasonMissing(RuleBroken):
    code = "tenancy.reason_missing"
    message = gettext_noop("Tulis alasannya. Pemilik akun membacanya di halamannya.")


class RoleAboveLogin(RuleBroken):
    """Whoever keeps a login may renew its link, and so enter by it: no login may hold more than its keeper could give."""

    code = "tenancy.role_above_login"
    message = gettext_noop("Peran ini lebih luas daripada instansi atau unit yang mengelola akun itu. Buat akun lain untuknya.")


class UnitBelowItself(RuleBroken):
    """Parameters: `unit`, `parent`, their names."""

    code = "tenancy.unit_below_itself"
    message = gettext_noop("%(unit)s tidak dapat dipindahkan ke %(parent)s: unit itu sendiri berada di atasnya.")


class CodeInvalid(RuleBroken):
    code = "tenancy.code_invalid"
    message = gettext_noop("Kode instansi hanya huruf kecil, angka, dan garis bawah; diawali huruf, 2 sampai 30 tanda.")


class CodeTaken(RuleBroken):
    code = "tenancy.code_taken"
    message = gettext_noop("Kode %(code)s sudah dipakai di bawah unit yang sama.")
