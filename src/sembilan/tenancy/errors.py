from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class NotAllowed(RuleBroken):
    """The actor may see the thing but not do this to it. (What he may not see is not found: 404.)"""

    code = "tenancy.not_allowed"
    message = gettext_noop("Anda tidak berwenang melakukan tindakan ini.")


class RoleNotHere(RuleBroken):
    code = "tenancy.role_not_here"
    message = gettext_noop("Peran ini hanya ada di tingkat nasional.")


class CodeTaken(RuleBroken):
    code = "tenancy.code_taken"
    message = gettext_noop("Kode %(code)s sudah dipakai di bawah unit yang sama.")
