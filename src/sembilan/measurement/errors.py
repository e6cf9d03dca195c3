from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class TableUnreadable(RuleBroken):
    """The scoring table of a package cannot be used: nothing is scored on a guess."""

    code = "measurement.table_unreadable"
    message = gettext_noop("Tabel penskoran paket %(package)s tidak dapat dipakai: %(reason)s.")


class SkippingRewarded(RuleBroken):
    """A question with a better and a worse answer whose form lets a skip count as nothing: the skipper would gain."""

    code = "measurement.skipping_rewarded"
    message = gettext_noop(
        "Soal %(item)s dalam paket %(package)s memiliki jawaban yang lebih baik, tetapi formulirnya menyatakan soal yang dilewati "
        "tidak dihitung. Peserta yang melewati soal akan diuntungkan; perbaiki aturan formulirnya."
    )


class BlindAnsweringPaid(RuleBroken):
    """A package in which whoever picks at random would be taken to have level 1 or more of a scale."""

    code = "measurement.blind_answering_paid"
    message = gettext_noop(
        "Paket %(package)s tidak dapat disegel: memilih jawaban secara acak pada skala %(scale)s bernilai %(position)s logit, "
        "padahal level 1 dimulai pada %(level_1)s. Pakai butir yang lebih membedakan, atau ubah penilaian pilihannya."
    )


class OneLetterPaid(RuleBroken):
    """A package in which whoever marks one letter all the way down would be taken to have level 1 or more of a scale."""

    code = "measurement.one_letter_paid"
    message = gettext_noop(
        "Paket %(package)s tidak dapat disegel: selalu memilih huruf %(letter)s pada skala %(scale)s bernilai %(position)s logit, "
        "padahal level 1 dimulai pada %(level_1)s. Rakit bentuk baru, atau ubah letak jawaban terbaik pada butirnya."
    )


class CutsUnreadable(RuleBroken):
    code = "measurement.cuts_unreadable"
    message = gettext_noop("Tabel batas level %(scale)s tidak dapat dipakai: %(reason)s.")


class NothingToScore(RuleBroken):
    code = "measurement.nothing_to_score"
    message = gettext_noop("Pilih sedikitnya satu sesi yang sudah selesai dan diikuti peserta.")


class SessionUnknown(RuleBroken):
    code = "measurement.session_unknown"
    message = gettext_noop("Sesi yang dipilih tidak ditemukan pada instansi ini.")


class SessionNotClosed(RuleBroken):
    code = "measurement.session_not_closed"
    message = gettext_noop("Sesi “%(title)s” belum selesai. Penskoran menunggu sampai sesi ditutup.")


class TitleMissing(RuleBroken):
    code = "measurement.title_missing"
    message = gettext_noop("Judul dan periode wajib diisi.")


class AttemptUnknown(RuleBroken):
    code = "measurement.attempt_unknown"
    message = gettext_noop("Peserta dengan kode itu tidak ada dalam penskoran ini.")


class ReasonMissing(RuleBroken):
    code = "measurement.reason_missing"
    message = gettext_noop("Tulis alasannya, sedikitnya %(least)s huruf.")


class AlreadyHeld(RuleBroken):
    code = "measurement.already_held"
    message = gettext_noop("Hasil peserta ini sudah ditahan.")


class NotHeld(RuleBroken):
    code = "measurement.not_held"
    message = gettext_noop("Hasil peserta ini tidak sedang ditahan.")


class RunReleased(RuleBroken):
    code = "measurement.run_released"
    message = gettext_noop("Penskoran ini sudah dirilis dan tidak dapat diubah. Perbaikan dilakukan dengan penskoran baru.")


class NotScored(RuleBroken):
    code = "measurement.not_scored"
    message = gettext_noop("Penskoran ini sudah diperiksa.")


class NotChecked(RuleBroken):
    code = "measurement.not_checked"
    message = gettext_noop("Penskoran ini belum diperiksa. Periksa dulu lembar mutunya.")


class SheetChanged(RuleBroken):
    """The sheet on the signer's screen is not the newest one."""

    code = "measurement.sheet_changed"
    message = gettext_noop("Lembar mutu sudah berubah sejak halaman ini dibuka. Baca lagi sebelum melanjutkan.")


class MachineMayNot(RuleBroken):
    """Checking, signing and releasing are acts of people, never of the machine."""

    code = "measurement.machine_may_not"
    message = gettext_noop("Tindakan ini hanya dapat dilakukan oleh orang, bukan oleh sistem.")


class AlreadySigned(RuleBroken):
    code = "measurement.already_signed"
    message = gettext_noop("Anda sudah menandatangani lembar ini. Tanda tangan berikutnya harus dari orang lain.")


class SignaturesMissing(RuleBroken):
    code = "measurement.signatures_missing"
    message = gettext_noop("Rilis memerlukan tanda tangan dua orang yang berbeda; baru ada %(have)s.")


class NothingToRelease(RuleBroken):
    code = "measurement.nothing_to_release"
    message = gettext_noop("Semua hasil dalam penskoran ini sedang ditahan; tidak ada yang dapat dirilis.")
