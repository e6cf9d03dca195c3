"""The audit trail in plain words: what each act and each reading is called on the page."""

from __future__ import annotations

from django.utils.translation import gettext

from sembilan.kit.text import gettext_noop
from sembilan.reporting.selectors import READINGS_BY_OFFICERS as READINGS

ROOMS = {
    "accounts": gettext_noop("Akun"),
    "tenancy": gettext_noop("Organisasi dan peran"),
    "people": gettext_noop("Data pegawai"),
    "scheduling": gettext_noop("Kegiatan"),
    "delivery": gettext_noop("Ruang tes"),
    "competency": gettext_noop("Kamus kompetensi"),
    "itembank": gettext_noop("Bank soal"),
    "assembly": gettext_noop("Rakitan"),
    "measurement": gettext_noop("Pengukuran"),
    "profiling": gettext_noop("Kebijakan dan peta"),
    "reporting": gettext_noop("Laporan"),
    "demo": gettext_noop("Penyiapan data contoh"),
}
"""Where an act belongs, by the first part of its code."""

ACTIONS = {
    "accounts.add_user": gettext_noop("Menambah pengguna"),
    "accounts.issue_activation": gettext_noop("Membuat tautan kata sandi pertama"),
    "accounts.end_second_factor": gettext_noop("Menghapus faktor kedua pengguna"),
    "accounts.renew_access": gettext_noop("Memperbarui akses orang lain"),
    "accounts.renew_secret": gettext_noop("Memperbarui rahasia pemasangan"),
    "tenancy.make_nation": gettext_noop("Membentuk organisasi nasional"),
    "tenancy.add_agency": gettext_noop("Menambah instansi"),
    "tenancy.add_unit": gettext_noop("Menambah unit"),
    "tenancy.add_units": gettext_noop("Menambah beberapa unit"),
    "tenancy.describe_unit": gettext_noop("Mengubah nama atau eselon unit"),
    "tenancy.remove_unit": gettext_noop("Menghapus unit"),
    "tenancy.grant": gettext_noop("Memberi peran kepada pengguna"),
    "tenancy.end_membership": gettext_noop("Mengakhiri peran pengguna"),
    "people.preview_import": gettext_noop("Mengunggah berkas untuk diperiksa"),
    "people.receive_import": gettext_noop("Mengunggah berkas besar"),
    "people.leave_import_work": gettext_noop("Meninggalkan pekerjaan impor yang tidak selesai"),
    "people.apply_import": gettext_noop("Menerapkan impor"),
    "people.discard_import": gettext_noop("Membuang pratinjau impor"),
    "people.move_unit": gettext_noop("Memindahkan unit"),
    "tenancy.move_unit": gettext_noop("Memindahkan unit dalam susunan organisasi"),
    "people.undo_import": gettext_noop("Membatalkan impor"),
    "people.mend_issue": gettext_noop("Memperbaiki data yang meragukan"),
    "people.reopen_issue": gettext_noop("Menarik keputusan mutu data"),
    "people.dismiss_issue": gettext_noop("Mengabaikan data yang meragukan dengan alasan"),
    "people.move_official": gettext_noop("Memindahkan pegawai ke unit lain"),
    "people.set_vacancy": gettext_noop("Mencatat jabatan kosong atau terisi"),
    "people.link_account": gettext_noop("Menghubungkan pegawai dengan akunnya"),
    "scheduling.create_event": gettext_noop("Membuat kegiatan"),
    "scheduling.plan_session": gettext_noop("Menambah sesi"),
    "scheduling.register": gettext_noop("Mendaftarkan peserta"),
    "scheduling.assign": gettext_noop("Membagi peserta ke sesi"),
    "scheduling.prepare_session": gettext_noop("Menyiapkan sesi"),
    "delivery.create_session": gettext_noop("Menyerahkan sesi kepada ruang tes"),
    "delivery.open_check_in": gettext_noop("Membuka daftar hadir"),
    "delivery.confirm_identity": gettext_noop("Memastikan identitas peserta"),
    "delivery.postpone_start": gettext_noop("Mengundurkan mulai sesi"),
    "delivery.issue_pin": gettext_noop("Menerbitkan PIN peserta"),
    "delivery.end_pins": gettext_noop("Mengakhiri semua PIN yang belum dipakai"),
    "delivery.mark_absent": gettext_noop("Mencatat peserta tidak hadir"),
    "delivery.move_seat": gettext_noop("Memindahkan kursi peserta"),
    "delivery.start_session": gettext_noop("Memulai sesi"),
    "delivery.pause": gettext_noop("Menjeda tes satu peserta"),
    "delivery.resume": gettext_noop("Melanjutkan tes satu peserta"),
    "delivery.pause_session": gettext_noop("Menjeda seluruh sesi"),
    "delivery.resume_session": gettext_noop("Melanjutkan seluruh sesi"),
    "delivery.credit_time": gettext_noop("Memberi tambahan waktu"),
    "delivery.report_incident": gettext_noop("Mencatat kejadian di ruang tes"),
    "delivery.close_session": gettext_noop("Menutup sesi"),
    "competency.load_dictionary": gettext_noop("Memuat kamus kompetensi"),
    "itembank.load_instruments": gettext_noop("Memuat daftar instrumen"),
    "itembank.add_item": gettext_noop("Menulis soal baru"),
    "itembank.add_items": gettext_noop("Memuat sekumpulan soal"),
    "itembank.revise_item": gettext_noop("Menulis versi baru sebuah soal"),
    "itembank.submit": gettext_noop("Mengajukan soal untuk ditelaah"),
    "itembank.submit_batch": gettext_noop("Mengajukan sekumpulan soal untuk ditelaah"),
    "itembank.approve": gettext_noop("Menyetujui soal"),
    "itembank.approve_batch": gettext_noop("Menyetujui sekumpulan soal"),
    "itembank.send_back": gettext_noop("Mengembalikan soal kepada penulisnya"),
    "itembank.retire": gettext_noop("Menghentikan pemakaian soal"),
    "itembank.drop": gettext_noop("Membuang draf soal"),
    "itembank.propose_evidence": gettext_noop("Mengusulkan pernyataan bukti instrumen"),
    "itembank.countersign_evidence": gettext_noop("Menandatangani pernyataan bukti instrumen"),
    "itembank.publish_parameters": gettext_noop("Menerbitkan parameter soal"),
    "assembly.save_blueprint": gettext_noop("Menyimpan kisi-kisi"),
    "assembly.assemble_forms": gettext_noop("Merakit bentuk tes"),
    "assembly.make_nonvisual": gettext_noop("Membuat bentuk tanpa gambar"),
    "assembly.seal_battery": gettext_noop("Menyegel paket soal"),
    "measurement.load_cuts": gettext_noop("Memuat tabel batas level"),
    "measurement.request_scoring": gettext_noop("Meminta penskoran"),
    "measurement.score_sessions": gettext_noop("Menskor sesi"),
    "measurement.hold_attempt": gettext_noop("Menahan hasil seorang peserta"),
    "measurement.release_hold": gettext_noop("Mengembalikan hasil yang ditahan"),
    "measurement.check_run": gettext_noop("Menyatakan lembar mutu sudah diperiksa"),
    "measurement.sign_sheet": gettext_noop("Menandatangani lembar mutu"),
    "measurement.release": gettext_noop("Merilis hasil tes"),
    "profiling.draft_policy": gettext_noop("Menyusun draf kebijakan"),
    "profiling.publish_policy": gettext_noop("Menerbitkan kebijakan"),
    "profiling.build_profiles": gettext_noop("Menyusun profil dari hasil yang dirilis"),
    "profiling.take_external_results": gettext_noop("Mengambil hasil asesmen lembaga lain"),
    "profiling.delete_draft": gettext_noop("Menghapus draf kebijakan"),
    "profiling.map_agency": gettext_noop("Menghitung kotak manajemen talenta"),
    "profiling.withdraw_run": gettext_noop("Menarik perhitungan kotak"),
    "reporting.make_report": gettext_noop("Membuat laporan perorangan"),
    "reporting.make_unit_reports": gettext_noop("Meminta laporan semua orang dalam unit"),
    "reporting.resume": gettext_noop("Melanjutkan pembuatan laporan unit"),
    "reporting.unit_archive": gettext_noop("Mengunduh semua laporan unit"),
    "demo.finish": gettext_noop("Menyelesaikan satu langkah penyiapan data contoh"),
}


def act(code: str) -> str:
    """The sentence of an act; a code that has none (an older one) stands as it is."""
    return gettext(ACTIONS[code]) if code in ACTIONS else code


def reading(code: str) -> str:
    return gettext(READINGS[code]) if code in READINGS else code
