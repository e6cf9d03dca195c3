"""Ratio, proportion and percentage problems from the daily work of public offices."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import gcd

import numpy as np

from sembilan.itembank.generators.item import Family
from sembilan.itembank.generators.word_problems import VERSION, Book, Givens, Settings, Template, draw, settings_from

CODE = "ratio"


def _two_parts(rng: np.random.Generator, high: int) -> tuple[int, int]:
    """Two different parts without a common factor, the smaller first."""
    while True:
        a, b = sorted((draw(rng, 2, high), draw(rng, 2, high)))
        if a != b and gcd(a, b) == 1:
            return a, b


# --- draws: whole numbers of everyday size; the family keeps only draws with a whole answer ---------------------------


def _draw_percent(rng: np.random.Generator, size: int) -> dict[str, int]:
    step = (10, 5, 4)[size - 1]
    return {"n": draw(rng, 80, 400 * size, 20), "p": draw(rng, 12, 88, step)}


def _draw_proportion(rng: np.random.Generator, size: int) -> dict[str, int]:
    t, u = draw(rng, 3, 4 + 3 * size), draw(rng, 3, 6 + 5 * size)
    return {"n": t * draw(rng, 6 * size, 20 * size), "t": t, "u": u + (u == t)}


def _draw_scale(rng: np.random.Generator, size: int) -> dict[str, int]:
    return {"s": draw(rng, 50_000, 500_000 * size, 50_000), "c": draw(rng, 4, 10 + 8 * size)}


def _draw_share(rng: np.random.Generator, size: int) -> dict[str, int]:
    a, c = _two_parts(rng, 3 + 2 * size)
    b = draw(rng, 2, 3 + 2 * size)
    return {"total": (a + b + c) * draw(rng, 8 * size, 30 * size), "a": a, "b": b, "c": c}


def _draw_difference(rng: np.random.Generator, size: int) -> dict[str, int]:
    a, b = _two_parts(rng, 4 + 3 * size)
    return {"a": a, "b": b, "d": (b - a) * draw(rng, 3 * size, 12 * size)}


def _draw_before(rng: np.random.Generator, size: int) -> dict[str, int]:
    p = draw(rng, 10, 60, (10, 5, 4)[size - 1])
    return {"p": p, "n": draw(rng, 100, 500 * size, 20 if size == 1 else 50) * (100 + p) // 100}


def _draw_successive(rng: np.random.Generator, size: int) -> dict[str, int]:
    p, q = draw(rng, 10, 50, 10 if size == 1 else 5), draw(rng, 10, 40, 10 if size < 3 else 5)
    return {"n": draw(rng, 200, 1000 * size, 100), "p": p, "q": q + 10 * (q == p)}


def _draw_mean(rng: np.random.Generator, size: int) -> dict[str, int]:
    values = {
        "n": draw(rng, 10, 20 + 10 * size),
        "m": draw(rng, 60, 90),
        "k": draw(rng, 10, 20 + 10 * size),
        "l": draw(rng, 60, 90),
    }
    values["k"] += values["k"] == values["n"]
    values["l"] += 4 * (abs(values["l"] - values["m"]) < 4)
    return values


def _draw_chain(rng: np.random.Generator, size: int) -> dict[str, int]:
    (a, b), (d, c) = _two_parts(rng, 3 + 2 * size), _two_parts(rng, 3 + 2 * size)
    return {"a": a, "b": b, "c": c, "d": d, "n": a * c * draw(rng, 2 * size, 6 * size)}


def _draw_move(rng: np.random.Generator, size: int) -> dict[str, int]:
    a, b = _two_parts(rng, 4 + 2 * size)
    return {"a": a, "b": b, "m": draw(rng, 3, 10 * size)}


def _draw_top_up(rng: np.random.Generator, size: int) -> dict[str, int]:
    p = draw(rng, 20, 50, 10 if size == 1 else 5)
    return {"n": draw(rng, 40, 120 * size, 20), "p": p, "q": p + draw(rng, 5, 25, 5)}


# --- does a number fit the story? -------------------------------------------------------------------------------------


def _fits_share(g: Givens, x: int) -> bool:
    units, rest = divmod(x, g["c"])
    return rest == 0 and sum(part * units for part in (g["a"], g["b"], g["c"])) == g["total"]


def _fits_difference(g: Givens, x: int) -> bool:
    units, rest = divmod(x, g["a"] + g["b"])
    return rest == 0 and g["b"] * units - g["a"] * units == g["d"]


def _fits_chain(g: Givens, x: int) -> bool:
    second, rest = divmod(g["n"] * g["b"], g["a"])
    return rest == 0 and second * g["d"] == x * g["c"]


def _fits_move(g: Givens, x: int) -> bool:
    units, rest = divmod(x, g["a"])
    return rest == 0 and x + g["m"] == units * g["b"] - g["m"]


def _fits_successive(g: Givens, x: int) -> bool:
    hundredths = 100 * g["n"] + g["n"] * g["p"]
    return 100 * hundredths - hundredths * g["q"] == 10_000 * x


TEMPLATES: Mapping[str, Template] = {
    "persen": Template(
        0.0,
        (
            (
                "Dari {n} pemohon, {p}% mendaftar lewat aplikasi dan sisanya datang ke loket. Berapa pemohon yang datang ke loket?",
                "orang",
            ),
            ("Dari {n} arsip, {p}% sudah dipindai. Berapa arsip yang belum dipindai?", "arsip"),
        ),
        _draw_percent,
        lambda g: Fraction(g["n"] * (100 - g["p"]), 100),
        lambda g, x: 100 * (g["n"] - x) == g["p"] * g["n"],
        lambda g: [
            (Fraction(g["n"] * g["p"], 100), "menghitung bagian yang lain"),
            (g["n"] - g["p"], "mengurangi persen langsung"),
        ],
        "Sisanya 100% dikurangi persen yang disebut",
    ),
    "senilai": Template(
        0.3,
        (
            ("Sebuah mesin memindai {n} lembar dalam {t} menit. Dengan kecepatan tetap, berapa lembar dalam {u} menit?", "lembar"),
            ("Petugas menerima {n} berkas dalam {t} hari. Dengan laju yang sama, berapa berkas dalam {u} hari?", "berkas"),
        ),
        _draw_proportion,
        lambda g: Fraction(g["n"], g["t"]) * g["u"],
        lambda g, x: x * g["t"] == g["n"] * g["u"],
        lambda g: [
            (g["n"] + g["u"] - g["t"], "menambah selisih waktu"),
            (Fraction(g["n"], g["t"]) * (g["u"] + 1), "kelebihan satu satuan waktu"),
            (Fraction(g["n"], g["t"]) * (g["u"] - 1), "kekurangan satu satuan waktu"),
            (Fraction(g["n"] * g["t"], g["u"]), "perbandingan terbalik"),
        ],
        "Hasil sebanding dengan waktunya",
    ),
    "bagi": Template(
        0.5,
        (
            (
                "Sebanyak {total} paket bantuan dibagikan kepada Kelurahan A, B, dan C dengan perbandingan {a} : {b} : {c}."
                " Berapa paket untuk Kelurahan C?",
                "paket",
            ),
            (
                "Waktu siaran {total} menit dibagi untuk berita, dialog, dan musik dengan perbandingan {a} : {b} : {c}."
                " Berapa menit untuk musik?",
                "menit",
            ),
        ),
        _draw_share,
        lambda g: Fraction(g["total"], g["a"] + g["b"] + g["c"]) * g["c"],
        _fits_share,
        lambda g: [
            (Fraction(g["total"] * g["b"], g["a"] + g["b"] + g["c"]), "mengambil bagian kedua"),
            (Fraction(g["total"] * g["a"], g["a"] + g["b"] + g["c"]), "mengambil bagian pertama"),
            (Fraction(g["total"], g["c"]), "membagi dengan bagiannya sendiri"),
            (Fraction(g["total"], 3), "membagi rata"),
            (Fraction(g["total"] * (g["a"] + g["b"]), g["a"] + g["b"] + g["c"]), "menghitung dua bagian lain"),
        ],
        "Jumlah seluruhnya dibagi jumlah bagian, lalu dikalikan bagian yang ditanya",
    ),
    "skala": Template(
        0.8,
        (
            ("Pada peta berskala 1 : {s}, jarak dua kota adalah {c} cm. Berapa jarak sebenarnya dalam kilometer?", "km"),
            ("Pada peta berskala 1 : {s}, panjang jalan provinsi adalah {c} cm. Berapa panjang sebenarnya dalam kilometer?", "km"),
        ),
        lambda rng, size: {"satu": 1, **_draw_scale(rng, size)},
        lambda g: Fraction(g["s"] * g["c"], 100_000),
        lambda g, x: x * 1000 * 100 == g["c"] * g["s"],
        lambda g: [
            (Fraction(g["s"] * g["c"], 10_000), "salah satu angka nol"),
            (Fraction(g["s"] * g["c"], 1_000_000), "salah satu angka nol"),
            (Fraction(g["s"], 50_000), "mengabaikan jarak pada peta"),
            (Fraction(g["s"] * g["c"], 50_000), "menggandakan skala"),
            (Fraction(g["s"] * g["c"], 200_000), "membagi dua skala"),
        ],
        "Satu sentimeter pada peta mewakili sekian sentimeter menurut skalanya, dan 1 km adalah 100.000 cm",
    ),
    "selisih": Template(
        1.1,
        (
            (
                "Perbandingan pegawai laki-laki dan perempuan di sebuah dinas adalah {a} : {b}."
                " Pegawai perempuan {d} orang lebih banyak."
                " Berapa jumlah seluruh pegawai?",
                "orang",
            ),
            (
                "Perbandingan kendaraan roda empat dan roda dua milik kantor adalah {a} : {b}."
                " Kendaraan roda dua {d} unit lebih banyak."
                " Berapa jumlah semua kendaraan?",
                "unit",
            ),
        ),
        _draw_difference,
        lambda g: Fraction(g["d"], g["b"] - g["a"]) * (g["a"] + g["b"]),
        _fits_difference,
        lambda g: [
            (Fraction(g["d"] * g["b"], g["b"] - g["a"]), "berhenti pada kelompok yang lebih besar"),
            (Fraction(g["d"] * g["a"], g["b"] - g["a"]), "berhenti pada kelompok yang lebih kecil"),
            (g["d"] * (g["a"] + g["b"]), "lupa membagi dengan selisih bagian"),
        ],
        "Selisih dibagi selisih bagian, lalu dikalikan jumlah bagian",
    ),
    "persen_balik": Template(
        1.5,
        (
            ("Setelah naik {p}%, kunjungan ke mal pelayanan menjadi {n} orang sebulan. Berapa kunjungan sebelum naik?", "orang"),
            ("Setelah ditambah {p}%, kuota pelatihan menjadi {n} orang. Berapa kuota semula?", "orang"),
        ),
        _draw_before,
        lambda g: Fraction(100 * g["n"], 100 + g["p"]),
        lambda g, x: 100 * x + g["p"] * x == 100 * g["n"],
        lambda g: [
            (Fraction(g["n"] * (100 - g["p"]), 100), "mengurangi persen dari hasil akhir"),
            (g["n"] - g["p"], "mengurangi persen langsung"),
            (Fraction(g["n"] * (100 + g["p"]), 100), "menaikkan sekali lagi"),
        ],
        "Hasil akhir adalah 100% ditambah kenaikannya dari bilangan semula",
    ),
    "persen_beruntun": Template(
        1.7,
        (
            (
                "Tahun lalu ada {n} pengaduan. Tahun ini naik {p}%, dan tahun depan"
                " diharapkan turun {q}% dari tahun ini. Berapa pengaduan yang diharapkan tahun depan?",
                "pengaduan",
            ),
            (
                "Stok awal {n} blangko ditambah {p}%, kemudian {q}% dari stok baru itu terpakai. Berapa blangko yang tersisa?",
                "blangko",
            ),
        ),
        _draw_successive,
        lambda g: Fraction(g["n"] * (100 + g["p"]) * (100 - g["q"]), 10_000),
        _fits_successive,
        lambda g: [
            (Fraction(g["n"] * (100 + g["p"] - g["q"]), 100), "menjumlahkan persen"),
            (Fraction(g["n"] * (100 + g["p"]), 100), "berhenti pada langkah pertama"),
            (Fraction(g["n"] * (100 - g["q"]), 100), "melewati langkah pertama"),
        ],
        "Persen kedua dihitung dari hasil langkah pertama",
    ),
    "rata_gabung": Template(
        1.8,
        (
            (
                "Nilai rata-rata {n} peserta di Ruang Anggrek adalah {m}. Nilai rata-rata {k} peserta di Ruang Melati adalah {l}."
                " Berapa nilai rata-rata semua peserta?",
                "poin",
            ),
            (
                "Rata-rata berat {n} karung di gudang lama adalah {m} kg. Rata-rata berat {k} karung di gudang baru adalah {l} kg."
                " Berapa rata-rata berat semua karung?",
                "kg",
            ),
        ),
        _draw_mean,
        lambda g: Fraction(g["n"] * g["m"] + g["k"] * g["l"], g["n"] + g["k"]),
        lambda g, x: g["n"] * (x - g["m"]) == g["k"] * (g["l"] - x),
        lambda g: [
            (Fraction(g["m"] + g["l"], 2), "mengabaikan banyaknya anggota"),
            ((g["m"] + g["l"] + 1) // 2, "mengabaikan banyaknya anggota"),
            (Fraction(g["n"] * g["l"] + g["k"] * g["m"], g["n"] + g["k"]), "bobot tertukar"),
        ],
        "Jumlah semua nilai dibagi banyaknya semua anggota",
    ),
    "bertingkat": Template(
        1.9,
        (
            (
                "Perbandingan berkas di Loket A dan Loket B adalah {a} : {b}."
                " Perbandingan berkas di Loket B dan Loket C adalah {c} : {d}."
                " Loket A menerima {n} berkas. Berapa berkas yang diterima Loket C?",
                "berkas",
            ),
            (
                "Perbandingan buku sejarah dan buku hukum adalah {a} : {b}."
                " Perbandingan buku hukum dan buku ekonomi adalah {c} : {d}."
                " Ada {n} buku sejarah. Berapa buku ekonomi?",
                "buku",
            ),
        ),
        _draw_chain,
        lambda g: Fraction(g["n"] * g["b"] * g["d"], g["a"] * g["c"]),
        _fits_chain,
        lambda g: [
            (Fraction(g["n"] * g["b"], g["a"]), "berhenti pada kelompok kedua"),
            (Fraction(g["n"] * g["d"], g["a"]), "menyambung perbandingan tanpa menyamakan"),
            (Fraction(g["n"] * g["b"] * g["c"], g["a"] * g["d"]), "perbandingan kedua terbalik"),
            (Fraction(g["n"] * g["d"], g["c"]), "melewati perbandingan pertama"),
        ],
        "Kelompok kedua dicari dari perbandingan pertama, lalu kelompok ketiga dari perbandingan kedua",
    ),
    "pindah": Template(
        2.4,
        (
            (
                "Perbandingan pegawai Bidang A dan Bidang B adalah {a} : {b}. Setelah {m} orang pindah dari Bidang B ke Bidang A,"
                " jumlah pegawai keduanya sama. Berapa pegawai Bidang A semula?",
                "orang",
            ),
            (
                "Perbandingan isi lemari arsip kiri dan kanan adalah {a} : {b}."
                " Setelah {m} map dipindahkan dari lemari kanan ke kiri,"
                " isi keduanya sama. Berapa map di lemari kiri semula?",
                "map",
            ),
        ),
        _draw_move,
        lambda g: Fraction(2 * g["m"] * g["a"], g["b"] - g["a"]),
        _fits_move,
        lambda g: [
            (Fraction(g["m"] * g["a"], g["b"] - g["a"]), "lupa bahwa selisihnya dua kali yang pindah"),
            (Fraction(2 * g["m"] * g["b"], g["b"] - g["a"]), "menghitung kelompok yang lain"),
            (Fraction(2 * g["m"] * g["a"], g["b"] - g["a"]) + g["m"], "menghitung sesudah pindah"),
        ],
        "Selisih semula dua kali jumlah yang pindah",
    ),
    "tambah_persen": Template(
        3.0,
        (
            (
                "Dari {n} peserta pelatihan, {p}% perempuan. Berapa peserta perempuan yang harus ditambahkan"
                " agar peserta perempuan menjadi {q}%?",
                "orang",
            ),
            (
                "Dari {n} tanaman di taman kota, {p}% pohon dan sisanya perdu. Berapa pohon yang harus ditambahkan"
                " agar bagian pohon menjadi {q}%?",
                "pohon",
            ),
        ),
        _draw_top_up,
        lambda g: Fraction(g["n"] * (g["q"] - g["p"]), 100 - g["q"]),
        lambda g, x: g["n"] * g["p"] + 100 * x == g["q"] * (g["n"] + x),
        lambda g: [
            (Fraction(g["n"] * (g["q"] - g["p"]), 100), "lupa bahwa jumlah seluruhnya ikut naik"),
            (g["q"] - g["p"], "mengurangi persen"),
            (Fraction(g["n"] * g["q"], 100), "menghitung persen dari jumlah semula"),
        ],
        "Yang tidak ditambah tetap jumlahnya dan menjadi sisa persennya",
    ),
}

BOOK = Book(CODE, "pemecahan_masalah", -1.8, 1.1, TEMPLATES)
generate, difficulty, check = BOOK.generate, BOOK.difficulty, BOOK.check
FAMILY: Family[Settings] = Family(CODE, VERSION, BOOK.scale, settings_from, generate, difficulty, check)
