"""The rules this room keeps, each as a typed error with its Indonesian sentence."""

from __future__ import annotations

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class PolicyUnknown(RuleBroken):
    code = "profiling.policy_unknown"
    message = gettext_noop("Ragam kebijakan %(code)s tidak tersedia.")


class PeriodMissing(RuleBroken):
    code = "profiling.period_missing"
    message = gettext_noop("Periode kebijakan adalah tahun, misalnya 2025.")


class PolicyHasProblems(RuleBroken):
    """Parameters: `first` (the first problem, in words), `more` (how many others)."""

    code = "profiling.policy_has_problems"
    message = gettext_noop("Kebijakan ini belum dapat diterbitkan: %(first)s Masalah lain: %(more)s.")


class PolicyAlreadyPublished(RuleBroken):
    code = "profiling.policy_already_published"
    message = gettext_noop("Kebijakan ini sudah diterbitkan dan tidak dapat diubah lagi. Susun draf baru untuk periode berikutnya.")


class PeriodHasPolicy(RuleBroken):
    code = "profiling.period_has_policy"
    message = gettext_noop(
        "Periode %(period)s sudah punya kebijakan yang diterbitkan. Aturan tidak boleh berganti di tengah periode; "
        "susun kebijakan untuk periode berikutnya."
    )


class ScoresAlreadyReleased(RuleBroken):
    code = "profiling.scores_already_released"
    message = gettext_noop(
        "Hasil tes periode %(period)s sudah dirilis. Kebijakan harus terbit sebelum hasil dirilis, supaya aturan tidak disusun "
        "setelah hasilnya diketahui."
    )


class NoPublishedPolicy(RuleBroken):
    """Parameter: `period`, the year of the day of evidence."""

    code = "profiling.no_published_policy"
    message = gettext_noop(
        "Belum ada kebijakan yang diterbitkan untuk periode %(period)s, tahun dari tanggal bukti itu. Bukti satu periode hanya "
        "dipetakan menurut kebijakan periode itu."
    )


class ReleaseBeforePolicy(RuleBroken):
    code = "profiling.release_before_policy"
    message = gettext_noop(
        "Hasil periode %(period)s belum dapat dirilis: kebijakan talenta instansi untuk periode itu belum terbit. Admin instansi "
        "atau PPK menerbitkannya lebih dahulu, supaya aturan tidak disusun setelah hasilnya diketahui."
    )


class PolicyAfterRelease(RuleBroken):
    code = "profiling.policy_after_release"
    message = gettext_noop(
        "Kebijakan ini terbit setelah hasil periode %(period)s dirilis, jadi tidak boleh dipakai untuk memetakan hasil itu."
    )


class NobodyToMap(RuleBroken):
    code = "profiling.nobody_to_map"
    message = gettext_noop("Belum ada pegawai aktif yang dapat dipetakan di instansi ini.")


class EvidenceDayInFuture(RuleBroken):
    code = "profiling.evidence_day_in_future"
    message = gettext_noop("Tanggal bukti tidak boleh lewat dari hari ini.")


class DayReasonMissing(RuleBroken):
    """Parameters: `day` (the proposed one), `least` (letters)."""

    code = "profiling.day_reason_missing"
    message = gettext_noop(
        "Tanggal bukti ini bukan yang ditetapkan menurut dokumen periode itu (%(day)s). Sebutkan alasannya, paling sedikit "
        "%(least)s huruf; alasan itu tersimpan pada perhitungan."
    )


class PreviewOutdated(RuleBroken):
    code = "profiling.preview_outdated"
    message = gettext_noop("Bukti berubah sejak pratinjau dibuat, jadi tidak ada yang dihitung. Buka pratinjau yang baru.")


class RunNotCurrent(RuleBroken):
    code = "profiling.run_not_current"
    message = gettext_noop("Hanya perhitungan yang sedang dipakai yang dapat ditarik.")


class WithdrawalReasonMissing(RuleBroken):
    """Parameter: `least` (letters)."""

    code = "profiling.withdrawal_reason_missing"
    message = gettext_noop("Sebutkan alasan penarikan, paling sedikit %(least)s huruf.")


class PurposeMissing(RuleBroken):
    code = "profiling.purpose_missing"
    message = gettext_noop("Sebutkan tujuan Anda membuka data orang ini, paling sedikit %(least)s huruf.")
