from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class ColumnsNotMapped(RuleBroken):
    """A sheet is to be read, but a column it cannot do without has no header. Parameters: `sheet`, `columns`."""

    code = "people.columns_not_mapped"
    message = gettext_noop("Lembar %(sheet)s belum dapat dibaca: kolom %(columns)s belum dipetakan.")


class NothingToImport(RuleBroken):
    code = "people.nothing_to_import"
    message = gettext_noop("Tidak ada lembar yang dikenali. Petakan paling sedikit satu lembar.")


class OnlyHeaders(RuleBroken):
    code = "people.only_headers"
    message = gettext_noop("Berkas ini hanya berisi judul kolom: tidak ada satu baris data pun di bawahnya.")


class BatchNotPreviewed(RuleBroken):
    code = "people.batch_not_previewed"
    message = gettext_noop("Impor ini sudah diterapkan atau dibatalkan.")


class ImportUnderWay(RuleBroken):
    code = "people.import_under_way"
    message = gettext_noop("Impor ini sedang dikerjakan. Tunggu sampai selesai.")


class WorkBrokeOff(RuleBroken):
    """Not a rule of the data: the background work fell, and nothing of it was kept."""

    code = "people.work_broke_off"
    message = gettext_noop("Pekerjaan ini terhenti di tengah. Tidak ada yang berubah. Coba lagi; bila terulang, hubungi pengelola.")


class BatchNotApplied(RuleBroken):
    code = "people.batch_not_applied"
    message = gettext_noop("Hanya impor yang sudah diterapkan yang dapat dibatalkan.")


class LaterImport(RuleBroken):
    """Parameter: `file`, the later import's file."""

    code = "people.later_import"
    message = gettext_noop("Impor ini tidak dapat dibatalkan: impor %(file)s diterapkan sesudahnya. Batalkan yang itu dahulu.")


class StillUsed(RuleBroken):
    """Parameters: `n` people or units, `what` hangs on them."""

    code = "people.still_used"
    message = gettext_noop("Impor ini tidak dapat dibatalkan: %(n)s orang atau unit darinya sudah dipakai (%(what)s).")


class IssueClosed(RuleBroken):
    code = "people.issue_closed"
    message = gettext_noop("Masalah ini sudah diselesaikan.")


class StillDoubtful(RuleBroken):
    """The new value breaks the same rule. Parameter: `value`."""

    code = "people.still_doubtful"
    message = gettext_noop("Nilai “%(value)s” belum benar menurut aturan yang sama. Periksa lagi.")


class DoubtfulOtherwise(RuleBroken):
    """The new value is no better than the old: it breaks another rule. Parameters: `value`, `why`, of that rule."""

    code = "people.doubtful_otherwise"
    message = gettext_noop("Nilai “%(value)s” belum dapat dipakai: %(why)s.")


class CauseOfDoubt(RuleBroken):
    """A cause of rules.causes as a reason of another rule: its title is the sentence."""

    code = "people.cause_of_doubt"

    def __init__(self, title: str) -> None:
        self.message = title  # type: ignore[misc]  # one class for all causes, each with the words of the table
        super().__init__()


class NipTaken(RuleBroken):
    """Parameters: `value`, `name` of whoever has that NIP."""

    code = "people.nip_taken"
    message = gettext_noop("NIP %(value)s sudah dipakai %(name)s. Periksa lagi nomornya.")


class ValueNeeded(RuleBroken):
    code = "people.value_needed"
    message = gettext_noop("Isi dulu nilainya.")


class NipNotSettled(RuleBroken):
    code = "people.nip_not_settled"
    message = gettext_noop("NIP pegawai ini masih diragukan. Perbaiki dulu pada mutu data: dengan NIP itu ia masuk.")


class LoginThere(RuleBroken):
    code = "people.login_there"
    message = gettext_noop("Pegawai ini sudah mempunyai akun.")


class UnitNotFound(RuleBroken):
    """No unit of the agency, or more than one, is meant. Parameter: `text`, as typed."""

    code = "people.unit_not_found"
    message = gettext_noop("“%(text)s” bukan unit di instansi ini. Ketik sebagian namanya, lalu pilih dari daftar yang muncul.")


class NothingToMend(RuleBroken):
    code = "people.nothing_to_mend"
    message = gettext_noop("Masalah ini tidak punya isian untuk diperbaiki. Kesampingkan dengan alasan.")


class IssueOpen(RuleBroken):
    code = "people.issue_open"
    message = gettext_noop("Masalah ini masih terbuka: belum ada keputusan yang dapat ditarik.")


class DecisionOvertaken(RuleBroken):
    """Parameter: `file`, a later import's file."""

    code = "people.decision_overtaken"
    message = gettext_noop(
        "Keputusan ini tidak dapat ditarik lagi: impor %(file)s diterapkan sesudahnya. Perbaiki datanya di sana."
    )


class DecisionSpread(RuleBroken):
    """Other rows followed the mended one: taken back, they would hang in the air."""

    code = "people.decision_spread"
    message = gettext_noop(
        "Perbaikan ini sudah diikuti baris lain (NIP, unit, atau baris yang menunggu), jadi tidak dapat ditarik sendiri. "
        "Perbaiki nilainya lagi, atau batalkan impornya."
    )


class ReasonNeeded(RuleBroken):
    code = "people.reason_needed"
    message = gettext_noop("Tulis alasannya, paling sedikit lima huruf.")


class UnitElsewhere(RuleBroken):
    code = "people.unit_elsewhere"
    message = gettext_noop("Unit ini bukan bagian dari instansi yang sama.")


class PositionHeld(RuleBroken):
    code = "people.position_held"
    message = gettext_noop("Jabatan ini dipegang seseorang menurut data. Perbaiki data orangnya dahulu.")


class SourceNeeded(RuleBroken):
    code = "people.source_needed"
    message = gettext_noop("Sebut dokumen yang menyatakan jabatan ini lowong, dan tanggalnya.")


class DocumentOfTomorrow(RuleBroken):
    code = "people.document_of_tomorrow"
    message = gettext_noop("Tanggal dokumen tidak boleh lewat dari hari ini.")


class UnitInUse(RuleBroken):
    """Parameter: `unit`, its name."""

    code = "people.unit_in_use"
    message = gettext_noop("%(unit)s tidak dapat dihapus: masih ada unit, pegawai, jabatan, atau data lain di dalamnya.")
