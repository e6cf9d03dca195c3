"""The rules this room keeps, each as a typed error with its Indonesian sentence."""

from __future__ import annotations

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class NothingToReport(RuleBroken):
    code = "reporting.nothing_to_report"
    message = gettext_noop("Belum ada hasil yang sudah dirilis, jadi laporan belum dapat dibuat.")


class NobodyToReport(RuleBroken):
    code = "reporting.nobody_to_report"
    message = gettext_noop("Belum ada pegawai di unit ini yang hasilnya sudah dirilis.")


class NotPrintable(RuleBroken):
    """The typesetter refused one person's document."""

    code = "reporting.not_printable"
    message = gettext_noop("Laporan ini tidak dapat dicetak. Hubungi pengelola.")


class DocumentMissing(RuleBroken):
    """The file of a document is not where it was put, or is not what was put there."""

    code = "reporting.document_missing"
    message = gettext_noop("Berkas laporan %(code)s tidak utuh lagi di server. Hubungi pengelola; laporan tidak boleh dipakai.")


class JobStillRunning(RuleBroken):
    code = "reporting.job_still_running"
    message = gettext_noop("Laporan unit ini sedang dibuat. Tunggu sampai selesai.")


class JobNotDone(RuleBroken):
    code = "reporting.job_not_done"
    message = gettext_noop("Laporan unit ini belum selesai dibuat, jadi belum dapat diunduh.")


class LanguageUnknown(RuleBroken):
    code = "reporting.language_unknown"
    message = gettext_noop("Laporan tersedia dalam bahasa Indonesia dan Inggris.")
