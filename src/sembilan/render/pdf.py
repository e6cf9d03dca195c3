"""The individual report as PDF: figures and pictures are made here, `typst/report.typ` only sets them."""

from collections.abc import Callable
from dataclasses import fields

from .errors import DocumentFailed, NotDrawable
from .palette import PRINT, Palette
from .report import Assessed, AssessmentMapPart, Career, Match, PersonReport, Scores, Signatory, Source, TalentBoxPart, Working
from .report_labels import ReportLabels
from .svg import LevelEstimate, RadarAxis, RadarLabels, assessment_map, career_bars, level_strip, nine_box, radar
from .svg.foreign import picture_from
from .svg.qr import qr_code
from .typesetter import typesetter

Data = dict[str, object]

# Natural widths in pixels, chosen so that the type on paper is 8 to 10 points.
_MAP, _STRIP, _RADAR, _CAREER = 340.0, 146.0, 460.0, 360.0


def render_report(report: PersonReport, *, palette: Palette = PRINT) -> bytes:
    """The report as PDF/A-2a and PDF/UA-1, dated `report.issued_at`. DocumentFailed when it cannot be set."""
    return typesetter().pdf("report.typ", report_data(report, palette=palette), at=report.issued_at)


def attempt_report(report: PersonReport) -> bytes | DocumentFailed | NotDrawable:
    """The same, or what refuses this one: for a pool of processes, where one report must not stop the others'."""
    try:
        return render_report(report)
    except (DocumentFailed, NotDrawable) as refusal:
        return refusal


def report_data(report: PersonReport, *, palette: Palette = PRINT) -> Data:
    """What the template reads, as JSON values: words, figures as text, pictures as SVG text."""
    labels = report.labels
    person, letter = report.person, report.letter
    return {
        "labels": {field.name: getattr(labels, field.name) for field in fields(labels) if field.name not in {"numbers", "months"}},
        "tones": dict(palette.tones),
        "font": palette.font,
        "sample": report.sample,
        "issued": labels.issued.format(moment=labels.moment(report.issued_at)),
        "agency": {"name": report.agency.name, "line": report.agency.line, "crest": picture_from(report.agency.crest, 120, 120)},
        "letter": {
            "number": letter.number,
            "rows": [
                [labels.letter_number, letter.number],
                [labels.purpose, letter.purpose],
                [labels.assessed_on, labels.day(letter.assessed_on)],
                [labels.method, letter.method],
            ],
        },
        "person": {
            "name": person.name,
            "photo": picture_from(person.photo, 120, 160, cover=True),
            "rows": [
                [labels.name, person.name],
                [labels.nip, person.nip],
                [labels.rank, person.rank],
                [labels.position, person.position],
                [labels.unit, person.unit],
                [labels.measured_against, person.standard_source],
            ],
        },
        "lead": report.lead,
        "matches": [
            {"name": name, **_match(scores.match, labels)}
            for name, scores in ((labels.competencies, report.competencies), (labels.potential, report.potential))
            if scores.match
        ],
        "radar": _radar(report.competencies, labels, palette),
        "competencies": _scores(report.competencies, labels, palette, cells=True),
        "potential": _scores(report.potential, labels, palette, cells=False),
        "digital": _scores(report.digital, labels, palette, cells=False) if report.digital else None,
        "map": _map(report.assessment_map, labels, palette),
        "box": _box(report.talent_box, labels, palette),
        "names_note": report.names_note,
        "career": _career(report.career, labels, palette) if report.career else None,
        "strengths": [[one.head, one.text] for one in report.strengths],
        "growth": [[one.head, one.text] for one in report.growth],
        "growth_note": report.growth_note or labels.nothing,
        "advice": [[one.head, one.text] for one in report.advice],
        "sources": [_source(source, labels) for source in report.sources],
        "signatories": [_signatory(signatory, labels) for signatory in report.signatories],
        "verification": {
            "code": report.verification.code,
            "note": labels.verification_note.format(address=report.verification.address),
            "alt": labels.qr_alt.format(address=report.verification.address),
            "qr": qr_code(
                report.verification.address,
                title=labels.verification,
                desc=labels.qr_alt.format(address=report.verification.address),
                palette=palette,
            ),
        },
    }


def _scores(scores: Scores, labels: ReportLabels, palette: Palette, *, cells: bool) -> Data:
    figure = _figures(labels, scores.places)
    return {
        "top": scores.top,
        "scale": labels.scale.format(top=scores.top),
        "cells": cells,
        "has_standard": any(row.standard is not None for row in scores.rows),
        "rows": [_row(row, scores, labels, palette, figure, cells=cells) for row in scores.rows],
        "note": scores.note,
    }


def _figures(labels: ReportLabels, places: int) -> Callable[[float | None], str]:
    """Figures of one table; what is missing is an en dash, never a zero."""
    return lambda value: "–" if value is None else labels.numbers.decimal(value, places)


def _row(
    row: Assessed, scores: Scores, labels: ReportLabels, palette: Palette, figure: Callable[[float | None], str], *, cells: bool
) -> Data:
    standard = None if row.standard is None else _trimmed(row.standard, labels, scores.places)
    if row.result:
        # The range is given to a tenth even for whole levels: it comes from the scale, not from counting levels.
        ends = (labels.numbers.decimal(row.result.low, 1), labels.numbers.decimal(row.result.high, 1))
        alt = labels.strip_alt.format(
            name=row.name, value=figure(row.result.value), low=ends[0], high=ends[1], standard=standard or "–"
        )
    else:
        alt = labels.strip_alt_missing.format(name=row.name, standard=standard or "–")
    strip = level_strip(
        LevelEstimate(row.result, row.standard),
        title=row.name,
        desc=alt,
        top=scores.top,
        width=_STRIP,
        cells=cells,
        palette=palette,
    )
    return {
        "name": row.name,
        "definition": row.definition,
        "narrative": row.narrative,
        "reason": row.reason if row.result is None else "",
        "standard": standard or "–",
        "result": figure(row.result.value if row.result else None),
        "gap": "–" if row.gap is None else labels.numbers.signed(row.gap, scores.places),
        "strip": strip,
        "alt": alt,
    }


def _alt(row: Assessed, labels: ReportLabels, places: int) -> str:
    """The row in words. Its range is given to a tenth even for whole levels: it comes from the scale, not from counting."""
    standard = "–" if row.standard is None else _trimmed(row.standard, labels, places)
    if row.result is None:
        return labels.strip_alt_missing.format(name=row.name, standard=standard)
    return labels.strip_alt.format(
        name=row.name,
        value=labels.numbers.decimal(row.result.value, places),
        low=labels.numbers.decimal(row.result.low, 1),
        high=labels.numbers.decimal(row.result.high, 1),
        standard=standard,
    )


def _radar(scores: Scores, labels: ReportLabels, palette: Palette) -> Data | None:
    """The profile at a glance; left out where a standard is missing, since a radar would draw it as something."""
    axes = [RadarAxis(row.name, row.standard, row.result) for row in scores.rows if row.standard is not None]
    if len(axes) < max(len(scores.rows), 3):
        return None
    alt = "; ".join(_alt(row, labels, scores.places) for row in scores.rows)
    words = RadarLabels(labels.radar_level, labels.radar_band, labels.radar_standard)
    drawn = radar(axes, words, title=labels.competencies, desc=alt, top=scores.top, width=_RADAR, palette=palette)
    return {"svg": drawn, "alt": alt}


def _trimmed(standard: float, labels: ReportLabels, places: int) -> str:
    return labels.numbers.decimal(standard, 0 if standard == int(standard) else max(places, 1))


def _match(match: Match, labels: ReportLabels) -> Data:
    jpm = match.jpm
    ends = {"low": labels.numbers.decimal(jpm.low, 1), "high": labels.numbers.decimal(jpm.high, 1)} if jpm else {}
    return {
        "jpm": f"{labels.numbers.decimal(jpm.value, 1)}%" if jpm else None,
        "range": labels.range_90.format(**ends) if ends else "",
        "category": match.category,
        "ladder": match.ladder,
        "reason": match.reason or labels.no_figure,
    }


def _map(part: AssessmentMapPart, labels: ReportLabels, palette: Palette) -> Data:
    drawn = part.position and assessment_map(
        part.position,
        part.labels,
        title=labels.assessment_map,
        desc=part.description,
        cuts=part.cuts,
        width=_MAP,
        palette=palette,
        numbers=labels.numbers,
    )
    return {
        "svg": drawn,
        "alt": part.description,
        "doubt": part.doubt,
        "note": labels.assessment_map_note,
        "working": _workings(part.working),
    }


def _box(part: TalentBoxPart, labels: ReportLabels, palette: Palette) -> Data:
    drawn = part.position and nine_box(
        part.position,
        part.labels,
        title=labels.talent_box,
        desc=part.description,
        width=_MAP,
        palette=palette,
        numbers=labels.numbers,
    )
    return {
        "svg": drawn,
        "alt": part.description,
        "doubt": part.doubt,
        "note": labels.talent_box_note.format(policy=part.policy),
        "working": _workings(part.working),
        "policy_source": part.policy_source,
    }


def _workings(found: tuple[Working, ...]) -> list[Data]:
    return [
        {
            "title": one.title,
            "sentences": one.sentences,
            "heads": one.heads,
            "rows": [
                {
                    "name": row.name,
                    "record": row.record,
                    "rule": row.rule,
                    "detail": row.detail,
                    "figures": [row.value, row.weight, row.points],
                }
                for row in (*one.rows, *filter(None, [one.total]))
            ],
            "rule_sources": [source for source, _names in one.rule_sources],
            "steps": [[step.text, step.is_reached] for step in one.steps],
            "source": one.source,
        }
        for one in found
    ]


def _career(career: Career, labels: ReportLabels, palette: Palette) -> Data:
    drawn = career_bars(
        career.scales,
        less=labels.career_less,
        more=labels.career_more,
        title=labels.career,
        desc=career.description,
        width=_CAREER,
        palette=palette,
    )
    return {"code": career.code, "svg": drawn, "alt": career.description, "note": career.note}


def _source(source: Source, labels: ReportLabels) -> list[str]:
    return [source.what, source.origin, labels.day(source.on) if source.on else labels.no_date, source.remark]


def _signatory(signatory: Signatory, labels: ReportLabels) -> Data:
    return {
        "role": signatory.role,
        "name": signatory.name,
        "nip": f"{labels.nip} {signatory.nip}",
        "signed": signatory.signed or labels.not_signed,
        "is_signed": bool(signatory.signed),
    }
