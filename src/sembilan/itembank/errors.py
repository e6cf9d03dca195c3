"""The rules of the bank, by the name of what breaks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class Problem:
    """One thing that is wrong, as a message id with its values (words among them are message ids too). Faces translate."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message

    def __repr__(self) -> str:
        return f"Problem({str(self)!r})"


class RecordInvalid(RuleBroken):
    """Items do not keep the rules of the item record. `problems` maps an item's code to what is wrong with it."""

    code = "itembank.record_invalid"
    message = gettext_noop("Butir %(code)s belum memenuhi aturan: %(problems)s")

    def __init__(self, problems: Mapping[str, Sequence[Problem]]) -> None:
        self.problems = {code: tuple(found) for code, found in problems.items()}
        first = next(iter(self.problems))
        super().__init__(code=first, problems=" ".join(map(str, self.problems[first])))


class CodeTaken(RuleBroken):
    code = "itembank.code_taken"
    message = gettext_noop("Kode butir %(code)s sudah dipakai.")


class UnknownInstrument(RuleBroken):
    code = "itembank.unknown_instrument"
    message = gettext_noop("Instrumen %(code)s belum ada di bank.")


class MoveNotAllowed(RuleBroken):
    """A version cannot go from this state by this action."""

    code = "itembank.move_not_allowed"
    message = gettext_noop("Keadaan butir ini tidak mengizinkan tindakan itu. Muat ulang halaman untuk melihat keadaannya.")


class ItemChanged(RuleBroken):
    """The version on the reviewer's screen has another content by now: a draft keeps its number when its author rewrites it."""

    code = "itembank.item_changed"
    message = gettext_noop("Isi butir ini berubah sejak halaman dibuka. Baca isinya sekarang, lalu putuskan lagi.")


class OwnWork(RuleBroken):
    """Nobody reviews what he has written himself."""

    code = "itembank.own_work"
    message = gettext_noop("Butir ini tulisan Anda sendiri. Orang lain yang harus menelaahnya.")


class NoteMissing(RuleBroken):
    code = "itembank.note_missing"
    message = gettext_noop("Tulis alasannya supaya penulis tahu apa yang perlu diperbaiki.")


class NeedsPerson(RuleBroken):
    """Review and signature are acts of a person, never of the machine."""

    code = "itembank.needs_person"
    message = gettext_noop("Tindakan ini harus dilakukan oleh orang yang bernama, bukan oleh sistem.")


class UnderReview(RuleBroken):
    code = "itembank.under_review"
    message = gettext_noop("Butir ini sedang ditelaah. Kembalikan dahulu kepada penulis sebelum mengubahnya.")


class NothingChanged(RuleBroken):
    code = "itembank.nothing_changed"
    message = gettext_noop("Tidak ada yang berubah, jadi versi baru tidak dibuat.")


class NotNextEvidence(RuleBroken):
    """The state of evidence rises one step at a time."""

    code = "itembank.not_next_evidence"
    message = gettext_noop("Tingkat bukti hanya dapat naik satu langkah, ke tingkat tepat di atasnya.")


class EvidenceUnnamed(RuleBroken):
    code = "itembank.evidence_unnamed"
    message = gettext_noop("Sebutkan buktinya: dokumen, kelompok yang diuji, tanggal, dan hasil (paling sedikit %(least)s huruf).")


class StatementOpen(RuleBroken):
    code = "itembank.statement_open"
    message = gettext_noop("Masih ada pernyataan bukti yang menunggu tanda tangan kedua.")


class SameSigner(RuleBroken):
    code = "itembank.same_signer"
    message = gettext_noop("Tanda tangan kedua harus dari orang lain.")


class AlreadySigned(RuleBroken):
    code = "itembank.already_signed"
    message = gettext_noop("Pernyataan ini sudah lengkap ditandatangani.")


class ParametersInvalid(RuleBroken):
    code = "itembank.parameters_invalid"
    message = gettext_noop("Parameter tidak dapat dipakai: %(problems)s")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems=" ".join(map(str, problems)))


class SourceMissing(RuleBroken):
    code = "itembank.source_missing"
    message = gettext_noop("Sebutkan dari mana parameter ini berasal.")
