"""The individual report: one person's facts put into the shape that is printed, and that his own page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from sembilan.kit.formats import masked, num
from sembilan.kit.said import read, shown
from sembilan.kit.text import gettext_noop
from sembilan.profiling import arrays
from sembilan.profiling.models import MappingRun, Profile
from sembilan.profiling.rules.career import ranked
from sembilan.profiling.rules.ladder import Ladder
from sembilan.profiling.rules.policy import parse_policy
from sembilan.profiling.rules.talent_rules import Input, TalentRules
from sembilan.render.report import (
    Agency,
    Assessed,
    AssessmentMapPart,
    Career,
    Identity,
    Letter,
    Match,
    PersonReport,
    Scores,
    Signatory,
    Source,
    TalentBoxPart,
    Verification,
)
from sembilan.render.report_labels import ENGLISH, INDONESIAN, ReportLabels
from sembilan.render.svg import BarScale, BoxPosition, Chance, Interval, MapLabels, MapPosition, NineBoxLabels
from sembilan.reporting import working
from sembilan.reporting.errors import LanguageUnknown
from sembilan.reporting.readings import Reader
from sembilan.reporting.rules import doubt, narrative, voice
from sembilan.reporting.rules.findings import Finding, Texts
from sembilan.reporting.rules.policy import narrative_policy
from sembilan.reporting.selectors import Dictionary, Facts

LABELS = {"id": INDONESIAN, "en": ENGLISH}
SAMPLES = ("sample", "pilot")
CAREER_NOTE = gettext_noop(
    "Batang membandingkan minat Anda satu dengan yang lain, bukan dengan orang lain. Tidak masuk ke dalam peta mana pun."
)


def person_report(
    facts: Facts, texts: Dictionary, *, code: str, site: str, at: datetime, language: str = "id", nip: str | None = None
) -> PersonReport:
    """Everything that stands on one person's report, in one language.

    code: of verification, "" on the person's own page, which is no document · nip: whole on what is the
    person's own, which then speaks to him and shows his discipline record too; by default it is masked, the record is withheld, and
    the report speaks about him.
    Raises LanguageUnknown.
    """
    if language not in LABELS:
        raise LanguageUnknown
    with translation.override(language):
        return _report(facts, texts, code, site, timezone.localtime(at), LABELS[language], nip)


def competencies(profile: Profile, texts: Dictionary) -> tuple[Finding, ...]:
    required = profile.standard.get("levels") or {}
    return tuple(_finding(one, profile.levels, required.get(one.code)) for one in texts["kompetensi"])


def aspects(profile: Profile, texts: Dictionary) -> tuple[Finding, ...]:
    standard = arrays.map_policy().potential_standard
    return tuple(_finding(one, profile.levels, standard) for one in texts["potensi"])


def pillars(profile: Profile, texts: Dictionary) -> tuple[Finding, ...]:
    return tuple(_finding(one, profile.levels, None) for one in texts["literasi_digital"])


def basis_of(profile: Profile) -> str:
    """Whose standard the person is measured against, in words; "baku jenjang, bukan SKJ" where the post has none of its own."""
    basis, tier = profile.standard.get("basis", "none"), profile.standard.get("tier", "")
    if basis == "position":
        return gettext("Standar kompetensi jabatan (SKJ)")
    if basis == "tier":
        return gettext("Baku jenjang %(tier)s, bukan SKJ") % {"tier": tier}
    return gettext("Belum ada standar")


def is_sample(facts: Facts) -> bool:
    """Whether anything on the report is no basis for a decision: the result, or the one behind the box, which may be another."""
    used = facts.box.profile if facts.box is not None else None
    return any(one is not None and one.evidence in SAMPLES for one in (facts.profile, used))


# --- the parts ---------------------------------------------------------------------------------------------------------------


def _report(
    facts: Facts, texts: Dictionary, code: str, site: str, at: datetime, labels: ReportLabels, nip: str | None
) -> PersonReport:
    profile, official, policy = facts.profile, facts.official, narrative_policy()
    own = nip is not None
    say = gettext if own else voice.about(gettext)
    labels = _fitting(labels, profile, say, own=own)
    first, second, third = competencies(profile, texts), aspects(profile, texts), pillars(profile, texts)
    measured = narrative.Measured(
        labels.day(profile.measured_on),
        profile.standard.get("basis", "none"),
        profile.source_label if profile.source == Profile.Source.EXTERNAL else "",
        profile.error_known,
        profile.indicative,
    )
    judged = [*first, *second]
    return PersonReport(
        labels=labels,
        agency=Agency(official.agency.name),
        letter=Letter(code, _purpose(profile), _method(profile), profile.measured_on),
        person=Identity(
            shown(official.full_name),
            masked(official.nip) if nip is None else nip,
            official.grade or gettext("belum tercatat"),
            official.position_name or gettext("belum tercatat"),
            official.unit.name if official.unit else gettext("Unit kerja belum jelas"),
            basis_of(profile),
        ),
        lead=narrative.lead(first, measured, say),
        competencies=_scores(first, _match(profile, "competency"), labels, brief=bool(code)),
        potential=_scores(second, _match(profile, "potential"), labels),
        assessment_map=_map(profile, labels, scale_names(texts), brief=bool(code)),
        talent_box=_box(facts, texts, labels, say, discipline=own, origins=bool(code)),
        strengths=narrative.strengths(judged, policy, gettext),
        growth=narrative.growth(judged, policy, gettext),
        growth_note=narrative.growth_note(judged, gettext),
        advice=narrative.advice(judged, policy),
        sources=_sources(facts, brief=not code),
        signatories=(_unsigned(gettext("Asesor")), _unsigned(gettext("Kepala unit kepegawaian"))),
        verification=Verification(code, f"{site.rstrip('/')}/verifikasi/{code}/"),
        issued_at=at,
        sample=is_sample(facts),
        digital=_digital(third, labels, brief=bool(code)),
        career=_career(profile, texts, say),
        names_note=gettext(working.THREE_POTENTIALS),
    )


def _fitting(labels: ReportLabels, profile: Profile, say: narrative.Say, *, own: bool) -> ReportLabels:
    """The fixed words, where they would claim an error that is not known (of results from elsewhere, and of preferences), or speak
    to the person on a copy that others read."""
    labels = replace(
        labels,
        career_note=say(CAREER_NOTE),
        advice=labels.advice if own else gettext("Saran pengembangan, ditujukan kepada pegawai ini"),
    )
    if profile.error_known:
        return labels
    unknown = gettext("kesalahan ukur tidak diketahui")
    dot = gettext("Titik: level menurut sumbernya. Kesalahan ukur tidak diketahui, jadi tidak ada pita kemungkinan.")
    return replace(
        labels,
        strip_alt=gettext("{name}: {value}, standar {standard}, kesalahan ukur tidak diketahui"),
        range_90=unknown,
        radar_band=unknown,
        radar_level=gettext("Level menurut sumbernya"),
        competencies_note=gettext("Kotak berbayang: level yang dipersyaratkan. %(dot)s") % {"dot": dot},
        potential_note=gettext("Garis tegak: standar. %(dot)s") % {"dot": dot},
    )


def _finding(texts: Texts, levels: Mapping[str, Any], required: int | None) -> Finding:
    told = levels.get(texts.code, {})
    if "level" not in told:
        return Finding(texts, None, required)
    return Finding(texts, told["level"], required, told.get("low"), told.get("high"), tuple(told.get("p", ())))


def _scores(findings: tuple[Finding, ...], match: Match, labels: ReportLabels, *, brief: bool = False) -> Scores:
    note = gettext("JPM dihitung dari peluang setiap level, bukan dari jumlah level yang dibulatkan.") if match.jpm else ""
    if note and any(one.chances for one in findings):
        joint = gettext(
            "Kompetensi dan potensi dibaca bersama dari semua jawaban orang ini; seberapa erat keduanya berkaitan masih anggapan."
        )
        note = f"{note} {joint}"
    return Scores(tuple(_assessed(one, labels, brief=brief) for one in findings), match=match, note=note)


def _assessed(finding: Finding, labels: ReportLabels, *, brief: bool = False) -> Assessed:
    return Assessed(
        finding.texts.name,
        finding.texts.definition,
        finding.required,
        _interval(finding),
        "" if finding.level is not None else gettext("Tidak dapat dinilai: jawaban yang ada tidak cukup."),
        narrative.sentence(finding, gettext, labels.numbers, brief=brief),
    )


def _interval(finding: Finding) -> Interval | None:
    if finding.level is None:
        return None
    low = finding.level if finding.low is None else min(finding.low, finding.level)
    high = finding.level if finding.high is None else max(finding.high, finding.level)
    return Interval(finding.level, low, high)


def _match(profile: Profile, side: str) -> Match:
    ladder = getattr(arrays.map_policy(), f"{side}_ladder")
    rung = profile.map_row if side == "competency" else profile.map_column
    value: int | None = getattr(profile, f"jpm_{side}")
    if value is None or rung is None:
        reason = gettext("Belum dapat dihitung, karena tidak semua bagian dapat dinilai atau standarnya belum diketahui.")
        return Match(None, gettext("belum ada"), "", reason)
    return Match(_hundredths(profile, side, value), gettext(ladder.names[rung]), _rung(ladder, rung))


def _hundredths(profile: Profile, side: str, value: int) -> Interval:
    low: int | None = getattr(profile, f"jpm_{side}_low")
    high: int | None = getattr(profile, f"jpm_{side}_high")
    ends = (value if low is None else min(low, value), value if high is None else max(high, value))
    return Interval(value / 100, ends[0] / 100, ends[1] / 100)


def _rung(ladder: Ladder, rung: int) -> str:
    starts = [f"{start / 100:g}" for start in ladder.starts]
    if rung == 0:
        return gettext("pemetaan, di bawah %(to)s") % {"to": starts[1]}
    if rung == len(starts) - 1:
        return gettext("pemetaan, %(from)s atau lebih") % {"from": starts[rung]}
    return gettext("pemetaan, %(from)s sampai di bawah %(to)s") % {"from": starts[rung], "to": starts[rung + 1]}


def scale_names(texts: Dictionary) -> dict[str, str]:
    """Competencies and aspects: code -> name."""
    return {one.code: one.name for group in ("kompetensi", "potensi") for one in texts[group]}


def _map(profile: Profile, labels: ReportLabels, scales: Mapping[str, str], *, brief: bool) -> AssessmentMapPart:
    rule = arrays.map_policy()
    names = {(row, column): _lower(rule.cell_name(row, column, gettext)) for row in range(3) for column in range(3)}
    chances = _map_chances(profile)
    cell = doubt.Cell(profile.map_row, profile.map_column, names, chances)
    told = doubt.of_map(cell, narrative_policy(), gettext, labels.numbers)
    words = MapLabels(
        gettext("Kompetensi"),
        gettext("Potensi"),
        tuple(_lower(gettext(name)) for name in rule.competency_ladder.names),  # type: ignore[arg-type]
        {place: name[:1].upper() + name[1:] for place, name in names.items()},
    )
    cuts = (rule.competency_ladder.starts[1] / 100, rule.competency_ladder.starts[2] / 100)
    return AssessmentMapPart(
        _map_position(profile, chances), words, cuts, told[0], told, working.of_map(profile, scales, labels.numbers, brief=brief)
    )


def _map_chances(profile: Profile) -> dict[tuple[int, int], float]:
    rows = profile.map_chances or []
    return {(row, column): share for row, shares in enumerate(rows) for column, share in enumerate(shares) if share > 0}


def _map_position(profile: Profile, chances: Mapping[tuple[int, int], float]) -> MapPosition | None:
    first, second = profile.jpm_competency, profile.jpm_potential
    if first is None and second is None:
        return None
    return MapPosition(
        None if first is None else _hundredths(profile, "competency", first),
        None if second is None else _hundredths(profile, "potential", second),
        {place: Chance.exactly(min(share, 1.0)) for place, share in chances.items()},
    )


def _box(
    facts: Facts, texts: Dictionary, labels: ReportLabels, say: narrative.Say, *, discipline: bool, origins: bool
) -> TalentBoxPart:
    treatments = arrays.treatments()
    words = {number: _axes(gettext(one.performance), gettext(one.potential)) for number, one in treatments.items()}
    performance = tuple(dict.fromkeys(gettext(treatments[number].performance) for number in (4, 2, 1)))
    potential = tuple(dict.fromkeys(gettext(treatments[number].potential) for number in (4, 7, 9)))
    names = NineBoxLabels(gettext("Kinerja"), gettext("Potensial"), performance, potential, gettext("Kotak"))  # type: ignore[arg-type]
    if facts.box is None:
        text = gettext("Belum dipetakan: instansi belum menjalankan pemetaan menurut kebijakan yang diterbitkan.")
        return TalentBoxPart(None, names, gettext("yang belum diterbitkan"), text, (text,))
    box, rules = facts.box, TalentRules.of(parse_policy(facts.box.run.policy.body))
    low, high = _shares(box.chance_low), _shares(box.chance_high)
    waiting = [
        (doubt.Waiting(gettext(item.name), doubt.settler_of(item)), box.inputs.get(item.code, {}).get("effect", ""))
        for item in _deciding(rules, box.deciding)
    ]
    placed = doubt.Placed(
        box.box,
        tuple(box.possible),
        words,
        low,
        high,
        tuple(one for one, effect in waiting if effect in ("decides", "may_decide")),
        tuple(one for one, effect in waiting if effect == "may_narrow"),
        facts.official.agency.name,
    )
    told = doubt.of_box(placed, narrative_policy(), say, labels.numbers)
    if box.profile is not None and box.profile.indicative:
        told = (*told, gettext(narrative.INDICATIVE))
    elif box.box is not None:
        next_steps = narrative.listed([_lower(gettext(line)) for line in treatments[box.box].treatments], gettext)
        told = (*told, gettext("Tindak lanjut menurut peraturan: %(steps)s.") % {"steps": next_steps})
    if box.profile_id is not None and box.profile_id != facts.profile.pk:
        told = (*told, gettext("Kotak ini dipetakan dari hasil asesmen sebelumnya."))
    position = None
    if box.box is not None or len(box.possible) > 1:
        chances = {number: Chance(min(low[number], share), share) for number, share in high.items() if share > 0}
        position = BoxPosition(box.box, chances, frozenset(box.possible) if box.box is None else frozenset())
    name = f"{gettext(rules.policy.name)}, {gettext('periode')} {facts.box.run.policy.period}"
    reader = Reader(labels.numbers, scale_names(texts), box.run.as_of, origins=origins)
    sums = working.of_box(box, rules, reader, discipline=discipline)
    return TalentBoxPart(position, names, name, told[0], told, sums, gettext(rules.policy.source))


def _axes(performance: str, potential: str) -> str:
    told = {"performance": _lower(performance), "potential": _lower(potential)}
    return gettext("kinerja %(performance)s, potensial %(potential)s") % told


def _shares(values: list[float] | None) -> dict[int, float]:
    return dict(enumerate(values or [], 1))


def _deciding(rules: TalentRules, codes: Iterable[str]) -> list[Input]:
    by_code = {item.code: item for item in rules.inputs}
    return [by_code[code] for code in codes if code in by_code]


def _digital(findings: tuple[Finding, ...], labels: ReportLabels, *, brief: bool) -> Scores | None:
    """In brief the strip and its figure say it all."""
    if all(one.level is None for one in findings):
        return None
    told = ("" if brief else narrative.pillar(one, gettext, labels.numbers) for one in findings)
    return Scores(tuple(replace(_assessed(one, labels), narrative=text) for one, text in zip(findings, told, strict=True)))


def _career(profile: Profile, texts: Dictionary, say: narrative.Say) -> Career | None:
    told = profile.career or {}
    scores: dict[str, float] = told.get("scores", {})
    if not scores:
        return None
    names = {one.code: one.name for one in texts["preferensi_karier"]}
    order = ranked(scores)
    bars = tuple(BarScale(names[code], Interval(scores[code], scores[code], scores[code])) for code in order)
    told_order = gettext("Urutan dari yang paling diminati: %(names)s.") % {
        "names": narrative.listed([names[code] for code in order], gettext)
    }
    return Career(told.get("code", ""), bars, told_order, narrative.career(scores, names, told.get("orientation", ""), say))


# --- where it comes from -----------------------------------------------------------------------------------------------------


def _purpose(profile: Profile) -> str:
    if profile.period:
        return gettext("Pemetaan kompetensi dan potensi periode %(period)s") % {"period": profile.period}
    return gettext("Pemetaan kompetensi dan potensi")


def _method(profile: Profile) -> str:
    if profile.source == Profile.Source.EXTERNAL:
        return gettext("Hasil asesmen lembaga lain: %(label)s") % {"label": profile.source_label}
    return gettext("Tes berbantuan komputer: soal situasi, soal kemampuan, dan pernyataan tentang diri sendiri")


def _sources(facts: Facts, *, brief: bool) -> tuple[Source, ...]:
    """In brief, for the person's own page, every record; on paper the sums tell each record with its file, sheet and row."""
    profile = facts.profile
    states = {
        "sample": gettext("instrumen contoh, bukan dasar keputusan"),
        "pilot": gettext("instrumen uji coba, bukan dasar keputusan"),
        "development": gettext("instrumen untuk pengembangan"),
        "selection": gettext("instrumen untuk seleksi"),
    }
    remark = states.get(profile.evidence, "") if profile.error_known else gettext("kesalahan ukur tidak diketahui")
    if profile.indicative:
        remark = ", ".join(part for part in (gettext("formulir pendek, indikatif"), remark) if part)
    origin = f"{profile.source_label} · {profile.form}" if profile.form else profile.source_label
    rows = [Source(gettext("Kompetensi dan potensi"), origin, profile.measured_on, remark)]
    if facts.box is not None:
        rules = TalentRules.of(parse_policy(facts.box.run.policy.body))
        if brief:
            rows += [_evidence(item, facts.box.inputs.get(item.code, {})) for item in rules.inputs if item.measure is None]
        rows.append(_policy_used(rules, facts.box.run))
    return tuple(rows)


def _policy_used(rules: TalentRules, run: MappingRun) -> Source:
    """The policy of the box, and where it and the run that applied it stand in the ledger."""
    told, policy = gettext("%(name)s, versi %(version)s"), run.policy
    origin = told % {"name": gettext(rules.policy.name), "version": policy.version}
    return Source(gettext("Kebijakan kotak"), origin, timezone.localtime(policy.published_at).date(), _in_ledger(run))


def _in_ledger(run: MappingRun) -> str:
    if run.leaf is None or run.policy.leaf is None:
        return ""
    told = gettext("buku besar nomor %(policy)s; perhitungan kotak nomor %(run)s")
    return told % {"policy": num(run.policy.leaf), "run": num(run.leaf)}


def _evidence(item: Input, told: Mapping[str, Any]) -> Source:
    name, basis, when = gettext(item.name), told.get("basis", "missing"), told.get("date") or ""
    on = date.fromisoformat(when) if len(when) == len("2025-01-31") else None
    raw = shown(read(told.get("raw", "")))
    year = gettext("tahun %(year)s") % {"year": when} if when and on is None else ""
    if basis == "complete":
        return Source(name, gettext("Tidak ada catatan; daftarnya dinyatakan lengkap"), on, "")
    if basis != "record":
        return Source(name, gettext("Belum tercatat"), on, raw)
    return Source(name, gettext("Data kepegawaian instansi Anda"), on, ", ".join(part for part in (raw, year) if part))


def _unsigned(role: str) -> Signatory:
    return Signatory(role, gettext("(nama pejabat)"), "–")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def default_site() -> str:
    """The address printed on reports that no request asked for: the first host this installation answers to."""
    scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
    return f"{scheme}://{settings.ALLOWED_HOSTS[0]}"
