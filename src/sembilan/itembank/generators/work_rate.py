"""Work-rate problems: people, machines and counters that finish a piece of public work together or one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from math import lcm

import numpy as np

from sembilan.itembank.generators.item import Family, pick
from sembilan.itembank.generators.word_problems import VERSION, Book, Givens, Settings, Template, draw, settings_from

CODE = "work_rate"


def _apart(low: int, high: int) -> tuple[int, int]:
    return min(low, high), max(low, high) + (low == high)


# --- draws ------------------------------------------------------------------------------------------------------------


def _draw_inverse(rng: np.random.Generator, size: int) -> dict[str, int]:
    b, a = _apart(draw(rng, 3, 4 + 4 * size), draw(rng, 4, 6 + 6 * size))
    return {"a": a, "h": draw(rng, 4, 8 + 8 * size), "b": b}


def _draw_double(rng: np.random.Generator, size: int) -> dict[str, int]:
    a, b = _apart(draw(rng, 2, 3 + size), draw(rng, 4, 6 + size))
    t, u = _apart(draw(rng, 2, 3 + size), draw(rng, 3, 5 + size))
    return {"a": a, "n": a * t * draw(rng, 5, 15 * size), "t": t, "b": b, "u": u}


def _draw_queue(rng: np.random.Generator, size: int) -> dict[str, int]:
    arrive, served = _apart(draw(rng, 6, 12 * size), draw(rng, 10, 20 * size))
    return {"n": (served - arrive) * draw(rng, 2, 8), "p": arrive, "q": served}


def _draw_alternate(rng: np.random.Generator, size: int) -> dict[str, int]:
    a, b = draw(rng, 20, 80 * size, 10), draw(rng, 30, 90 * size, 10)
    h = draw(rng, 2, 6)
    return {"n": a * h + b * draw(rng, 2, 9), "a": a, "h": h, "b": b + 10 * (a == b)}


def _draw_pair(rng: np.random.Generator, size: int) -> dict[str, int]:
    a, b = _apart(draw(rng, 3, 10 + 10 * size), draw(rng, 4, 20 + 20 * size))
    return {"a": a, "b": b}


def _draw_other(rng: np.random.Generator, size: int) -> dict[str, int]:
    t, a = _apart(draw(rng, 2, 6 + 5 * size), draw(rng, 3, 12 + 12 * size))
    return {"t": t, "a": a}


def _draw_three(rng: np.random.Generator, size: int) -> dict[str, int]:
    low, high = ((4, 20), (10, 40), (20, 60))[size - 1]
    a, b, c = pick(rng, [triple for triple in _TRIPLES if low <= triple[2] <= high])
    return {"a": a, "b": b, "c": c}


def _draw_crew(rng: np.random.Generator, size: int) -> dict[str, int]:
    d = draw(rng, 10, 15 + 10 * size)
    return {"a": draw(rng, 6, 8 + 8 * size), "d": d, "k": draw(rng, 3, d // 2), "m": draw(rng, 2, 4 + 4 * size)}


def _draw_deadline(rng: np.random.Generator, size: int) -> dict[str, int]:
    d = draw(rng, 12, 18 + 10 * size)
    k = draw(rng, 3, d // 2)
    return {"a": draw(rng, 6, 8 + 8 * size), "d": d, "k": k, "t": draw(rng, 3, d - k - 1)}


def _draw_join(rng: np.random.Generator, size: int) -> dict[str, int]:
    a, b = draw(rng, 6, 12 + 10 * size), draw(rng, 6, 12 + 10 * size)
    return {"a": a, "b": b + (a == b), "k": draw(rng, 2, a - 2)}


def _harmonic(*times: int) -> Fraction:
    """The time that several need together when each alone needs the given time."""
    return 1 / sum((Fraction(1, time) for time in times), Fraction(0))


def _finished(*shifts: tuple[int, int]) -> bool:
    """Whether the work is exactly done: each shift is (time worked, time needed alone), negative when it undoes work."""
    whole = lcm(*(alone for _, alone in shifts))
    return sum(worked * (whole // alone) for worked, alone in shifts) == whole


def _crew_left(g: Givens) -> int:
    """Work left, in person-days."""
    return g["a"] * (g["d"] - g["k"])


def _fits_crew(g: Givens, x: int) -> bool:
    return g["a"] * g["k"] + (g["a"] + g["m"]) * x == g["a"] * g["d"]


_TRIPLES = [t for t in combinations(range(3, 61), 3) if _harmonic(*t).denominator == 1]

TEMPLATES: Mapping[str, Template] = {
    "berbanding_balik": Template(
        0.2,
        (
            (
                "Sebanyak {a} petugas menyelesaikan pendataan warga dalam {h} hari. Berapa hari jika petugasnya hanya {b} orang?",
                "hari",
            ),
            ("Sebanyak {a} pekerja mengecat gedung arsip dalam {h} hari. Berapa hari jika pekerjanya hanya {b} orang?", "hari"),
        ),
        _draw_inverse,
        lambda g: Fraction(g["a"] * g["h"], g["b"]),
        lambda g, x: g["a"] * g["h"] == g["b"] * x,
        lambda g: [
            (Fraction(g["b"] * g["h"], g["a"]), "dianggap berbanding lurus"),
            (g["h"] + g["a"] - g["b"], "menambah selisih orang"),
            (g["a"] * g["h"] // g["b"] + 1, "pembulatan ke atas"),
        ],
        "Jumlah hari-orang tetap",
    ),
    "bergantian": Template(
        0.6,
        (
            (
                "Kantor perlu mencetak {n} kartu. Mesin A mencetak {a} kartu per jam dan dipakai {h} jam, lalu diganti Mesin B"
                " yang mencetak {b} kartu per jam. Berapa jam Mesin B dipakai?",
                "jam",
            ),
            (
                "Sebanyak {n} data harus dimasukkan. Tim pagi memasukkan {a} data per jam selama {h} jam, lalu diteruskan tim siang"
                " yang memasukkan {b} data per jam. Berapa jam tim siang bekerja?",
                "jam",
            ),
        ),
        _draw_alternate,
        lambda g: Fraction(g["n"] - g["a"] * g["h"], g["b"]),
        lambda g, x: g["a"] * g["h"] + g["b"] * x == g["n"],
        lambda g: [
            (Fraction(g["n"], g["b"]), "mengabaikan bagian pertama"),
            (g["n"] // (g["a"] + g["b"]), "dianggap bekerja bersama"),
            (Fraction(g["n"] - g["a"] * g["h"], g["a"]), "memakai laju pertama"),
            (Fraction(g["n"] - g["a"] * g["h"], g["b"]) + g["h"], "menghitung waktu seluruhnya"),
        ],
        "Sisa pekerjaan dibagi laju yang kedua",
    ),
    "berbanding_ganda": Template(
        1.0,
        (
            (
                "Sebanyak {a} operator memasukkan {n} data dalam {t} jam. Dengan kecepatan sama, berapa data yang dimasukkan"
                " {b} operator dalam {u} jam?",
                "data",
            ),
            (
                "Sebanyak {a} loket melayani {n} orang dalam {t} jam. Dengan kecepatan sama, berapa orang yang dilayani"
                " {b} loket dalam {u} jam?",
                "orang",
            ),
        ),
        _draw_double,
        lambda g: Fraction(g["n"] * g["b"] * g["u"], g["a"] * g["t"]),
        lambda g, x: x * g["a"] * g["t"] == g["n"] * g["b"] * g["u"],
        lambda g: [
            (Fraction(g["n"] * g["b"], g["a"]), "mengabaikan perubahan waktu"),
            (Fraction(g["n"] * g["u"], g["t"]), "mengabaikan perubahan jumlah"),
            (Fraction(g["n"] * g["b"] * g["t"], g["a"] * g["u"]), "waktu dianggap berbanding terbalik"),
        ],
        "Hasil per satuan per jam tetap",
    ),
    "antrean": Template(
        1.1,
        (
            (
                "Saat loket dibuka ada {n} orang mengantre. Setiap jam datang {p} orang dan dilayani {q} orang."
                " Setelah berapa jam antrean habis?",
                "jam",
            ),
            (
                "Ada {n} berkas menumpuk. Setiap hari masuk {p} berkas baru dan diselesaikan {q} berkas."
                " Setelah berapa hari tumpukan habis?",
                "hari",
            ),
        ),
        _draw_queue,
        lambda g: Fraction(g["n"], g["q"] - g["p"]),
        lambda g, x: g["n"] + x * g["p"] == x * g["q"],
        lambda g: [
            (Fraction(g["n"], g["q"]), "mengabaikan yang datang"),
            (g["n"] // g["q"] + 1, "mengabaikan yang datang"),
            (Fraction(g["n"], g["p"]), "membagi dengan yang datang"),
            (Fraction(g["n"], g["q"] - g["p"]) + 1, "kelebihan satu"),
        ],
        "Tumpukan berkurang sebesar selisih yang diselesaikan dan yang datang",
    ),
    "bersama": Template(
        1.4,
        (
            (
                "Sendirian, Ani menyusun laporan dalam {a} jam dan Budi dalam {b} jam. Berapa jam jika mereka menyusunnya bersama?",
                "jam",
            ),
            (
                "Pompa besar saja mengisi bak dalam {a} jam, pompa kecil saja dalam {b} jam."
                " Berapa jam jika keduanya dipakai bersama?",
                "jam",
            ),
        ),
        _draw_pair,
        lambda g: _harmonic(g["a"], g["b"]),
        lambda g, x: _finished((x, g["a"]), (x, g["b"])),
        lambda g: [
            (Fraction(g["a"] + g["b"], 2), "mengambil rata-rata"),
            (g["b"] - g["a"], "mengambil selisih"),
            (Fraction(g["a"], 2), "membagi dua waktu tercepat"),
            (g["a"] + g["b"], "menjumlahkan waktu"),
        ],
        "Bagian yang selesai tiap jam dijumlahkan",
        highest=60,
    ),
    "tambah_tenaga": Template(
        1.7,
        (
            (
                "Perbaikan jalan direncanakan selesai oleh {a} pekerja dalam {d} hari. Setelah {k} hari, ditambahkan {m} pekerja."
                " Berapa hari lagi pekerjaan selesai?",
                "hari",
            ),
            (
                "Penataan arsip direncanakan selesai oleh {a} orang dalam {d} hari. Setelah {k} hari, {m} orang ikut membantu."
                " Berapa hari lagi penataan selesai?",
                "hari",
            ),
        ),
        _draw_crew,
        lambda g: Fraction(_crew_left(g), g["a"] + g["m"]),
        _fits_crew,
        lambda g: [
            (g["d"] - g["k"], "mengabaikan tambahan tenaga"),
            (Fraction(g["a"] * g["d"], g["a"] + g["m"]), "mengabaikan hari yang sudah lewat"),
            (g["d"] - g["k"] - g["m"], "mengurangi jumlah orang dari hari"),
            (Fraction(_crew_left(g), g["a"] + g["m"]) + g["k"], "menghitung hari seluruhnya"),
        ],
        "Sisa hari-orang dibagi jumlah pekerja yang baru",
    ),
    "sendiri": Template(
        2.1,
        (
            (
                "Citra dan Dedi bersama-sama memeriksa berkas dalam {t} jam. Citra sendirian perlu {a} jam."
                " Berapa jam jika Dedi sendirian?",
                "jam",
            ),
            (
                "Dua mesin bersama-sama mencetak buku dalam {t} jam. Mesin pertama sendirian perlu {a} jam."
                " Berapa jam untuk mesin kedua sendirian?",
                "jam",
            ),
        ),
        _draw_other,
        lambda g: 1 / (Fraction(1, g["t"]) - Fraction(1, g["a"])),
        lambda g, x: _finished((g["t"], g["a"]), (g["t"], x)),
        lambda g: [
            (g["a"] - g["t"], "mengurangi waktu"),
            (2 * g["t"], "menggandakan waktu bersama"),
            (g["a"] + g["t"], "menjumlahkan waktu"),
            (2 * g["t"] - g["a"], "memakai rata-rata"),
        ],
        "Bagian per jam yang kedua adalah bagian bersama dikurangi bagian yang pertama",
        highest=60,
    ),
    "bertiga": Template(
        2.2,
        (
            (
                "Sendirian, Eka, Fitri, dan Gani menyortir surat dalam {a}, {b}, dan {c} jam."
                " Berapa jam jika mereka bekerja bertiga?",
                "jam",
            ),
            (
                "Tiga keran masing-masing mengisi kolam dalam {a}, {b}, dan {c} jam. Berapa jam jika ketiganya dibuka bersama?",
                "jam",
            ),
        ),
        _draw_three,
        lambda g: _harmonic(g["a"], g["b"], g["c"]),
        lambda g, x: _finished((x, g["a"]), (x, g["b"]), (x, g["c"])),
        lambda g: [
            (_harmonic(g["a"], g["b"]), "melupakan yang ketiga"),
            (Fraction(g["a"] + g["b"] + g["c"], 3), "mengambil rata-rata"),
            (Fraction(g["a"], 3), "membagi tiga waktu tercepat"),
            ((g["a"] + g["b"] + g["c"]) // 9, "membagi rata-rata dengan tiga"),
        ],
        "Bagian yang selesai tiap jam dijumlahkan",
        highest=60,
    ),
    "keluar_masuk": Template(
        2.3,
        (
            (
                "Sebuah keran mengisi penuh bak kosong dalam {a} jam. Saluran buang mengosongkan bak penuh dalam {b} jam."
                " Jika keduanya terbuka, berapa jam sampai bak kosong menjadi penuh?",
                "jam",
            ),
            (
                "Pompa mengisi penuh tandon kosong dalam {a} jam. Pemakaian air menghabiskan tandon penuh dalam {b} jam."
                " Jika keduanya berjalan, berapa jam sampai tandon kosong menjadi penuh?",
                "jam",
            ),
        ),
        _draw_pair,
        lambda g: 1 / (Fraction(1, g["a"]) - Fraction(1, g["b"])),
        lambda g, x: _finished((x, g["a"]), (-x, g["b"])),
        lambda g: [
            (g["b"] - g["a"], "mengurangi waktu"),
            (_harmonic(g["a"], g["b"]), "dianggap sama-sama mengisi"),
            (g["a"] + g["b"], "menjumlahkan waktu"),
            (2 * g["a"], "menggandakan waktu mengisi"),
        ],
        "Bagian yang terisi tiap jam dikurangi bagian yang terbuang",
        highest=60,
    ),
    "tenggat": Template(
        2.6,
        (
            (
                "Pembangunan pos ronda direncanakan selesai oleh {a} pekerja dalam {d} hari. Setelah {k} hari diminta selesai"
                " dalam {t} hari lagi. Berapa pekerja yang harus ditambahkan?",
                "orang",
            ),
            (
                "Pemutakhiran data direncanakan selesai oleh {a} petugas dalam {d} hari. Setelah {k} hari diminta selesai"
                " dalam {t} hari lagi. Berapa petugas yang harus ditambahkan?",
                "orang",
            ),
        ),
        _draw_deadline,
        lambda g: Fraction(_crew_left(g), g["t"]) - g["a"],
        lambda g, x: g["a"] * g["k"] + (g["a"] + x) * g["t"] == g["a"] * g["d"],
        lambda g: [
            (Fraction(_crew_left(g), g["t"]), "menghitung semua orang, bukan tambahannya"),
            (Fraction(g["a"] * g["d"], g["t"]) - g["a"], "mengabaikan yang sudah dikerjakan"),
            (g["d"] - g["k"] - g["t"], "memakai selisih hari"),
        ],
        "Sisa hari-orang dibagi hari yang tersedia, dikurangi jumlah orang semula",
        highest=60,
    ),
    "menyusul": Template(
        3.0,
        (
            (
                "Sendirian, Hana menyelesaikan rekap dalam {a} jam dan Indra dalam {b} jam. Hana bekerja {k} jam sendirian,"
                " lalu Indra ikut membantu sampai selesai. Berapa jam mereka bekerja bersama?",
                "jam",
            ),
            (
                "Mesin lama mencetak seluruh brosur dalam {a} jam, mesin baru dalam {b} jam. Mesin lama berjalan {k} jam sendirian,"
                " lalu keduanya berjalan sampai selesai. Berapa jam keduanya berjalan bersama?",
                "jam",
            ),
        ),
        _draw_join,
        lambda g: (1 - Fraction(g["k"], g["a"])) * _harmonic(g["a"], g["b"]),
        lambda g, x: _finished((g["k"], g["a"]), (x, g["a"]), (x, g["b"])),
        lambda g: [
            (_harmonic(g["a"], g["b"]), "mengabaikan pekerjaan pertama"),
            (g["a"] - g["k"], "mengabaikan bantuan"),
            (_harmonic(g["a"], g["b"]) - g["k"], "mengurangi jam dari waktu bersama"),
            (Fraction(g["a"] - g["k"], 2), "membagi dua sisa waktu"),
        ],
        "Sisa pekerjaan dibagi laju bersama",
        highest=60,
    ),
}

BOOK = Book(CODE, "pemecahan_masalah", -1.7, 1.1, TEMPLATES)
generate, difficulty, check = BOOK.generate, BOOK.difficulty, BOOK.check
FAMILY: Family[Settings] = Family(CODE, VERSION, BOOK.scale, settings_from, generate, difficulty, check)
