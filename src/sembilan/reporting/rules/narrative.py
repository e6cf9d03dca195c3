"""The sentences of a person's report, chosen from numbers. They speak of results, never of what somebody is.

Every text is a message id; `say` is gettext, handed in so that the rules stay pure (in Indonesian it changes nothing).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sembilan.kit.text import gettext_noop
from sembilan.profiling.rules.career import ranked
from sembilan.render.numbers import INDONESIAN, NumberStyle
from sembilan.render.report import Remark
from sembilan.reporting.rules.findings import Finding, Verdict
from sembilan.reporting.rules.policy import NarrativePolicy

Say = Callable[[str], str]

NUMBERS = (
    gettext_noop("nol"),
    gettext_noop("satu"),
    gettext_noop("dua"),
    gettext_noop("tiga"),
    gettext_noop("empat"),
    gettext_noop("lima"),
    gettext_noop("enam"),
    gettext_noop("tujuh"),
    gettext_noop("delapan"),
    gettext_noop("sembilan"),
)
INDICATIVE = gettext_noop(
    "Hasil ini indikatif: formulir pendek menanyakan terlalu sedikit untuk menempatkan orang, jadi tidak dapat menjadi dasar "
    "keputusan."
)
NOT_A_MARK = gettext_noop("Hasil ini bukan nilai lulus atau gagal.")
IS_NOT = (
    gettext_noop("Bukan nilai lulus atau gagal: tidak ada nilai batas."),
    gettext_noop("Bukan peringkat: Anda tidak dibandingkan dengan pegawai lain."),
    gettext_noop("Bukan keputusan: jabatan dan penghasilan Anda tidak berubah dengan sendirinya."),
    gettext_noop("Bukan gambaran seluruh diri Anda: hanya yang disebut di sini, pada satu waktu."),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """Where the findings come from. `against`: position, tier or none; `source` names a result measured elsewhere, else empty."""

    day: str
    against: str
    source: str = ""
    error_known: bool = True
    indicative: bool = False


def lead(findings: Sequence[Finding], measured: Measured, say: Say = str) -> str:
    """The first paragraph: how many competencies reach the standard, what is to be developed, what is open."""
    verdicts = [finding.verdict for finding in findings]
    assessed = [finding for finding in findings if finding.level is not None]
    if not assessed:
        nothing = say(gettext_noop("Pada %(day)s Anda mengikuti asesmen, tetapi tidak satu pun kompetensi dapat dinilai."))
        return f"{nothing % {'day': measured.day}} {say(gettext_noop('Ini bukan nilai nol dan bukan nilai buruk.'))}"
    parts = [_opening(assessed, len(findings), measured, say)]
    parts += _counted(verdicts, say)
    if not measured.error_known:
        parts.append(
            say(gettext_noop("Kesalahan ukur hasil itu tidak diketahui, sehingga besarnya kemungkinan tidak dapat ditunjukkan."))
        )
    if measured.indicative:
        parts.append(say(INDICATIVE))
    parts.append(say(NOT_A_MARK))
    return " ".join(parts)


def sentence(finding: Finding, say: Say = str, numbers: NumberStyle = INDONESIAN, *, brief: bool = False) -> str:
    """One row in words: what the level shown means (not when brief), then how it stands to the standard and how sure that is."""
    verdict = finding.verdict
    if finding.level is None:
        return ""
    parts = [] if brief else [_meaning(finding, say)]
    told = {
        "below": numbers.percent_told(finding.below),
        "met": numbers.percent_told(1 - finding.below),
        "above": numbers.percent_told(finding.above),
    }
    words = {
        Verdict.GAP: gettext_noop("Hasil berada di bawah standar (kemungkinan %(below)s)."),
        Verdict.GAP_POSSIBLE: gettext_noop("Hasil tampak di bawah standar, tetapi belum pasti (kemungkinan %(below)s)."),
        Verdict.ABOVE: gettext_noop("Hasil berada di atas standar (kemungkinan %(above)s)."),
        Verdict.MET: gettext_noop("Hasil memenuhi standar (kemungkinan %(met)s)."),
        Verdict.MET_POSSIBLE: gettext_noop("Hasil tampak memenuhi standar, tetapi belum pasti (kemungkinan %(met)s)."),
        Verdict.EVEN: gettext_noop("Hasil berada di sekitar batas standar (kemungkinan memenuhinya %(met)s)."),
    }
    plain = {
        Verdict.GAP: gettext_noop("Hasil berada di bawah standar."),
        Verdict.ABOVE: gettext_noop("Hasil berada di atas standar."),
        Verdict.MET: gettext_noop("Hasil memenuhi standar."),
    }
    chosen = words if finding.error_known else plain
    if verdict in chosen:
        parts.append(say(chosen[verdict]) % told if finding.error_known else say(chosen[verdict]))
    return " ".join(part for part in parts if part)


def strengths(findings: Iterable[Finding], policy: NarrativePolicy, say: Say = str) -> tuple[Remark, ...]:
    """Constructs above the standard, the clearest first; then those that meet it for certain, while there is room. Where nothing is
    certain, what seems to meet it, hedged, as `growth_note` does for gaps."""
    told = list(findings)
    above = sorted((one for one in told if one.verdict is Verdict.ABOVE), key=lambda one: (-one.above, -one.margin))
    firm = sorted((one for one in told if one.verdict is Verdict.MET), key=lambda one: (one.below, -one.margin))
    open_ = sorted((one for one in told if one.verdict is Verdict.MET_POSSIBLE), key=lambda one: one.below)
    seems = say(gettext_noop("%(name)s, tampak memenuhi standar, tetapi belum pasti"))
    over, met = say(gettext_noop("%(name)s, di atas standar")), say(gettext_noop("%(name)s, memenuhi standar"))
    lines = [_remark(over, one, one.texts.strength) for one in above] + [_remark(met, one, one.texts.strength) for one in firm]
    return tuple((lines or [_remark(seems, one, one.texts.strength) for one in open_])[: policy.strengths_most])


def growth(findings: Iterable[Finding], policy: NarrativePolicy, say: Say = str) -> tuple[Remark, ...]:
    """Named gaps, the largest first, in the dictionary's words."""
    head = say(gettext_noop("%(name)s, level %(level)s dari standar %(required)s"))
    return tuple(_remark(head, one, one.texts.growth) for one in gaps(findings)[: policy.growth_most])


def growth_note(findings: Iterable[Finding], say: Say = str) -> str:
    """What stands where no gap is named: why, and what the advice is for. Empty beside named gaps, or if nothing was compared."""
    told = list(findings)
    if gaps(told) or not any(one.level is not None and one.required is not None for one in told):
        return ""
    texts = {
        Verdict.GAP_POSSIBLE: gettext_noop("Tampak di bawah standar, tetapi belum pasti: %(names)s."),
        Verdict.EVEN: gettext_noop("Di sekitar batas standar: %(names)s."),
    }
    parts = [
        say(text) % {"names": listed([one.texts.name for one in open_ if one.verdict is verdict], say)}
        for open_ in [_open(told)]
        for verdict, text in texts.items()
        if any(one.verdict is verdict for one in open_)
    ]
    if not parts:
        return say(gettext_noop("Tidak ada hasil di bawah standar. Saran di bawah ini untuk yang paling dekat dengan standar."))
    first, last = gettext_noop("Tidak ada kekurangan yang cukup pasti."), gettext_noop("Saran di bawah ini untuk itu.")
    return " ".join([say(first), *parts, say(last)])


def gaps(findings: Iterable[Finding]) -> list[Finding]:
    """What is certain enough to be named, by expected shortfall and then by certainty."""
    named = [one for one in findings if one.verdict is Verdict.GAP]
    return sorted(named, key=lambda one: (-one.shortfall, -one.below))


def advice(findings: Sequence[Finding], policy: NarrativePolicy) -> tuple[Remark, ...]:
    """What to do: for named gaps (two suggestions where the gap is wide), else for what is not certain, else for what lies closest
    to the standard. Nothing where nothing was assessed against a standard."""
    named = gaps(findings)
    if named:
        return _suggested(named, policy)
    if open_ := _open(findings):
        return _suggested(open_, policy)
    near = sorted((one for one in findings if one.level is not None and one.required is not None), key=lambda one: one.margin)
    return _suggested(near[:2], policy)


def pillar(finding: Finding, say: Say = str, numbers: NumberStyle = INDONESIAN) -> str:
    """A digital literacy pillar in words; it has no standard, so only the level and its range are told."""
    if finding.level is None:
        return ""
    if finding.low is None or finding.high is None or finding.low == finding.high:
        return say(gettext_noop("Level %(level)s dari 5.")) % {"level": finding.level}
    told = {"level": finding.level, "low": finding.low, "high": finding.high}
    return say(gettext_noop("Level %(level)s dari 5, mungkin antara %(low)s dan %(high)s.")) % told


def career(scores: Mapping[str, float], names: Mapping[str, str], orientation: str, say: Say = str) -> str:
    """The person's leading preferences beside his own other ones; nothing is compared with anybody else."""
    first = say(gettext_noop("Di antara minat Anda sendiri, yang paling menonjol: %(names)s."))
    parts = [first % {"names": listed([names[code] for code in ranked(scores)[:3]], say)}]
    leaning = {
        "manajerial": gettext_noop("Pilihan Anda lebih condong ke peran memimpin daripada peran keahlian."),
        "fungsional": gettext_noop("Pilihan Anda lebih condong ke peran keahlian daripada peran memimpin."),
        "seimbang": gettext_noop("Pilihan Anda seimbang antara peran memimpin dan peran keahlian."),
    }
    if orientation in leaning:
        parts.append(say(leaning[orientation]))
    return " ".join(parts)


def listed(names: Sequence[str], say: Say = str) -> str:
    """A, B, dan C."""
    if len(names) < 2:
        return "".join(names)
    if len(names) == 2:
        return say(gettext_noop("%(first)s dan %(last)s")) % {"first": names[0], "last": names[1]}
    return say(gettext_noop("%(first)s, dan %(last)s")) % {"first": ", ".join(names[:-1]), "last": names[-1]}


def counted(number: int, say: Say = str) -> str:
    """A small number as a word."""
    return say(NUMBERS[number]) if number < len(NUMBERS) else str(number)


def _opening(assessed: Sequence[Finding], total: int, measured: Measured, say: Say) -> str:
    compared = [one for one in assessed if one.required is not None]
    if not compared:
        where = say(gettext_noop("Hasil Anda pada %(day)s belum dapat dibandingkan, karena standarnya belum diketahui."))
        return where % {"day": measured.day}
    met = sum(one.met for one in compared)
    told = {
        "when": _when(measured, say),
        "met": counted(met, say),
        "all": counted(len(compared), say),
        "standard": say(gettext_noop("standar jabatan Anda"))
        if measured.against == "position"
        else say(gettext_noop("standar untuk jenjang jabatan Anda")),
        "judged": "" if len(compared) == total else say(gettext_noop(" yang dapat dinilai")),
    }
    if met == 0:
        text = gettext_noop("%(when)s hasil Anda berada di bawah %(standard)s pada %(all)s kompetensi%(judged)s.")
    elif met == len(compared):
        text = gettext_noop("%(when)s Anda memenuhi atau melampaui %(standard)s pada semua %(all)s kompetensi%(judged)s.")
    else:
        text = gettext_noop("%(when)s Anda memenuhi atau melampaui %(standard)s pada %(met)s dari %(all)s kompetensi%(judged)s.")
    return say(text) % told


def _when(measured: Measured, say: Say) -> str:
    if measured.source:
        return say(gettext_noop("Menurut %(source)s pada %(day)s,")) % {"source": measured.source, "day": measured.day}
    return say(gettext_noop("Pada %(day)s")) % {"day": measured.day}


def _counted(verdicts: Sequence[Verdict], say: Say) -> list[str]:
    lines = (
        (
            Verdict.MET_POSSIBLE,
            gettext_noop("Satu di antara yang memenuhi itu belum pasti."),
            gettext_noop("%(count)s di antara yang memenuhi itu belum pasti."),
        ),
        (
            Verdict.GAP,
            gettext_noop("Satu kompetensi perlu dikembangkan."),
            gettext_noop("%(count)s kompetensi perlu dikembangkan."),
        ),
        (
            Verdict.GAP_POSSIBLE,
            gettext_noop("Satu kompetensi tampak di bawah standar, tetapi belum pasti."),
            gettext_noop("%(count)s kompetensi tampak di bawah standar, tetapi belum pasti."),
        ),
        (
            Verdict.EVEN,
            gettext_noop("Satu kompetensi berada di sekitar batas standar."),
            gettext_noop("%(count)s kompetensi berada di sekitar batas standar."),
        ),
        (
            Verdict.NOT_ASSESSED,
            gettext_noop("Satu kompetensi tidak dapat dinilai."),
            gettext_noop("%(count)s kompetensi tidak dapat dinilai."),
        ),
    )
    found = []
    for verdict, one, more in lines:
        number = verdicts.count(verdict)
        if number:
            told = say(one) if number == 1 else say(more) % {"count": counted(number, say)}
            found.append(told[:1].upper() + told[1:])
    return found


def _meaning(finding: Finding, say: Say) -> str:
    described = finding.texts.levels.get(finding.level or 0, "")
    if finding.level == 0:
        return say(gettext_noop("Perilaku level 1 belum tampak dalam jawaban."))
    if not described:
        return ""
    return say(gettext_noop("Paling mungkin level %(level)s: %(text)s")) % {
        "level": finding.level,
        "text": described[:1].lower() + described[1:],
    }


def _open(findings: Iterable[Finding]) -> list[Finding]:
    """What seems to lie below its standard without being certain enough, or cannot be told apart from it; the likeliest first."""
    return sorted((one for one in findings if one.verdict in (Verdict.GAP_POSSIBLE, Verdict.EVEN)), key=lambda one: -one.below)


def _suggested(chosen: Sequence[Finding], policy: NarrativePolicy) -> tuple[Remark, ...]:
    """One suggestion for each, two for a wide gap, the first ones of all before the second ones of any."""
    firsts = [(one, 0) for one in chosen]
    seconds = [(one, 1) for one in chosen if one.shortfall >= policy.wide_gap_from]
    return tuple(
        Remark(one.texts.name, one.texts.suggestions[place])
        for one, place in firsts + seconds
        if place < len(one.texts.suggestions)
    )[: policy.suggestions_most]


def _remark(head: str, finding: Finding, text: str) -> Remark:
    told = {"name": finding.texts.name, "level": finding.level, "required": finding.required}
    return Remark(head % told, text[:1].lower() + text[1:])
