from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class EventCodeTaken(RuleBroken):
    code = "scheduling.event_code_taken"
    message = gettext_noop("Kode kegiatan %(code)s sudah dipakai.")


class EventDaysWrong(RuleBroken):
    code = "scheduling.event_days_wrong"
    message = gettext_noop("Hari terakhir tidak boleh sebelum hari pertama.")


class PackagesMissing(RuleBroken):
    code = "scheduling.packages_missing"
    message = gettext_noop("Pilih sedikitnya satu paket soal yang sudah disegel. Tidak ditemukan: %(codes)s")


class SessionOutsideEvent(RuleBroken):
    code = "scheduling.session_outside_event"
    message = gettext_noop("Sesi harus berada di antara hari pertama dan hari terakhir kegiatan.")


class RoomsMissing(RuleBroken):
    code = "scheduling.rooms_missing"
    message = gettext_noop("Isi sedikitnya satu ruang dengan jumlah kursi lebih dari nol, tanpa nama yang berulang.")


class SessionPrepared(RuleBroken):
    code = "scheduling.session_prepared"
    message = gettext_noop("Sesi %(number)s sudah disiapkan; daftar pesertanya tidak dapat diubah lagi.")


class NobodyAssigned(RuleBroken):
    code = "scheduling.nobody_assigned"
    message = gettext_noop("Belum ada peserta pada sesi %(number)s.")


class NoNonVisualPackage(RuleBroken):
    code = "scheduling.no_non_visual_package"
    message = gettext_noop("%(count)s peserta memerlukan paket nonvisual, tetapi kegiatan ini belum mempunyainya.")
