"""The rules of blueprints, forms and seals, by the name of what breaks them."""

from __future__ import annotations

from collections.abc import Sequence

from sembilan.itembank.errors import Problem
from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class BlueprintInvalid(RuleBroken):
    code = "assembly.blueprint_invalid"
    message = gettext_noop("Kisi-kisi belum dapat dipakai: %(problems)s")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems=" ".join(map(str, problems)))


class FormNotPossible(RuleBroken):
    """The bank does not hold what the blueprint wants for that many forms."""

    code = "assembly.form_not_possible"
    message = gettext_noop(
        "Bank belum cukup untuk %(n_forms)s bentuk pada “%(scale)s”: perlu lebih banyak butir disetujui, "
        "atau ada butir yang tidak boleh serangkaian."
    )


class FormCountInvalid(RuleBroken):
    code = "assembly.form_count_invalid"
    message = gettext_noop("Buat 1 sampai %(most)s bentuk sekaligus.")


class BlueprintBroken(RuleBroken):
    """A form no longer holds what its blueprint wants."""

    code = "assembly.blueprint_broken"
    message = gettext_noop("Bentuk %(form)s tidak memenuhi kisi-kisinya: %(problems)s")

    def __init__(self, form: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(form=form, problems=" ".join(map(str, problems)))


class NotApproved(RuleBroken):
    code = "assembly.not_approved"
    message = gettext_noop("Bentuk %(form)s memuat butir yang tidak disetujui atau sudah ditarik: %(codes)s.")


class NothingToReplace(RuleBroken):
    code = "assembly.nothing_to_replace"
    message = gettext_noop("Bentuk %(form)s tidak memuat gambar, jadi dapat dipakai apa adanya.")


class NoTwin(RuleBroken):
    code = "assembly.no_twin"
    message = gettext_noop("Butir bergambar ini belum mempunyai pengganti tanpa gambar yang disetujui: %(codes)s.")


class AlreadySealed(RuleBroken):
    code = "assembly.already_sealed"
    message = gettext_noop("Kode paket %(code)s sudah dipakai. Paket yang disegel tidak berubah; pakai kode baru.")


class SameContent(RuleBroken):
    code = "assembly.same_content"
    message = gettext_noop("Bentuk-bentuk ini sudah disegel bersama sebagai paket %(code)s.")


class NoForms(RuleBroken):
    code = "assembly.no_forms"
    message = gettext_noop("Pilih paling sedikit satu bentuk, satu untuk setiap instrumen.")


class InstrumentTwice(RuleBroken):
    code = "assembly.instrument_twice"
    message = gettext_noop("Satu paket memuat paling banyak satu bentuk dari setiap instrumen.")


class CodeInvalid(RuleBroken):
    code = "assembly.code_invalid"
    message = gettext_noop("Kode paket terdiri atas 3 sampai 40 huruf, angka, atau tanda hubung.")


class NoticesMissing(RuleBroken):
    code = "assembly.notices_missing"
    message = gettext_noop("Pemberitahuan privasi dan pernyataan kejujuran belum dimuat.")


class UnknownInstrument(RuleBroken):
    code = "assembly.unknown_instrument"
    message = gettext_noop("Instrumen %(code)s belum ada di bank.")
