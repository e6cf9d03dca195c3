"""What a cell means: dates in their shapes, grades, tiers, states, words of accommodation. None where it means nothing we know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from sembilan.kit.tabular import Cell, as_text
from sembilan.kit.text import gettext_noop
from sembilan.people.rules.nip import day_of

EARLIEST: Final = date(1930, 1, 1)  # nobody in service, and nothing of a career, is older
_EXCEL_DAY_0: Final = date(1899, 12, 30)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan", "january"),
            ("februari", "feb", "pebruari", "february"),
            ("maret", "mar", "march"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "jun", "june"),
            ("juli", "jul", "july"),
            ("agustus", "agu", "ags", "agt", "aug", "august"),
            ("september", "sep", "sept"),
            ("oktober", "okt", "oct", "october"),
            ("november", "nov", "nopember", "nop"),
            ("desember", "des", "dec", "december"),
        ),
        1,
    )
    for name in names
}
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs"})
_DMY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_YMD = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?")
_WORDED = re.compile(r"(\d{1,2})[- ]([A-Za-z]+)[- .](\d{4})")


def read_date(value: Cell) -> date | None:
    """dd-mm-yyyy (also / . and blank), ISO 8601, "24 November 2025", or Excel's day number. None: no such day, or before 1930.

    >>> read_date("24-11-1980"), read_date(29549), read_date("31-02-1980")
    (datetime.date(1980, 11, 24), datetime.date(1980, 11, 24), None)
    """
    found = _any_date(value)
    return found if found is not None and EARLIEST <= found <= date(2100, 12, 31) else None


_SHORT_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2})")


def is_short_for(text: str, day: date | None) -> bool:
    """Whether a date with two digits of a year can mean this day: dd.mm.yy.

    >>> is_short_for("26.01.79", date(1979, 1, 26)), is_short_for("26.01.79", None)
    (True, False)
    """
    parts = _SHORT_YEAR.fullmatch(text.strip())
    return bool(parts and day) and tuple(map(int, parts.groups())) == (day.day, day.month, day.year % 100)  # type: ignore[union-attr]


def _any_date(value: Cell) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = as_text(value).strip()
    if isinstance(value, bool) or not text:
        return None
    if re.fullmatch(r"\d{4,5}", text):
        return _EXCEL_DAY_0 + timedelta(days=int(text))
    if re.fullmatch(r"\d{8}", text):
        return day_of(int(text[:4]), int(text[4:6]), int(text[6:]))
    if parts := _DMY.fullmatch(text):
        day, month, year = map(int, parts.groups())
        return day_of(year, month, day)
    if parts := _YMD.fullmatch(text):
        year, month, day = map(int, parts.groups())
        return day_of(year, month, day)
    if (parts := _WORDED.fullmatch(text)) and (number := _MONTHS.get(parts[2].casefold())):
        return day_of(int(parts[3]), number, int(parts[1]))
    return None


def read_number(value: Cell) -> float | None:
    """A number, or its words with comma or point as the decimal sign."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = as_text(value).strip().replace(" ", "")
    return float(text.replace(",", ".")) if re.fullmatch(r"-?\d{1,9}([.,]\d{1,6})?", text) else None


def read_whole(value: Cell) -> int | None:
    number = read_number(value)
    return int(number) if number is not None and number == int(number) else None


@lru_cache(maxsize=4096)  # a file says the same few words thousands of times
def squashed(text: str) -> str:
    """For comparing words: small letters and digits only.

    >>> squashed("NIP_Baru "), squashed("nip baru")
    ('nipbaru', 'nipbaru')
    """
    return re.sub(r"[\W_]+", "", text.casefold())


_NAMED_GRADE = re.compile(r"(?:JURU|PENGATUR|PENATA|PEMBINA)[A-Z1 .]*?[\s(,/\-]+((?:IV|I{1,3})[\s/.\-]*[A-E])\)?")
_PNS_GRADE = re.compile(r"(IV|I{1,3}|[1-4])[\s/.\-]*([A-E])")
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII")


def read_grade(text: str) -> str | None:
    """I/a to IV/e (d is the last letter below IV; PP 99/2000 and its followers), or PPPK's I to XVII; the rank's name may
    stand before.

    >>> read_grade("IV.B"), read_grade("Penata (III/c)"), read_grade("IX"), read_grade("III/e")
    ('IV/b', 'III/c', 'IX', None)
    """
    plain = text.strip().upper()
    if plain in _ROMAN:
        return plain
    if named := _NAMED_GRADE.fullmatch(plain):
        plain = named[1]
    parts = _PNS_GRADE.fullmatch(plain)
    if not parts:
        return None
    class_ = _ROMAN[int(parts[1]) - 1] if parts[1].isdigit() else parts[1]
    return None if parts[2] == "E" and class_ != "IV" else f"{class_}/{parts[2].lower()}"


_ECHELON = re.compile(r"(IV|I{1,3}|V|[1-5])[\s/.\-]*([ABab]?)")


def read_echelon(text: str) -> str:
    """ "iii/A" -> "III.a"; what is no echelon stays as written."""
    parts = _ECHELON.fullmatch(text.strip().upper())
    if not parts:
        return text.strip()[:10]
    class_ = _ROMAN[int(parts[1]) - 1] if parts[1].isdigit() else parts[1]
    return f"{class_}.{parts[2].lower()}" if parts[2] else class_


def _table(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {squashed(word): meant for meant, others in words.items() for word in (meant, *others)}


TIERS: Final = (
    "JPT Utama",
    "JPT Madya",
    "JPT Pratama",
    "Administrator",
    "Pengawas",
    "Pelaksana",
    "JF Ahli Pertama",
    "JF Ahli Muda",
    "JF Ahli Madya",
    "JF Ahli Utama",
    "JF Pemula",
    "JF Terampil",
    "JF Mahir",
    "JF Penyelia",
)
_TIERS = _table(
    {tier: (tier.removeprefix("JF "), f"{tier.removeprefix('JF ')} JF") for tier in TIERS}
    | {
        "JPT Pratama": ("Pimpinan Tinggi Pratama", "Jabatan Pimpinan Tinggi Pratama", "Eselon II"),
        "JPT Madya": ("Pimpinan Tinggi Madya", "Jabatan Pimpinan Tinggi Madya", "Eselon I"),
        "JPT Utama": ("Pimpinan Tinggi Utama", "Jabatan Pimpinan Tinggi Utama"),
        "Administrator": ("Jabatan Administrator", "Eselon III"),
        "Pengawas": ("Jabatan Pengawas", "Eselon IV"),
        "Pelaksana": ("Jabatan Pelaksana", "Staf", "Fungsional Umum", "JFU", "Eselon V"),
    }
)


_BY_ECHELON = re.compile(r"(?:jabatan\s+)?(?:struktural\s+)?(?:eselon|esl\.?)\s*(IV|I{1,3}|V)(?:[\s/.\-]*[ab])?", re.IGNORECASE)


def read_tier(text: str) -> str | None:
    """The tier by its name in law, in any of its spellings ("Ahli Muda" is "JF Ahli Muda"), or by its echelon (UU 5/2014
    pasal 131)."""
    if echelon := _BY_ECHELON.fullmatch(text.strip()):
        return _TIERS.get(squashed(f"Eselon {echelon[1]}"))
    plain = squashed(text)
    return _TIERS.get(plain) or _TIERS.get(squashed(text.replace("Jabatan Fungsional", "JF").replace("Fungsional", "JF")))


_INACTIVE = (
    ("retired", ("pensiun", "bup", "mpp", "masapersiapanpensiun")),
    ("left", ("berhenti", "diberhentikan", "wafat", "meninggal", "pindah", "mutasikeluar", "tewas", "keluar")),
)
_ACTIVE = ("aktif", "pns", "cpns", "pppk", "p3k", "tugasbelajar", "diperbantukan", "dipekerjakan", "cuti", "cltn")


def read_status(text: str) -> str | None:
    """active, retired, left; on leave somebody is still in service (PP 11/2017);
    words of pensiun, berhenti, wafat or MPP mean inactive, in whatever phrase they stand."""
    plain = squashed(text)
    for status, words in _INACTIVE:
        if any(word in plain for word in words):
            return status
    if "tidakaktif" in plain or "nonaktif" in plain:
        return "left"
    return "active" if any(plain.startswith(word) or word == plain for word in _ACTIVE) else None


_SEXES = _table({"L": ("Laki-laki", "Laki laki", "Pria", "M", "Male", "1"), "P": ("Perempuan", "Wanita", "W", "F", "Female", "2")})
EDUCATION: Final = ("S3", "S2", "S1", "D4", "D3", "D2", "D1", "SLTA", "SLTP", "SD")
_EDUCATION = _table(
    {
        "S3": ("S-3", "Doktor", "Strata 3", "S.3"),
        "S2": ("S-2", "Magister", "Strata 2"),
        "S1": ("S-1", "Sarjana", "Strata 1"),
        "D4": ("D-4", "D-IV", "Diploma IV", "Diploma 4", "DIV"),
        "D3": ("D-3", "D-III", "Diploma III", "Diploma 3", "DIII", "Diploma III/Sarjana Muda"),
        "D2": ("D-2", "D-II", "Diploma II", "DII"),
        "D1": ("D-1", "D-I", "Diploma I", "DI"),
        "SLTA": ("SMA", "SMK", "SMU", "STM", "SMEA", "MA", "SLTA Kejuruan", "SLTA/sederajat"),
        "SLTP": ("SMP", "MTs"),
        "SD": ("MI",),
    }
)
RATINGS: Final = ("di atas ekspektasi", "sesuai ekspektasi", "di bawah ekspektasi")
_RATINGS = _table(
    {rating: (rating.removesuffix(" ekspektasi"), f"{rating.split()[0]}{rating.split()[1]}") for rating in RATINGS}
    | {
        "di atas ekspektasi": ("diatas ekspektasi", "di atas", "3"),
        "sesuai ekspektasi": ("sesuai", "2"),
        "di bawah ekspektasi": ("dibawah ekspektasi", "di bawah", "1"),
    }
)
PREDICATES: Final = ("Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang")
_PREDICATES = _table(dict.fromkeys(PREDICATES, ()) | {"Kurang": ("Kurang/misconduct", "Misconduct", "Kurang (misconduct)")})
NAMELESS: Final = gettext_noop("(nama belum jelas)")
"""The name of somebody whose name no file gives yet."""
REACHES: Final = (gettext_noop("instansi lain"), gettext_noop("unit lain"), gettext_noop("unit sendiri"))
_REACHES = _table(
    {"instansi lain": ("lintas instansi",), "unit lain": ("lintas unit",), "unit sendiri": ("satu unit", "dalam unit")}
)
APPOINTMENTS: Final = (gettext_noop("definitif"), gettext_noop("Plt"), gettext_noop("Plh"), gettext_noop("Pj"))
_APPOINTMENTS = _table({"definitif": ("tetap",), "Plt": ("Pelaksana Tugas",), "Plh": ("Pelaksana Harian",), "Pj": ("Penjabat",)})
RELEVANCES: Final = (gettext_noop("relevan"), gettext_noop("sebagian"), gettext_noop("tidak relevan"))
_RELEVANCES = _table({"relevan": ("sesuai", "ya"), "sebagian": ("sebagian relevan",), "tidak relevan": ("tidak sesuai", "tidak")})
REGISTERS: Final = ("penghargaan", "tim kerja", "umpan balik 360", "riwayat jabatan", "pendidikan", "pelatihan", "hukuman disiplin")
_REGISTERS = _table(
    {
        "penghargaan": (),
        "tim kerja": ("penugasan tim", "tim"),
        "umpan balik 360": ("360", "feedback 360"),
        "riwayat jabatan": ("jabatan",),
        "pendidikan": ("riwayat pendidikan",),
        "pelatihan": ("diklat", "kursus", "riwayat diklat"),
        "hukuman disiplin": ("hukdis", "disiplin"),
    }
)
SEVERITIES: Final = ("ringan", "sedang", "berat")
_SEVERITIES = _table({"ringan": ("hukuman ringan",), "sedang": ("hukuman sedang",), "berat": ("hukuman berat",)})
_SERVING = {
    "sedangmenjalani": True,
    "menjalani": True,
    "masihmenjalani": True,
    "berlaku": True,
    "selesai": False,
    "berakhir": False,
}
_YES = _table(
    {"ya": ("y", "lengkap", "true", "1", "sudah", "yes"), "tidak": ("t", "belum", "false", "0", "tidak lengkap", "no", "n")}
)
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sex": _SEXES,
    "education": _EDUCATION,
    "rating": _RATINGS,
    "predicate": _PREDICATES,
    "reach": _REACHES,
    "appointment": _APPOINTMENTS,
    "relevance": _RELEVANCES,
    "register": _REGISTERS,
    "severity": _SEVERITIES,
    "yes": _YES,
}


def read_word(list_: str, text: str) -> str | None:
    """The word of a closed list that a spelling means: sex, education, rating, predicate, reach, appointment, relevance, register,
    severity, yes."""
    return _WORDS[list_].get(squashed(text))


def is_serving(text: str) -> bool | None:
    return _SERVING.get(squashed(text))


MATRIX: Final = {
    (results, behaviour): predicate
    for results, row in zip(
        RATINGS,
        (("Sangat Baik", "Baik", "Kurang"), ("Baik", "Baik", "Kurang"), ("Butuh Perbaikan", "Butuh Perbaikan", "Sangat Kurang")),
        strict=True,
    )
    for behaviour, predicate in zip(RATINGS, row, strict=True)
}
"""(work result, conduct) -> predicate. PermenPANRB 6/2022."""

MOST_HOURS: Final = 500
"""JP of one training record above which we doubt it. A JP is 45 minutes: 500 JP are three months of full days. A setting of ours,
without a source in law; whoever confirms a longer course writes it as two records or dismisses the doubt with a reason."""

_HOURS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:jp|jam(?:\s*pelajaran)?|jpl)?\.?", re.IGNORECASE)


def read_hours(text: str) -> int | None:
    """JP out of "40 JP", "40", "40 jam". None where there is no figure or it cannot be: none, or above MOST_HOURS."""
    parts = _HOURS.fullmatch(text.strip())
    hours = float(parts[1].replace(",", ".")) if parts and len(parts[1]) < 8 else 0
    return round(hours) if 0 < hours <= MOST_HOURS else None


_FORMULA = re.compile(r"\s*[=@＝＠]|\s*[+\-＋－]\s*[A-Za-z0-9(\"]")


def visible(text: str) -> str:
    """Without the signs nobody sees or types: byte order marks, controls, directions, private ones. White space stays.

    >>> visible("\\ufeffSiti\\u200b Aminah\\x07")
    'Siti Aminah'
    """
    if text.isprintable():
        return text
    return "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in _INVISIBLE)


def name_fault(text: str) -> str:
    """The cause of doubt about a name as `_Reader.text` gives it; "" where there is none.

    >>> name_fault("H. Ma'ruf Łukasz Đỗ, S.E."), name_fault("王小明"), name_fault("Siti 😀"), name_fault("0")
    ('', 'name_script', 'name_script', 'name_missing')
    """
    if not text:
        return "name_missing"
    if is_formula(text):
        return "name_formula"
    if not any(map(str.isalpha, text)):
        return "name_missing"  # a number is what a formula left in the cell
    return "" if all(map(_is_latin, text)) else "name_script"


def _is_latin(sign: str) -> bool:
    """A letter of the Latin alphabet, its accent, or a sign that stands between letters."""
    kind = unicodedata.category(sign)
    return kind[0] in "PZN" or kind == "Sk" or unicodedata.name(sign, "").startswith(("LATIN ", "COMBINING ", "MODIFIER LETTER "))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run this text instead of showing it.

    >>> is_formula('=HYPERLINK("http://x")'), is_formula("Nur Anggraini")
    (True, False)
    """
    return bool(_FORMULA.match(text))


_EXTRA = re.compile(r"(?:waktu|tambahan|extra|\+).{0,20}?(\d{1,3})\s*%")
_KINDS: Final = (
    ("large_text", ("huruf besar", "teks besar", "low vision", "lemah penglihatan")),
    ("non_visual", ("tunanetra", "tuna netra", "netra total", "pembaca layar")),
    ("reader", ("pembaca soal", "pendamping pembaca", "dibacakan")),
    ("separate_room", ("ruang terpisah", "ruang tersendiri")),
)
MOST_EXTRA: Final = 100  # percent


def read_accommodation(text: str) -> dict[str, int | None] | None:
    """kind -> amount (extra_time in percent, else None); {} for none needed; None where a part of the words is not understood.

    >>> read_accommodation("tunanetra: waktu +30%")
    {'extra_time': 30, 'non_visual': None}
    """
    plain = " ".join(text.casefold().split())
    if squashed(plain) in ("", "tidakada", "tidak", "none", "0"):
        return {}
    found: dict[str, int | None] = {}
    for part in re.split(r"[:;,&]| dan ", plain):
        meant = _one_accommodation(part.strip())
        if meant is None:
            return None
        found |= meant
    return dict(sorted(found.items()))


def _one_accommodation(part: str) -> dict[str, int | None] | None:
    if not part:
        return {}
    if extra := _EXTRA.search(part):
        amount = int(extra[1])
        return {"extra_time": amount} if 0 < amount <= MOST_EXTRA else None
    for kind, words in _KINDS:
        if any(word in part for word in words):
            return {kind: None}
    return None
