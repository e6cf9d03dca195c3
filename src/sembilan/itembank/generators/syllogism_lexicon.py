"""What syllogisms speak of: own-written Indonesian scenes from offices and everyday life.

Every property and clause is neutral: knowledge of the world neither proves nor refutes any link between two of them.
"""

from __future__ import annotations

from collections.abc import Mapping

# A noun, and predicates that fit both "... yang X" and "... X", and take "tidak".
CLASSES: Mapping[str, tuple[str, ...]] = {
    "pegawai": (
        "mengikuti pelatihan arsip",
        "bertugas di loket",
        "memakai rompi biru",
        "menerima tunjangan giliran",
        "menguasai bahasa isyarat",
    ),
    "surat": ("dikirim lewat kurir", "memakai kop dinas", "disimpan di lemari besi", "dicap merah", "dibuat rangkap dua"),
    "desa": ("memiliki pasar", "mengelola air bersih", "terletak di tepi sungai", "mempunyai perpustakaan", "mengirim utusan"),
    "kendaraan dinas": ("berwarna putih", "memakai listrik", "diparkir di Gedung B", "dilengkapi kamera", "dicuci setiap Jumat"),
    "laporan": ("memuat lampiran", "diperiksa dua kali", "disusun bagian keuangan", "terbit setiap bulan", "memakai grafik"),
    "ruang rapat": (
        "menghadap taman",
        "memiliki proyektor",
        "berada di lantai dua",
        "dapat dipesan daring",
        "memakai peredam suara",
    ),
    "aplikasi": (
        "dapat dibuka tanpa internet",
        "menyimpan data lokasi",
        "dibuat tim provinsi",
        "memakai sandi ganda",
        "tersedia dalam bahasa daerah",
    ),
    "pemohon": ("datang pagi", "membawa surat kuasa", "mengisi formulir daring", "dilayani di Loket 3", "tinggal di kota"),
    "koperasi": ("menjual pupuk", "memberi pinjaman", "membuka toko", "menerbitkan buletin", "memiliki gudang"),
    "buku": ("dipinjam siswa", "dicetak tahun lalu", "bersampul tebal", "memuat peta", "disumbangkan warga"),
    "petugas lapangan": (
        "membawa radio",
        "mengenal jalur hutan",
        "bekerja malam hari",
        "memakai sepatu tahan air",
        "tinggal di pos",
    ),
    "kios": ("menjual sayur", "buka sampai malam", "dikelola keluarga", "menerima pembayaran digital", "berdiri di dekat terminal"),
    "peserta lokakarya": (
        "membawa laptop",
        "duduk di baris depan",
        "menginap di wisma",
        "mengajukan pertanyaan",
        "datang dari luar pulau",
    ),
}

# Clauses of one scene; the bar marks where "tidak" goes.
SCENES: Mapping[str, tuple[str, ...]] = {
    "izin": ("berkas |dilengkapi", "permohonan |diproses", "izin |terbit", "pemohon |menerima pesan"),
    "sungai": ("hujan |turun di hulu", "permukaan sungai |naik", "pintu air |dibuka", "sirene |berbunyi"),
    "jaringan": ("jaringan |terputus", "server cadangan |menyala", "teknisi |dipanggil", "antrean |dipindahkan ke aula"),
    "rapat": ("kepala dinas |hadir", "rapat |dimulai pagi", "notulen |selesai hari ini", "keputusan |diumumkan"),
    "jalan": ("anggaran |disetujui", "lelang |dibuka", "jalan |diperbaiki", "bus desa |beroperasi"),
    "puskesmas": ("dokter tamu |datang", "poli gigi |buka", "antrean |dibagi dua", "kursi tambahan |dipasang"),
    "listrik": ("listrik |padam", "genset |menyala", "lift |berhenti", "tangga darurat |dibuka"),
    "perpustakaan": ("buku |terlambat kembali", "denda |dikenakan", "kartu |dibekukan", "petugas |menelepon peminjam"),
    "mutasi": ("Rudi |lulus pelatihan", "Rudi |menjadi operator", "Rudi |pindah ruang", "meja lama Rudi |dipakai orang lain"),
    "gudang": ("stok kertas |habis", "pesanan |dikirim", "truk |datang", "gerbang belakang |dibuka"),
    "panen": ("irigasi |berfungsi", "padi |dipanen bulan ini", "lumbung |penuh", "desa |menjual beras"),
    "upacara": ("lapangan |kering", "upacara |diadakan di luar", "tenda |dipasang", "pasukan |berbaris"),
    "arsip": ("arsip |dipindai", "lemari |dikosongkan", "ruang arsip |dicat", "petugas |pindah sementara"),
}
