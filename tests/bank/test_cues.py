"""What somebody who knows nothing scores by the look of the options: an examinee wise to tests, not to the work.

Gain is the share of the credit above chance: 0 for a blind choice, 1 for every best option. The bounds are above what the
bank shows and below what pays: one blind sitting of the 144 situational judgement items has itself a standard error of 0.06,
so a cue within BOUND cannot be told from luck in a sitting. Before the options were balanced, single cues brought up to
0.20, and the trained examinees below 0.47 by features and 0.51 by words.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sembilan.itembank.generators.relation_lexicon import RELATIONS

BANK = Path(__file__).resolve().parents[2] / "demo" / "bank"
DICTIONARY = BANK.parents[1] / "src" / "sembilan" / "competency" / "dictionary" / "kompetensi"
BOUND = 0.08
TRAINED_BOUND = 0.12
"""For an examinee who has studied the keys of the other scales: wider, as some words are the work itself, not its look."""

Floats = NDArray[np.float64]

WORD_CLASSES = {
    "togetherness": r"\b(bersama\w*|mengajak|melibatkan|berdua)\b",
    "dialogue": r"\b(diskusi|membahas\w*|membicarakan\w*|musyawarah|merunding\w*|menyepakati|kesepakatan|berbicara)\b",
    "asking": r"\b(menanyakan|bertanya|menanyai|mendengar\w*|memahami|menggali)\b",
    "data": r"\b(data\w*|fakta|bukti|angka\w*|hasil|menelaah|memeriksa|menghitung|memetakan|mengukur|uji|menguji)\b",
    "writing": r"\b(tertulis|mencatat\w*|catatan|menulis\w*|dokumen\w*|laporan|melaporkan\w*|surat\w*|tanda terima)\b",
    "hedging": r"\b(mungkin|sebaiknya|biasanya|cenderung|bila|apabila|jika|dapat|sementara|dahulu|perlu)\b",
    "politeness": r"\b(baik-baik|sopan|ramah|memohon|maaf|terima kasih|tenang|santun|menghargai|menghormati|beliau|kekeluargaan)\b",
    "absolutes": r"\b(selalu|semua|seluruh\w*|setiap|tiap|langsung|segera|hanya|saja|harus|wajib|mewajibkan|pasti|tanpa|sendiri)\b",
    "immediacy": r"\b(langsung|segera|saat itu juga|hari ini|malam ini)\b",
    "delay": r"\b(menunggu|menunda|nanti|kelak|depan|berikut\w*|sampai|setelah|sesudah|membiarkan|tetap|mempertahankan)\b",
    "negation": r"\b(tidak|bukan|belum|tanpa|jangan|menolak)\b",
    "reasons": r"\b(agar|supaya|karena|sehingga|sebab|mengingat|demi)\b",
    "sequence": r"\b(lalu|kemudian|serta)\b",
    "and": r"\bdan\b",
    "superiors": r"\b(atasan|kepala|pimpinan|bupati|gubernur|camat|inspektorat|menteri)\b",
    "delegating": r"\b(meminta|menyerahkan|menugaskan|menyuruh|mempercayakan)\b",
    "explaining": r"\b(menjelaskan|memberi tahu|menyampaikan|menerangkan|penjelasan|mengumumkan)\b",
    "follow_up": r"\b(memantau|meninjau|evaluasi|menindaklanjuti|tenggat|jadwal|pekan|minggu|bulan|tiap|setiap)\b",
    "openness": r"\b(terbuka|membuka\w*|jujur|mengakui|apa adanya|sebenarnya)\b",
    "planning": r"\b(menetapkan|menyusun|merancang|merumuskan|membagi|menyiapkan|menentukan)\b",
    "causes": r"\b(penyebab\w*|mengapa|alasan\w*)\b",
    "officialdom": r"\b(resmi|instansi|dinas|sesuai|syarat|aturan|hukum|izin|persetujuan|petugas|lapor\w*|melapor\w*|tim)\b",
}
COMPILED = {name: re.compile(pattern) for name, pattern in WORD_CLASSES.items()}


@dataclass(frozen=True)
class Question:
    """`worth`: each option's credit as a share of the best; `scale`: what it measures, left out together in training."""

    scale: str
    stem: str
    options: tuple[str, ...]
    worth: Floats
    theme: str = ""


@cache
def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def judgement() -> list[Question]:
    found = []
    for path in sorted((BANK / "manajerial_sosiokultural").glob("*.json")):
        entry = read(DICTIONARY / path.name)
        for item in read(path):
            credits = [item["scoring"]["credits"][option["id"]] / 3 for option in item["options"]]
            found.append(_question(item, credits, f"{entry['name']} {entry['definition']}"))
    return found


def literacy(kind: str) -> list[Question]:
    items = [item for path in sorted((BANK / "literasi_digital").glob("*.json")) for item in read(path) if item["type"] == kind]
    keys = [set(item["scoring"].get("keys", [item["scoring"].get("key")])) for item in items]
    return [_question(item, [float(o["id"] in key) for o in item["options"]]) for item, key in zip(items, keys, strict=True)]


def _question(item: Mapping[str, Any], worth: list[float], theme: str = "") -> Question:
    return Question(item["scale"], item["stem"], tuple(o["text"] for o in item["options"]), np.array(worth), theme)


# --- what the eye sees --------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.lower())


def stems(text: str) -> set[str]:
    return {word[:6] for word in words(text) if len(word) > 4}


def looks(question: Question) -> Floats:
    """One row an option, one column a cue of CUES."""
    middle = median(map(len, question.options))
    stem, theme = stems(question.stem), stems(question.theme)
    rows = []
    for text in question.options:
        found, own = words(text), stems(text)
        others = set[str]().union(*(stems(other) for other in question.options if other != text))
        shape = [len(text), len(found), len(text) / len(found), text.count(","), -abs(len(text) - middle)]
        shape += [len(own & theme), len(own & stem), len(own & others), sum(word.startswith(("me", "ber")) for word in found)]
        rows.append([*shape, *(len(pattern.findall(text.lower())) for pattern in COMPILED.values())])
    return np.array(rows, dtype=float)


SHAPES = (
    "length",
    "words",
    "long words",
    "commas",
    "middle length",
    "the scale's words",
    "the stem's words",
    "shared words",
    "verbs",
)
CUES = (*SHAPES, *WORD_CLASSES)


def vocabulary(questions: Iterable[Question], at_least: int = 6) -> Callable[[Question], Floats]:
    """Marks which of the bank's frequent words and neighbouring pairs, cut to seven letters, stand in each option."""

    def tokens(text: str) -> set[str]:
        found = [word[:7] for word in words(text)]
        return {*found, *(f"{one} {other}" for one, other in pairwise(found))}

    marked = {question.options: [tokens(text) for text in question.options] for question in questions}
    counts: dict[str, int] = {}
    for token in (token for options in marked.values() for option in options for token in option):
        counts[token] = counts.get(token, 0) + 1
    frequent = [token for token, count in counts.items() if count >= at_least]
    return lambda question: np.array([[token in o for token in frequent] for o in marked[question.options]], dtype=float)


# --- what it is worth ---------------------------------------------------------------------------------------------


def gain(liking: Floats, worth: Floats) -> float:
    """Of choosing the option liked most, ties at random."""
    chosen = liking >= liking.max() - 1e-9
    return float((worth[chosen].mean() - worth.mean()) / (1 - worth.mean()))


def gains_of_cues(questions: list[Question]) -> dict[str, float]:
    seen = [looks(question) for question in questions]
    return {
        f"{sign} {cue}": mean(gain(way * rows[:, column], q.worth) for rows, q in zip(seen, questions, strict=True))
        for column, cue in enumerate(CUES)
        for sign, way in (("most", 1), ("least", -1))
    }


def gain_of_training(questions: list[Question], see: Callable[[Question], Floats], penalty: float = 100.0) -> float:
    """A ridge regression learns the keys of all scales but one and sits that one, for each in turn."""
    rows = np.stack([see(question) for question in questions])
    rows -= rows.mean(axis=1, keepdims=True)
    worth = np.stack([question.worth - question.worth.mean() for question in questions])
    scales = np.array([question.scale for question in questions])
    found = np.zeros(len(questions))
    for scale in np.unique(scales):
        learnt, sat = rows[scales != scale].reshape(-1, rows.shape[2]), np.flatnonzero(scales == scale)
        spread = learnt.std(axis=0) + 1e-9
        learnt = learnt / spread
        normal = learnt.T @ learnt + penalty * np.eye(learnt.shape[1])
        weights = np.linalg.solve(normal, learnt.T @ worth[scales != scale].ravel())
        for place in sat:
            found[place] = gain(rows[place] / spread @ weights, questions[place].worth)
    return float(found.mean())


# --- the bounds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("questions", [judgement(), literacy("single")], ids=["situational judgement", "digital literacy"])
def test_no_look_of_an_option_pays(questions: list[Question]) -> None:
    assert {cue: round(won, 3) for cue, won in gains_of_cues(questions).items() if won > BOUND} == {}


@pytest.mark.parametrize("questions", [judgement(), literacy("single")], ids=["situational judgement", "digital literacy"])
def test_who_has_studied_the_looks_of_other_scales_gains_little(questions: list[Question]) -> None:
    assert gain_of_training(questions, looks) <= TRAINED_BOUND


@pytest.mark.parametrize("questions", [judgement(), literacy("single")], ids=["situational judgement", "digital literacy"])
def test_who_has_studied_the_words_of_other_scales_gains_little(questions: list[Question]) -> None:
    assert gain_of_training(questions, vocabulary(questions)) <= TRAINED_BOUND


def test_the_measure_sees_a_cue_that_is_there() -> None:
    """Were the bound met by a blind measure, it would say nothing: a bank whose best options list more is caught."""
    told = [
        Question(str(n % 3), "", ("Satu.", "Satu, dua.", "Satu, dua, tiga.", "Satu."), np.array([0, 2, 3, 1]) / 3) for n in range(9)
    ]
    assert gains_of_cues(told)["most commas"] == pytest.approx(1)
    assert gain_of_training(told, looks) > 0.9


def test_correct_choices_of_many_are_no_longer_than_wrong_ones() -> None:
    """Fourteen items of several keys: too few for choices, enough for the mean length."""
    ratios = []
    for question in literacy("multiple"):
        lengths, right = np.array([len(text) for text in question.options]), question.worth == 1
        ratios.append(lengths[right].mean() / lengths[~right].mean())
    assert 0.85 <= mean(ratios) <= 1.15


def test_the_length_of_a_word_does_not_give_an_analogy_away() -> None:
    wins = {"longest": [0.0], "shortest": [0.0]}
    for pair in (pair for relation in RELATIONS.values() for pair in relation.pairs):
        lengths = -np.array([len(word) for word in (pair.tail, *pair.beside)], dtype=float)
        worth = np.array([1.0, *[0.0] * len(pair.beside)])
        wins["longest"].append(gain(-lengths, worth))
        wins["shortest"].append(gain(lengths, worth))
    assert {name: round(mean(won), 3) for name, won in wins.items() if mean(won) > BOUND} == {}
