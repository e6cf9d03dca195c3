"""The rules of a sitting that can be broken, each told in a sentence a candidate or a proctor understands."""

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class PackageInvalid(RuleBroken):
    """The body of a package is not what a hall can run, or carries what no hall may hold. `reasons`: faults of faults.py."""

    code = "delivery.package_invalid"
    message = gettext_noop("Paket soal tidak sah: %(reasons)s")


class PackageChanged(RuleBroken):
    code = "delivery.package_changed"
    message = gettext_noop("Paket %(code)s sudah disegel dengan isi lain. Paket tersegel tidak pernah berubah.")


class PackageUnknown(RuleBroken):
    code = "delivery.package_unknown"
    message = gettext_noop("Paket soal %(code)s belum ada.")


class SeatUnknown(RuleBroken):
    code = "delivery.seat_unknown"
    message = gettext_noop("Kursi %(seat)s tidak ada pada sesi ini.")


class SeatTaken(RuleBroken):
    code = "delivery.seat_taken"
    message = gettext_noop("Kursi %(seat)s sudah ditempati peserta lain.")


class NobodyPresent(RuleBroken):
    code = "delivery.nobody_present"
    message = gettext_noop(
        "Sesi belum dapat dimulai: belum seorang pun hadir. Daftar ulang peserta dahulu, atau undur mulai sesi ini."
    )


class SessionStateWrong(RuleBroken):
    code = "delivery.session_state"
    message = gettext_noop("Tindakan ini tidak dapat dilakukan karena sesi sedang dalam keadaan: %(state)s.")


class AlreadyCheckedIn(RuleBroken):
    code = "delivery.already_checked_in"
    message = gettext_noop("Peserta ini sudah tercatat hadir.")


class NotCheckedIn(RuleBroken):
    code = "delivery.not_checked_in"
    message = gettext_noop("Pastikan identitas peserta terlebih dahulu, baru terbitkan PIN.")


class OwnEntry(RuleBroken):
    """Nobody confirms, seats, pauses or credits himself."""

    code = "delivery.own_entry"
    message = gettext_noop("Ini nama Anda sendiri pada sesi ini. Petugas lain yang harus melakukannya.")


class ReasonMissing(RuleBroken):
    code = "delivery.reason_missing"
    message = gettext_noop("Tulis alasannya.")


class DocumentMissing(RuleBroken):
    code = "delivery.document_missing"
    message = gettext_noop("Pilih dahulu dokumen yang dicocokkan dengan orangnya.")


class PinIssuingClosed(RuleBroken):
    code = "delivery.pin_issuing_closed"
    message = gettext_noop(
        "Penerbitan PIN sudah ditutup %(minutes)s menit sebelum sesi dimulai; kehadiran tidak dicatat. Bila sesi memang terlambat, "
        "undur dahulu mulainya."
    )


class StartNotLater(RuleBroken):
    """Parameter: `planned`, the planned time."""

    code = "delivery.start_not_later"
    message = gettext_noop("Mulainya direncanakan pukul %(planned)s; undur ke waktu sesudah itu.")


class NumberUnknown(RuleBroken):
    code = "delivery.number_unknown"
    message = gettext_noop(
        "Nomor peserta itu tidak terdaftar pada sesi yang sedang dibuka. Periksa kartu Anda atau tanyakan kepada pengawas."
    )


class PinMissing(RuleBroken):
    code = "delivery.pin_missing"
    message = gettext_noop("PIN untuk nomor ini belum diterbitkan. Datanglah ke meja pengawas.")


class PinWrong(RuleBroken):
    code = "delivery.pin_wrong"
    message = gettext_noop("PIN salah. Sisa percobaan: %(left)s.")


class PinLocked(RuleBroken):
    code = "delivery.pin_locked"
    message = gettext_noop("PIN ini terkunci karena salah dimasukkan terlalu sering. Mintalah PIN baru kepada pengawas.")


class PinExpired(RuleBroken):
    code = "delivery.pin_expired"
    message = gettext_noop("Masa berlaku PIN ini sudah lewat. Mintalah PIN baru kepada pengawas.")


class PinUsed(RuleBroken):
    code = "delivery.pin_used"
    message = gettext_noop("PIN ini sudah dipakai. Untuk masuk lagi atau pindah komputer, mintalah PIN baru kepada pengawas.")


class TooManyTries(RuleBroken):
    """So many wrong tries came from one address that numbers which do not exist are answered no more; a right PIN still is."""

    code = "delivery.too_many_tries"
    message = gettext_noop("Terlalu banyak percobaan dari jaringan ini. Tunggu beberapa menit, atau panggil pengawas.")


class LeaseLost(RuleBroken):
    """Another browser has entered with a newer PIN; this one may write no more."""

    code = "delivery.lease_lost"
    message = gettext_noop("Tes Anda sudah dibuka di komputer lain. Halaman ini tidak dapat menyimpan jawaban lagi.")


class AttemptClosed(RuleBroken):
    code = "delivery.attempt_closed"
    message = gettext_noop("Tes ini sudah dikumpulkan atau waktunya sudah habis. Jawaban baru tidak dapat diterima.")


class AttemptPaused(RuleBroken):
    code = "delivery.attempt_paused"
    message = gettext_noop("Tes Anda sedang dijeda pengawas. Waktu tidak berjalan; jawaban disimpan begitu tes dilanjutkan.")


class NotPaused(RuleBroken):
    code = "delivery.not_paused"
    message = gettext_noop("Tes peserta ini tidak sedang dijeda.")


class NotRunning(RuleBroken):
    code = "delivery.not_running"
    message = gettext_noop("Peserta ini tidak sedang mengerjakan tes.")


class SessionNotStarted(RuleBroken):
    code = "delivery.session_not_started"
    message = gettext_noop("Sesi belum dimulai. Tunggu aba-aba pengawas.")


class NoticesMissing(RuleBroken):
    code = "delivery.notices_missing"
    message = gettext_noop("Baca pemberitahuan privasi dan setujui pernyataan kejujuran terlebih dahulu.")


class SectionNotOpen(RuleBroken):
    code = "delivery.section_not_open"
    message = gettext_noop("Bagian ini belum dibuka.")


class SectionOver(RuleBroken):
    code = "delivery.section_over"
    message = gettext_noop("Waktu bagian ini sudah habis, sehingga jawaban baru tidak dapat diterima.")


class SectionsLeft(RuleBroken):
    code = "delivery.sections_left"
    message = gettext_noop("Masih ada bagian yang belum Anda buka. Kerjakan dulu semua bagian.")


class ItemNotInForm(RuleBroken):
    code = "delivery.item_not_in_form"
    message = gettext_noop("Soal itu tidak ada dalam paket Anda.")


class ValueInvalid(RuleBroken):
    code = "delivery.value_invalid"
    message = gettext_noop("Bentuk jawaban tidak sesuai dengan jenis soalnya.")


class AnswerConflict(RuleBroken):
    """A number of the journal came a second time with other content."""

    code = "delivery.answer_conflict"
    message = gettext_noop("Tes ini terbuka juga di jendela atau komputer lain, dan yang dipilih di sana sudah tersimpan.")


class SequenceGap(RuleBroken):
    code = "delivery.sequence_gap"
    message = gettext_noop("Ada catatan yang belum sampai. Kirim ulang mulai nomor %(expected)s.")


class JournalFull(RuleBroken):
    """The section holds more entries than any honest sitting leaves; the next section begins with room of its own."""

    code = "delivery.journal_full"
    message = gettext_noop("Catatan untuk bagian ini sudah penuh. Perubahan terakhir tidak tersimpan. Panggil pengawas.")


class BatchTooLong(RuleBroken):
    code = "delivery.batch_too_long"
    message = gettext_noop("Kiriman terlalu panjang. Paling banyak %(most)s catatan sekali kirim.")


class TrialNotOffered(RuleBroken):
    code = "delivery.trial_not_offered"
    message = gettext_noop("Tidak ada kursi untuk coba sendiri saat ini. Minta pengawas membuka daftar hadir sesi yang menunggu.")
