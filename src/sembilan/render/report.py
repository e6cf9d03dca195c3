"""The individual report as data: everything that stands on it, already decided and translated by the rooms above.

What it contains merges four public templates (assessment report of Peraturan BKN 26/2019): letter, identity, potential,
competency, summary, both maps, strengths and development, sources, signatures. Missing is never zero: a result that does
not exist is None and carries its reason.
"""

from dataclasses import dataclass
from datetime import date, datetime

from .errors import NotDrawable
from .report_labels import ReportLabels
from .svg import BarScale, BoxPosition, Interval, MapLabels, MapPosition, NineBoxLabels


@dataclass(frozen=True)
class Agency:
    """Letterhead: the agency, the line under it (unit, address), its crest as SVG, PNG or JPEG bytes."""

    name: str
    line: str = ""
    crest: bytes | None = None


@dataclass(frozen=True)
class Letter:
    number: str
    purpose: str
    method: str
    assessed_on: date


@dataclass(frozen=True)
class Identity:
    """`standard_source` tells whose standard the person is measured against ("baku jenjang, bukan SKJ"); `photo` PNG or JPEG."""

    name: str
    nip: str
    rank: str
    position: str
    unit: str
    standard_source: str
    photo: bytes | None = None


@dataclass(frozen=True)
class Assessed:
    """One aspect, competency or pillar. `result` with its 90% interval, or None and the `reason` in words."""

    name: str
    definition: str = ""
    standard: float | None = None
    result: Interval | None = None
    reason: str = ""
    narrative: str = ""

    def __post_init__(self) -> None:
        if self.result is None and not self.reason:
            raise NotDrawable(f"{self.name}: no result and no reason")

    @property
    def gap(self) -> float | None:
        """Result less standard; None while either is missing."""
        return None if self.result is None or self.standard is None else self.result.value - self.standard


@dataclass(frozen=True)
class Remark:
    """A strength, something to be developed or a piece of advice: what it is about, and the sentence."""

    head: str
    text: str

    def __str__(self) -> str:
        return f"{self.head}: {self.text}"


@dataclass(frozen=True)
class Match:
    """A summary line: JPM in per cent with its 90% interval, the category with its ladder. There is no sum of the levels shown:
    they are the most probable ones, and JPM does not come from adding them up."""

    jpm: Interval | None
    category: str
    ladder: str
    reason: str = ""


@dataclass(frozen=True)
class Scores:
    """Rows on one scale 0-`top`, figures shown with `places` decimals, and how far they meet the standard (None: there is none)."""

    rows: tuple[Assessed, ...]
    top: int = 5
    places: int = 0
    match: Match | None = None
    note: str = ""


@dataclass(frozen=True)
class WorkingRow:
    """One component: what it is worth, with what weight, what it adds; `remark` says what is open; `record` what is on file, `rule`
    how that became the value, `detail` the parts it was summed from, `note` what is said of its scale (not printed: the published
    policy has it)."""

    name: str
    value: str
    weight: str
    points: str
    remark: str = ""
    record: str = ""
    rule: str = ""
    detail: str = ""
    note: str = ""


@dataclass(frozen=True)
class WorkingStep:
    """A rung of the ladder in words, and whether the result stands on it or may."""

    text: str
    is_reached: bool


@dataclass(frozen=True)
class Working:
    """How one axis came about, so that the reader can do the sum again: the sentences first, then the rows and their total under
    `heads`, then the ladder it was cut by and the source of that; `rule_sources`: who set the scales,
    and of which components. Figures are text, in full."""

    title: str
    sentences: tuple[str, ...]
    steps: tuple[WorkingStep, ...]
    source: str
    heads: tuple[str, ...] = ()
    rows: tuple[WorkingRow, ...] = ()
    total: WorkingRow | None = None
    rule_sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AssessmentMapPart:
    """Competency by potential. `position` None: not mapped, the doubt says why. `doubt` holds the paragraphs beside the picture."""

    position: MapPosition | None
    labels: MapLabels
    cuts: tuple[float, float]
    description: str
    doubt: tuple[str, ...]
    working: tuple[Working, ...] = ()


@dataclass(frozen=True)
class TalentBoxPart:
    """Performance by potential under a named, versioned policy; otherwise as above."""

    position: BoxPosition | None
    labels: NineBoxLabels
    policy: str
    description: str
    doubt: tuple[str, ...]
    working: tuple[Working, ...] = ()
    policy_source: str = ""


@dataclass(frozen=True)
class Career:
    """Preferences within the person, the strongest first; `code` as read out ("SIA")."""

    code: str
    scales: tuple[BarScale, ...]
    description: str
    note: str


@dataclass(frozen=True)
class Source:
    """Where an input comes from: what, from whom, as of when, with what error or version."""

    what: str
    origin: str
    on: date | None
    remark: str = ""


@dataclass(frozen=True)
class Signatory:
    """A slot for a signature. `signed` is the line of an electronic signature, empty while unsigned."""

    role: str
    name: str
    nip: str
    signed: str = ""


@dataclass(frozen=True)
class Verification:
    """The code people type and the address the QR leads to."""

    code: str
    address: str


@dataclass(frozen=True)
class PersonReport:
    """One person's report. `growth_note` stands where `growth` is empty; `issued_at` is aware; `sample` puts the band of the
    evidence state on every page; `names_note` tells apart what has a name like another's."""

    labels: ReportLabels
    agency: Agency
    letter: Letter
    person: Identity
    lead: str
    competencies: Scores
    potential: Scores
    assessment_map: AssessmentMapPart
    talent_box: TalentBoxPart
    strengths: tuple[Remark, ...]
    growth: tuple[Remark, ...]
    growth_note: str
    advice: tuple[Remark, ...]
    sources: tuple[Source, ...]
    signatories: tuple[Signatory, Signatory]
    verification: Verification
    issued_at: datetime
    sample: bool
    digital: Scores | None = None
    career: Career | None = None
    names_note: str = ""

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None:
            raise NotDrawable("the time of issue needs its zone")
