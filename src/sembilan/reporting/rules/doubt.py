"""Both maps in words: where somebody stands, how sure that is, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeVar

from sembilan.kit.text import gettext_noop
from sembilan.profiling.rules.talent_rules import Input
from sembilan.render.numbers import INDONESIAN, NumberStyle
from sembilan.reporting.rules.narrative import Say, listed
from sembilan.reporting.rules.policy import NarrativePolicy

K = TypeVar("K")

LIKELIER: Final = gettext_noop(
    "Letak ini mengikuti nilai hitungan kedua sumbu; yang lebih mungkin adalah %(name)s (%(share)s). Keduanya berbeda karena "
    "peluangnya tidak tersebar sama ke kedua sisi nilai itu."
)
BY_MEASUREMENT: Final = gettext_noop(
    "Ketidakpastian tes saja dapat pula membawa ke %(boxes)s; tidak ada dokumen yang memutuskannya."
)
WIDE_OPEN = gettext_noop("Selama data itu belum diketahui, tiap kotak bisa hampir mustahil dan bisa hampir pasti.")


class Settler(Enum):
    """Who can settle what is not known of a person: only where he may hold a document himself is he asked for it."""

    PERSON = "person"
    AGENCY = "agency"
    ASSESSMENT = "assessment"
    REGISTER = "register"  # of sanctions: it lacks the agency's word that it is complete and checked, never a paper of the person's


SETTLED: Final = {
    Settler.PERSON: gettext_noop(
        "Jika Anda memiliki bukti %(names)s, serahkan salinannya kepada pengelola kepegawaian di %(agency)s."
    ),
    Settler.AGENCY: gettext_noop(
        "Untuk %(names)s Anda tidak perlu menyerahkan apa pun: yang mencatatnya adalah pengelola kepegawaian di %(agency)s."
    ),
    Settler.ASSESSMENT: gettext_noop(
        "Untuk %(names)s Anda tidak perlu menyerahkan apa pun: nilainya berasal dari asesmen dan belum dapat dihitung seluruhnya."
    ),
    Settler.REGISTER: gettext_noop(
        "Untuk %(names)s Anda tidak perlu melakukan apa pun: daftar hukuman disiplin di instansi Anda belum dinyatakan lengkap "
        "atau belum selesai diperiksa. Ini tidak berarti Anda pernah dihukum. "
        "Yang menyelesaikannya adalah pengelola kepegawaian di %(agency)s."
    ),
}
_RECORDED_BY_AGENCY: Final = {"umpan_balik_360", "kesesuaian_bidang_ilmu"}
_SANCTIONS: Final = "hukuman_disiplin"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A component that is not known and would change or narrow the box, by its name on the screen."""

    name: str
    settler: Settler


@dataclass(frozen=True, slots=True)
class Cell:
    """The assessment map: thirds 0-2 of competency and potential, None where an axis could not be assessed.

    `chances` by cell, empty where the error is unknown.
    """

    competency: int | None
    potential: int | None
    names: Mapping[tuple[int, int], str]
    chances: Mapping[tuple[int, int], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """The official box. `box` None: more than one is `possible`, at the best values and by what is not known alone.

    `low`, `high`: chances of boxes 1-9, empty where an input's error is unknown · `words`: what a box says by its two axes ·
    `decides` and `narrows`: what is not known and would settle or narrow it · `agency`: whose personnel officer records it.
    """

    box: int | None
    possible: tuple[int, ...]
    words: Mapping[int, str]
    low: Mapping[int, float] = field(default_factory=dict)
    high: Mapping[int, float] = field(default_factory=dict)
    decides: tuple[Waiting, ...] = ()
    narrows: tuple[Waiting, ...] = ()
    agency: str = ""


def settler_of(item: Input) -> Settler:
    """Who can settle a component of a policy that is not known."""
    if item.measure is not None:
        return Settler.ASSESSMENT
    if item.register == _SANCTIONS:
        return Settler.REGISTER
    return Settler.AGENCY if item.code in _RECORDED_BY_AGENCY else Settler.PERSON


def likelier(here: K, low: Mapping[K, float], high: Mapping[K, float]) -> K | None:
    """The place that is more probable than the one shown whatever is not known, else None. low, high: chances, equal where
    everything is known.

    A place follows the expected value of each axis. The sums are capped and skewed, so that most of the mass may lie on the other
    side of a cut than their expectation.
    """
    best = max(low, key=lambda place: low[place], default=None)
    return best if best is not None and best != here and low[best] > high.get(here, 0.0) else None


def told_likelier(name: str, share: str, say: Say) -> str:
    return say(LIKELIER) % {"name": name, "share": share}


def of_map(cell: Cell, policy: NarrativePolicy, say: Say = str, numbers: NumberStyle = INDONESIAN) -> tuple[str, ...]:
    """The paragraphs beside the assessment map."""
    if cell.competency is None or cell.potential is None:
        missing = [
            say(name)
            for name, value in ((gettext_noop("kompetensi"), cell.competency), (gettext_noop("potensi"), cell.potential))
            if value is None
        ]
        text = say(gettext_noop("Belum dapat dipetakan: %(axes)s belum dapat dinilai secara lengkap."))
        return (text % {"axes": listed(missing, say)},)
    here = (cell.competency, cell.potential)
    if not cell.chances:
        where = say(gettext_noop("%(name)s.")) % {"name": _upper(cell.names[here])}
        return (where, say(gettext_noop("Kesalahan ukur hasil ini tidak diketahui, sehingga kemungkinannya tidak ditunjukkan.")))
    told = say(gettext_noop("%(name)s. Kemungkinan %(share)s.")) % {
        "name": _upper(cell.names[here]),
        "share": numbers.percent_told(cell.chances.get(here, 0.0)),
    }
    if best := likelier(here, cell.chances, cell.chances):
        told = f"{told} {told_likelier(cell.names[best], numbers.percent_told(cell.chances[best]), say)}"
    others = _others({place: share for place, share in cell.chances.items() if place != here}, policy)
    if not others:
        return (told,)
    rest = listed([f"{cell.names[place]} ({numbers.percent_told(share)})" for place, share in others], say)
    also = say(gettext_noop("Karena setiap pengukuran mengandung ketidakpastian, yang berikut juga mungkin: %(others)s."))
    return (told, also % {"others": rest})


def of_box(placed: Placed, policy: NarrativePolicy, say: Say = str, numbers: NumberStyle = INDONESIAN) -> tuple[str, ...]:
    """The paragraphs beside the official box: where, how sure, and what would change it."""
    return tuple(
        part for part in (_where(placed, policy, say, numbers), *_also(placed, policy, say, numbers), _waiting(placed, say)) if part
    )


def by_measurement(placed: Placed, policy: NarrativePolicy) -> tuple[int, ...]:
    """Of an open box: the boxes that no content of the missing evidence gives, which measurement error alone may reach, lowest
    first, as far as their chance is large enough to be mentioned."""
    if placed.box is not None:
        return ()
    return tuple(
        sorted(box for box, share in placed.high.items() if share >= policy.box_mentioned_from and box not in placed.possible)
    )


def by_measurement_told(placed: Placed, policy: NarrativePolicy, say: Say = str, numbers: NumberStyle = INDONESIAN) -> str:
    """What measurement error alone may do: reach boxes beyond an open one's, or make another box likelier than the one that stands;
    empty where it does neither."""
    if beyond := by_measurement(placed, policy):
        return say(BY_MEASUREMENT) % {"boxes": boxes_told(beyond, say)}
    best = None if placed.box is None else likelier(placed.box, placed.low, placed.high)
    if best is None:
        return ""
    return told_likelier(boxes_told((best,), say), numbers.percent_told(placed.low[best], placed.high[best]), say)


def is_wide_open(placed: Placed, policy: NarrativePolicy) -> bool:
    """Whether the chances say nothing: every possible box may be next to certain or next to impossible."""
    spans = [placed.high.get(box, 0.0) - placed.low.get(box, 0.0) for box in placed.possible]
    return placed.box is None and all(span >= policy.range_too_wide_from for span in spans)


def _where(placed: Placed, policy: NarrativePolicy, say: Say, numbers: NumberStyle) -> str:
    beside = by_measurement_told(placed, policy, say, numbers)
    if placed.box is None:
        open_ = gettext_noop("Kotak belum dapat ditentukan: %(boxes)s masih mungkin, karena ada data yang belum diketahui.")
        return " ".join(filter(None, (say(open_) % {"boxes": boxes_told(placed.possible, say)}, beside)))
    told = {"box": placed.box, "words": placed.words[placed.box]}
    if not placed.low:
        return say(gettext_noop("Kotak %(box)s: %(words)s.")) % told
    share = numbers.percent_told(placed.low.get(placed.box, 0.0), placed.high.get(placed.box, 0.0))
    where = say(gettext_noop("Kotak %(box)s: %(words)s. Kemungkinan %(share)s.")) % {**told, "share": share}
    return " ".join(filter(None, (where, beside)))


def boxes_told(numbers: Iterable[int], say: Say) -> str:
    """kotak 3 dan kotak 5"""
    return listed([say(gettext_noop("kotak %(box)s")) % {"box": box} for box in numbers], say)


def _also(placed: Placed, policy: NarrativePolicy, say: Say, numbers: NumberStyle) -> list[str]:
    if not placed.low:
        return [
            say(gettext_noop("Kesalahan ukur hasil asesmennya tidak diketahui, sehingga kemungkinan tiap kotak tidak ditunjukkan."))
        ]
    others = _others({box: share for box, share in placed.high.items() if box != placed.box}, policy)
    if not others:
        return []
    text = say(gettext_noop("kotak %(box)s (%(share)s)"))
    shares = {box: numbers.percent_told(placed.low.get(box, 0.0), share) for box, share in others}
    told = {"boxes": listed([text % {"box": box, "share": share} for box, share in shares.items()], say)}
    if placed.box is None:
        open_ = [say(WIDE_OPEN)] if is_wide_open(placed, policy) else []
        return [*open_, say(gettext_noop("Kemungkinan tiap kotak: %(boxes)s.")) % told]
    return [say(gettext_noop("Karena ketidakpastian pengukuran, yang berikut juga mungkin: %(boxes)s.")) % told]


def _waiting(placed: Placed, say: Say) -> str:
    """What is not known, and for each part who settles it."""
    missing = placed.decides or placed.narrows
    if not missing:
        return ""
    text = (
        gettext_noop("Yang belum diketahui dan dapat mengubahnya: %(names)s.")
        if placed.decides
        else gettext_noop("Yang belum diketahui dan dapat mempersempit kemungkinannya: %(names)s.")
    )
    told = [say(text) % {"names": listed(_lowered(missing), say)}]
    for settler, settled in SETTLED.items():
        if names := _lowered(one for one in missing if one.settler is settler):
            told.append(say(settled) % {"names": listed(names, say), "agency": placed.agency})
    return " ".join(told)


def _others(chances: Mapping[K, float], policy: NarrativePolicy) -> list[tuple[K, float]]:
    """What is likely enough to be named beside the place shown, the likeliest first."""
    named = [(place, share) for place, share in chances.items() if share >= policy.box_mentioned_from]
    return sorted(named, key=lambda pair: -pair[1])


def _lowered(waiting: Iterable[Waiting]) -> list[str]:
    return [one.name[:1].lower() + one.name[1:] for one in waiting]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
