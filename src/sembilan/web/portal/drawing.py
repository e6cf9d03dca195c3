"""The pictures of my page, drawn at the width of a phone."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from sembilan.render.report import PersonReport, Scores
from sembilan.render.report_labels import ReportLabels
from sembilan.render.svg import LevelEstimate, assessment_map, career_bars, level_strip, nine_box

MAP, STRIP, CAREER = 328.0, 260.0, 328.0


@dataclass(frozen=True)
class Pictures:
    """Markup of our own drawing; None where there is nothing to draw."""

    competencies: tuple[Markup, ...]
    potential: tuple[Markup, ...]
    digital: tuple[Markup, ...]
    assessment_map: Markup | None
    talent_box: Markup | None
    career: Markup | None


def pictures_of(report: PersonReport) -> Pictures:
    labels, area, box = report.labels, report.assessment_map, report.talent_box
    numbers = labels.numbers
    drawn_map = drawn_box = drawn_career = None
    if area.position:
        drawn_map = assessment_map(
            area.position,
            area.labels,
            title=labels.assessment_map,
            desc=area.description,
            cuts=area.cuts,
            width=MAP,
            numbers=numbers,
        )
    if box.position:
        drawn_box = nine_box(box.position, box.labels, title=labels.talent_box, desc=box.description, width=MAP, numbers=numbers)
    if career := report.career:
        drawn_career = career_bars(
            career.scales,
            less=labels.career_less,
            more=labels.career_more,
            title=labels.career,
            desc=career.description,
            width=CAREER,
        )
    return Pictures(
        _strips(report.competencies, labels),
        _strips(report.potential, labels),
        _strips(report.digital, labels) if report.digital else (),
        _markup(drawn_map),
        _markup(drawn_box),
        _markup(drawn_career),
    )


def _strips(scores: Scores, labels: ReportLabels) -> tuple[Markup, ...]:
    drawn = []
    for row in scores.rows:
        standard = "–" if row.standard is None else labels.numbers.decimal(row.standard, 0)
        if row.result is None:
            alt = labels.strip_alt_missing.format(name=row.name, standard=standard)
        else:
            ends = {"low": labels.numbers.decimal(row.result.low, 0), "high": labels.numbers.decimal(row.result.high, 0)}
            value = labels.numbers.decimal(row.result.value, 0)
            alt = labels.strip_alt.format(name=row.name, value=value, standard=standard, **ends)
        strip = level_strip(LevelEstimate(row.result, row.standard), title=row.name, desc=alt, top=scores.top, width=STRIP)
        drawn.append(_trusted(strip))
    return tuple(drawn)


def _markup(drawn: str | None) -> Markup | None:
    return _trusted(drawn) if drawn else None


def _trusted(drawn: str) -> Markup:
    """Our own renderer escapes every word it is given."""
    return Markup(drawn)  # noqa: S704
