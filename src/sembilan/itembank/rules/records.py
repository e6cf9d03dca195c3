"""What an item record must hold: fields, texts, options, keys, pictures, parameters; each problem told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from math import isfinite
from typing import Any

from sembilan.competency.rules import ASPECTS, CAREER, COMPETENCIES, PILLARS
from sembilan.itembank.errors import (
    ParametersInvalid,
    Problem,
)
from sembilan.itembank.pictures import picture_problem
from sembilan.kit.text import gettext_noop
from sembilan.psychometrics.models.graded import Graded
from sembilan.psychometrics.models.logistic import Logistic
from sembilan.psychometrics.models.response import ResponseModel

Record = Mapping[str, Any]


SCALES: dict[str, tuple[str, ...]] = {
    "manajerial_sosiokultural": COMPETENCIES,
    "potensi": ASPECTS,
    "literasi_digital": PILLARS,
    "preferensi_karier": CAREER,
}


TYPES: dict[str, str] = {
    "single": gettext_noop("Satu jawaban"),
    "multiple": gettext_noop("Beberapa jawaban"),
    "numeric": gettext_noop("Angka"),
    "ranking": gettext_noop("Urutan"),
    "graded": gettext_noop("Bertingkat"),
    "best_worst": gettext_noop("Paling dan paling tidak"),
}


KINDS: dict[str, str] = {
    "keyed": gettext_noop("berkunci"),
    "situational": gettext_noop("situasi kerja"),
    "self_report": gettext_noop("pernyataan diri"),
    "preference": gettext_noop("preferensi"),
}


FIELDS = frozenset(
    {
        *("code", "instrument", "scale", "type", "stem", "image", "options", "scoring", "level", "indicator", "model"),
        *("parameters", "fakeable", "rationale", "enemies", "nonvisual", "generator"),
    }
)


OPTION_COUNTS = {"single": (3, 8), "multiple": (4, 8), "numeric": (0, 0), "ranking": (3, 6), "graded": (3, 7), "best_worst": (3, 5)}
MODELS: dict[str, set[object]] = {
    "single": {"3pl", "2pl"},
    "multiple": {"2pl"},
    "numeric": {"2pl"},
    "ranking": {"2pl"},
    "graded": {"grm"},
    "best_worst": {None},
}


LETTERS = "ABCDEFGH"


STEM, OPTION, RATIONALE, ALT = (12, 1500), (1, 400), (10, 600), (4, 900)  # characters, least and most


A, B = (0.2, 4.0), (-6.0, 6.0)  # discrimination and difficulty beyond which a parameter is a mistake


CODE = re.compile(r"[A-Z0-9][A-Z0-9.\-]{1,36}[A-Z0-9](-[a-z])?")


def kind_of(type_: str, fakeable: bool) -> str:
    """How unanswered items of this sort are treated: keyed, situational, self_report or preference."""
    if type_ == "best_worst":
        return "preference"
    if type_ == "graded":
        return "self_report" if fakeable else "situational"
    return "keyed"


def record_problems(record: Record) -> list[Problem]:
    """Everything wrong with one item record, as sentences; empty when it may enter the bank."""
    missing = sorted(FIELDS - set(record))
    if missing:
        return [Problem(gettext_noop("Bidang %(names)s tidak ada."), names=", ".join(missing))]
    found = [Problem(gettext_noop("Bidang %(name)s tidak dikenal."), name=name) for name in sorted(set(record) - FIELDS)]
    type_ = record["type"]
    if type_ not in TYPES:
        return [*found, Problem(gettext_noop("Jenis soal “%(type)s” tidak dikenal."), type=type_)]
    if record["instrument"] not in SCALES:
        return [*found, Problem(gettext_noop("Instrumen “%(instrument)s” tidak dikenal."), instrument=record["instrument"])]
    found += _place_problems(record)
    found += _text_problem(gettext_noop("Soal"), record["stem"], STEM)
    found += _text_problem(gettext_noop("Alasan kunci"), record["rationale"], RATIONALE)
    found += _image_problems(record["image"])
    option_problems = _option_problems(record)
    found += option_problems
    if not option_problems:
        found += _SCORING[type_](record)
    found += parameter_problems(type_, record["model"], record["parameters"], categories_of(record["scoring"]))
    return found


def bank_problems(records: Sequence[Record], known: Mapping[str, str]) -> dict[str, list[Problem]]:
    """Code -> what is wrong, over a whole batch: each record by itself, codes used twice, references that lead nowhere.

    `known` maps the codes already in the bank to their instruments.
    """
    found: dict[str, list[Problem]] = {}
    here = {record.get("code"): record.get("instrument") for record in records}
    by_code = {record.get("code"): record for record in records}
    seen: set[Any] = set()
    for record in records:
        code = record.get("code")
        problems = record_problems(record)
        if code in seen:
            problems.append(Problem(gettext_noop("Kode ini dipakai dua kali.")))
        seen.add(code)
        if not problems:
            problems = _reference_problems(record, {**known, **here}, by_code)
        if problems:
            found[str(code)] = problems
    return found


def parameter_problems(type_: str, model: object, parameters: object, n_categories: int | None) -> list[Problem]:
    """What is wrong with an item's model and parameters. None for both is right for best-worst blocks only."""
    if model not in MODELS[type_]:
        return [Problem(gettext_noop("Model “%(model)s” tidak cocok untuk jenis ini."), model=model or "–")]
    if model is None:
        return [] if parameters is None else [Problem(gettext_noop("Butir ini tidak memakai parameter."))]
    if not isinstance(parameters, Mapping) or not set(parameters) <= {"a", "b", "c"} or not {"a", "b"} <= set(parameters):
        return [Problem(gettext_noop("Parameter a dan b harus ada."))]
    a, b, c = parameters["a"], parameters["b"], parameters.get("c", 0.0)
    found = (
        []
        if _within(a, A)
        else [Problem(gettext_noop("Daya beda a harus di antara %(low)s dan %(high)s."), low=f"{A[0]:g}", high=f"{A[1]:g}")]
    )
    if model == "grm":
        return (
            found
            + _threshold_problems(b, n_categories)
            + ([Problem(gettext_noop("Model bertingkat tidak memakai c."))] if "c" in parameters else [])
        )
    if not _within(b, B):
        found.append(Problem(gettext_noop("Kesukaran b harus di antara %(low)s dan %(high)s."), low=f"{B[0]:g}", high=f"{B[1]:g}"))
    if not _within(c, (0.0, 0.6)) or (model == "2pl" and c):
        found.append(Problem(gettext_noop("Peluang tebakan c harus 0 pada 2PL dan di antara 0 dan 0,6 pada 3PL.")))
    return found


def response_model(model: str, parameters: Record) -> ResponseModel:
    """The psychometric model behind checked parameters."""
    if model == "grm":
        return Graded(float(parameters["a"]), tuple(float(one) for one in parameters["b"]))
    return Logistic(float(parameters["a"]), float(parameters["b"]), float(parameters.get("c", 0.0)))


def categories_of(scoring: object) -> int | None:
    """How many score categories a graded item has; None for other items."""
    credits_ = scoring.get("credits") if isinstance(scoring, Mapping) else None
    return len(credits_) if isinstance(credits_, Mapping) else None


def require_parameters(type_: str, model: object, parameters: object, n_categories: int | None) -> None:
    """Raises ParametersInvalid."""
    problems = parameter_problems(type_, model, parameters, n_categories)
    if problems:
        raise ParametersInvalid(problems)


def _place_problems(record: Record) -> list[Problem]:
    found = []
    scale, scales, level, indicator = record["scale"], SCALES[record["instrument"]], record["level"], record["indicator"]
    if not CODE.fullmatch(str(record["code"])):
        found.append(Problem(gettext_noop("Kode terdiri atas 3–40 huruf besar, angka, titik, dan tanda hubung.")))
    if record["type"] == "best_worst":
        if scale is not None:
            found.append(Problem(gettext_noop("Blok preferensi tidak mempunyai skala sendiri; pilihannya yang berskala.")))
    elif scale not in scales:
        found.append(Problem(gettext_noop("Skala “%(scale)s” bukan bagian dari instrumen ini."), scale=scale or "–"))
    if level is not None and level not in (1, 2, 3, 4, 5):
        found.append(Problem(gettext_noop("Level adalah 1 sampai 5, atau kosong.")))
    if indicator is not None and not re.fullmatch(rf"{re.escape(str(scale))}\.{level}\.[1-9]", str(indicator)):
        found.append(Problem(gettext_noop("Indikator ditulis skala.level.nomor, dengan skala dan level butir ini.")))
    if not isinstance(record["fakeable"], bool):
        found.append(Problem(gettext_noop("Tandai apakah butir ini pernyataan diri.")))
    enemies = record["enemies"]
    if not isinstance(enemies, list | tuple) or not all(isinstance(code, str) for code in enemies):
        found.append(Problem(gettext_noop("Butir yang tidak boleh serangkaian ditulis sebagai daftar kode.")))
    elif record["code"] in enemies:
        found.append(Problem(gettext_noop("Butir ini tidak dapat dilarang serangkaian dengan dirinya sendiri.")))
    if record["nonvisual"] is not None and record["image"] is None:
        found.append(Problem(gettext_noop("Hanya butir bergambar yang mempunyai pengganti tanpa gambar.")))
    return found


def _text_problem(what: str, text: object, bounds: tuple[int, int], letter: str = "") -> list[Problem]:
    least, most = bounds
    named: dict[str, object] = {"what": what, **({"letter": letter} if letter else {})}
    if not isinstance(text, str) or not least <= len(text.strip()) <= most:
        message = gettext_noop("%(what)s harus %(least)s sampai %(most)s huruf.")
        of_letter = gettext_noop("%(what)s %(letter)s harus %(least)s sampai %(most)s huruf.")
        return [Problem(of_letter if letter else message, **named, least=least, most=most)]
    if re.search(r"<\s*/?\s*[a-zA-Z!]", text):
        return [Problem(gettext_noop("%(what)s memuat kode HTML."), what=what)]
    return []


def _image_problems(image: object, letter: str = "") -> list[Problem]:
    if image is None:
        return []
    if not isinstance(image, Mapping) or set(image) != {"svg", "alt"}:
        return [Problem(gettext_noop("Gambar terdiri atas SVG dan teks pengganti."))]
    problem = picture_problem(str(image["svg"]))
    found = [problem] if problem else []
    return found + _text_problem(gettext_noop("Teks pengganti gambar"), image["alt"], ALT, letter)


def _option_problems(record: Record) -> list[Problem]:
    options = record["options"]
    least, most = OPTION_COUNTS[record["type"]]
    if not isinstance(options, list | tuple) or not least <= len(options) <= most:
        return [
            Problem(gettext_noop("Jenis ini memerlukan %(least)s sampai %(most)s pilihan."), least=least, most=most)
            if most
            else Problem(gettext_noop("Soal angka tidak mempunyai pilihan."))
        ]
    found = []
    if any(not isinstance(option, Mapping) or set(option) != {"id", "text", "image"} for option in options):
        return [Problem(gettext_noop("Setiap pilihan mempunyai huruf, teks, dan gambar (boleh kosong)."))]
    if [option["id"] for option in options] != list(LETTERS[: len(options)]):
        found.append(Problem(gettext_noop("Pilihan diberi huruf A, B, C dan seterusnya menurut urutannya.")))
    for option in options:
        if option["image"] is None:
            found += _text_problem(gettext_noop("Pilihan"), option["text"], OPTION, option["id"])
        found += _image_problems(option["image"], option["id"])
    faces = [(option["text"], str(option["image"])) for option in options]
    if len(set(faces)) != len(faces):
        found.append(Problem(gettext_noop("Ada dua pilihan yang sama.")))
    return found


def _ids(record: Record) -> list[str]:
    return [option["id"] for option in record["options"]]


def _fields(scoring: object, *names: str) -> list[Problem]:
    return (
        []
        if isinstance(scoring, Mapping) and set(scoring) == set(names)
        else [Problem(gettext_noop("Penskoran jenis ini memuat %(names)s."), names=", ".join(names))]
    )


def _graded(record: Record) -> list[Problem]:
    found = _fields(record["scoring"], "credits")
    if found:
        return found
    given = record["scoring"]["credits"]
    if not isinstance(given, Mapping) or list(given) != _ids(record):
        return [Problem(gettext_noop("Setiap pilihan mempunyai satu nilai, menurut urutan huruf."))]
    if sorted(given.values()) != list(range(len(given))):
        return [Problem(gettext_noop("Nilai pilihan adalah 0 sampai %(most)s, masing-masing satu kali."), most=len(given) - 1)]
    return []


def _single(record: Record) -> list[Problem]:
    found = _fields(record["scoring"], "key")
    return found or ([] if record["scoring"]["key"] in _ids(record) else [Problem(gettext_noop("Kunci bukan salah satu pilihan."))])


def _multiple(record: Record) -> list[Problem]:
    found = _fields(record["scoring"], "keys")
    if found:
        return found
    keys, ids = record["scoring"]["keys"], _ids(record)
    if not isinstance(keys, list) or not set(keys) <= set(ids) or keys != sorted(set(keys)):
        return [Problem(gettext_noop("Kunci adalah huruf pilihan menurut abjad, tanpa ulangan."))]
    return (
        []
        if 1 < len(keys) < len(ids)
        else [Problem(gettext_noop("Soal ini memerlukan dua kunci atau lebih, tetapi tidak semua pilihan."))]
    )


def _numeric(record: Record) -> list[Problem]:
    found = _fields(record["scoring"], "key", "tolerance")
    if found:
        return found
    key, tolerance = (_decimal(record["scoring"][name]) for name in ("key", "tolerance"))
    if key is None or tolerance is None or tolerance < 0:
        return [Problem(gettext_noop("Kunci dan toleransi adalah angka dengan titik desimal; toleransi tidak kurang dari 0."))]
    return []


def _ranking(record: Record) -> list[Problem]:
    found = _fields(record["scoring"], "order")
    if found:
        return found
    order = record["scoring"]["order"]
    return (
        []
        if isinstance(order, list) and sorted(order) == _ids(record)
        else [Problem(gettext_noop("Urutan kunci memuat setiap pilihan satu kali."))]
    )


def _best_worst(record: Record) -> list[Problem]:
    found = _fields(record["scoring"], "scales")
    if found:
        return found
    scales = record["scoring"]["scales"]
    if not isinstance(scales, Mapping) or list(scales) != _ids(record):
        return [Problem(gettext_noop("Setiap pilihan mempunyai satu skala, menurut urutan huruf."))]
    if not set(scales.values()) <= set(SCALES[record["instrument"]]):
        return [Problem(gettext_noop("Ada skala yang bukan bagian dari instrumen ini."))]
    return [] if len(set(scales.values())) == len(scales) else [Problem(gettext_noop("Skala dalam satu blok harus berbeda-beda."))]


_SCORING: dict[str, Callable[[Record], list[Problem]]] = {
    "graded": _graded,
    "single": _single,
    "multiple": _multiple,
    "numeric": _numeric,
    "ranking": _ranking,
    "best_worst": _best_worst,
}


def _reference_problems(record: Record, instruments: Mapping[Any, Any], batch: Mapping[Any, Record]) -> list[Problem]:
    found = [
        Problem(gettext_noop("Butir %(code)s pada daftar larangan tidak ada."), code=code)
        for code in record["enemies"]
        if code not in instruments
    ]
    twin = record["nonvisual"]
    if twin is not None and instruments.get(twin) != record["instrument"]:
        found.append(Problem(gettext_noop("Pengganti %(twin)s tidak ada pada instrumen ini."), twin=twin))
    elif twin in batch and (batch[twin]["scale"] != record["scale"] or has_picture(batch[twin])):
        found.append(Problem(gettext_noop("Pengganti %(twin)s harus mengukur skala yang sama tanpa gambar."), twin=twin))
    return found


def has_picture(record: Record) -> bool:
    """Whether a candidate must see something to answer: the stem's image or an option's."""
    return record["image"] is not None or any(option["image"] is not None for option in record["options"])


def best_place(scoring: Record) -> int | None:
    """Where the best single answer stands (0-based), None where there is no such place."""
    if "key" in scoring and len(str(scoring["key"])) == 1 and str(scoring["key"]) in LETTERS:
        return LETTERS.index(str(scoring["key"]))
    if "credits" in scoring:
        return list(scoring["credits"].values()).index(max(scoring["credits"].values()))
    return None


def _threshold_problems(b: object, n_categories: int | None) -> list[Problem]:
    if not isinstance(b, list | tuple) or not b or not all(_within(one, B) for one in b):
        return [
            Problem(gettext_noop("Ambang b adalah daftar angka di antara %(low)s dan %(high)s."), low=f"{B[0]:g}", high=f"{B[1]:g}")
        ]
    if any(low >= high for low, high in pairwise(b)):
        return [Problem(gettext_noop("Ambang b harus naik dari yang terendah."))]
    if n_categories is not None and len(b) != n_categories - 1:
        return [
            Problem(
                gettext_noop("%(n_categories)s tingkat nilai memerlukan %(wanted)s ambang, bukan %(have)s."),
                n_categories=n_categories,
                wanted=n_categories - 1,
                have=len(b),
            )
        ]
    return []


def _within(value: object, bounds: tuple[float, float]) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and bounds[0] <= value <= bounds[1]


def _decimal(text: object) -> Decimal | None:
    try:
        value = Decimal(text) if isinstance(text, str) and "," not in text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None
