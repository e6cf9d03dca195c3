"""PNG and PDF: made without a browser, readable, complete, archivable."""

import json
import struct
import zlib
from dataclasses import fields, replace
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from sembilan.render import coverage, svg, typesetter
from sembilan.render.errors import DocumentFailed, NotDrawable
from sembilan.render.palette import PAGE, PRINT
from sembilan.render.pdf import attempt_report, render_report, report_data
from sembilan.render.png import png_of
from sembilan.render.report import Assessed, PersonReport, Remark
from sembilan.render.report_labels import ENGLISH, INDONESIAN, ReportLabels
from sembilan.render.svg.foreign import picture_from
from tests.render import samples

LEVELS = svg.level_table(samples.ESTIMATES, palette=PRINT, **samples.NAMED)


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _inked(png: bytes) -> int:
    """Distinct bytes of the picture's data: a handful where it is blank, many where letters are smoothed."""
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return len(set(zlib.decompress(data)))


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def _images(pdf: bytes) -> int:
    document = PdfReader(BytesIO(pdf))
    objects = (document.get_object(number) for numbers in document.xref.values() for number in numbers)
    packed = (document.get_object(number) for number in document.xref_objStm)
    return sum(isinstance(each, dict) and each.get("/Subtype") == "/Image" for each in (*objects, *packed))


@pytest.fixture(scope="module")
def report() -> PersonReport:
    return samples.sample()


@pytest.fixture(scope="module")
def pdf(report: PersonReport) -> bytes:
    return render_report(report)


@pytest.mark.parametrize("width", [333, 640, 1920])
def test_a_png_is_as_wide_as_asked_and_keeps_the_pictures_shape(width: int) -> None:
    wide, high = _size(png_of(LEVELS, width=width))
    natural = [float(part) for part in LEVELS.split('viewBox="0 0 ')[1].split('"')[0].split()]
    assert wide == width
    assert high == pytest.approx(width * natural[1] / natural[0], abs=1.5)


def test_letters_reach_the_png() -> None:
    def lone(words: str) -> str:
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40">'
            f'<text x="5" y="28" font-family="Inter" font-size="20" fill="#1b2430">{words}</text></svg>'
        )

    assert _inked(png_of(lone(""), width=400)) < 8
    assert _inked(png_of(lone("Kinerja ↑ ≥ 80"), width=400)) > 40


@pytest.mark.parametrize("width", [0, -5, 8001])
def test_an_absurd_width_is_refused(width: int) -> None:
    with pytest.raises(NotDrawable):
        png_of(LEVELS, width=width)


def test_a_picture_in_page_colours_or_without_a_width_is_refused() -> None:
    with pytest.raises(NotDrawable, match="print palette"):
        png_of(svg.level_table(samples.ESTIMATES, palette=PAGE, **samples.NAMED), width=100)
    with pytest.raises(NotDrawable, match="natural width"):
        png_of('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', width=100)


def test_the_report_says_everything_it_was_given(report: PersonReport, pdf: bytes) -> None:
    text = _text(pdf)
    expected = [
        report.agency.name,
        report.letter.number,
        report.letter.purpose,
        "24 November 2025",
        report.person.name,
        report.person.nip,
        report.person.rank,
        report.person.position,
        report.person.standard_source,
        *(row.name for row in report.competencies.rows),
        *(row.name for row in report.potential.rows),
        *(row.name for row in report.digital.rows if report.digital),
        "91,2%",
        "rentang 90%: 84,5–96,0",
        "82,4%",
        "Cukup optimal",
        "Tidak dapat dinilai: jawaban kurang dari batas.",
        *map(str, report.strengths),
        *map(str, report.growth),
        *map(str, report.advice),
        *(source.what for source in report.sources),
        *(signatory.name for signatory in report.signatories),
        "Belum ditandatangani",
        report.verification.code,
        "SIM",
        "RAHASIA",
    ]
    assert [words for words in expected if words not in text] == []


def test_both_maps_are_drawn_apart_each_with_its_doubt(pdf: bytes) -> None:
    text = _text(pdf)
    assert INDONESIAN.assessment_map in text
    assert INDONESIAN.talent_box in text
    assert "Kompetensi berada dekat batas 90" in text
    assert "kotak 8 juga mungkin (17%)" in text
    assert text.index(INDONESIAN.assessment_map) < text.index(INDONESIAN.talent_box)


def test_a_sample_says_so_on_every_page_and_a_real_one_on_none(pdf: bytes) -> None:
    pages = PdfReader(BytesIO(pdf)).pages
    assert all(INDONESIAN.sample_band in page.extract_text() for page in pages)
    assert "Contoh, bukan" not in _text(render_report(samples.sample(sample=False)))


def test_every_page_carries_the_code_the_mark_and_its_number(report: PersonReport, pdf: bytes) -> None:
    pages = PdfReader(BytesIO(pdf)).pages
    for number, page in enumerate(pages, 1):
        text = page.extract_text()
        assert report.verification.code in text
        assert "RAHASIA" in text
        assert f"Halaman {number} dari {len(pages)}" in text


def test_the_document_is_tagged_titled_dated_in_its_language_and_declares_both_standards(report: PersonReport, pdf: bytes) -> None:
    document = PdfReader(BytesIO(pdf))
    root = document.root_object
    assert root["/Lang"] == "id"
    assert root["/MarkInfo"]["/Marked"]
    assert document.metadata is not None
    assert document.metadata.title == f"{INDONESIAN.title}: {report.person.name}"
    assert document.metadata.creation_date == report.issued_at
    claims = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part>1<" in claims
    assert "pdfaid:part>2<" in claims


def test_the_same_report_makes_the_same_bytes(report: PersonReport, pdf: bytes) -> None:
    assert render_report(report) == pdf


def test_the_english_report_holds_no_indonesian_label() -> None:
    text = _text(render_report(samples.sample(ENGLISH)))
    assert "Profiling report" in text
    assert "91.2%" in text
    assert "26 November 2025, 09:12" in text
    assert [words for words in ("Halaman", "Kekuatan", "Selisih", "Ringkasan", "RAHASIA") if words in text] == []


def test_both_languages_fill_every_label_with_the_same_blanks() -> None:
    for field in fields(INDONESIAN):
        ours, theirs = getattr(INDONESIAN, field.name), getattr(ENGLISH, field.name)
        assert ours, field.name
        assert theirs, field.name
        if isinstance(ours, str):
            assert {part.split("}")[0] for part in ours.split("{")[1:]} == {part.split("}")[0] for part in theirs.split("{")[1:]}


def test_gaps_and_missing_results_are_shown_as_what_they_are(report: PersonReport) -> None:
    rows = report_data(report)["competencies"]["rows"]  # type: ignore[index]
    by_name = {row["name"]: row for row in rows}
    assert by_name["Pelayanan Publik"]["gap"] == "+2"
    assert by_name["Mengelola Perubahan"]["gap"] == "−2"
    assert by_name["Integritas"]["gap"] == "0"
    assert (by_name["Pengambilan Keputusan"]["result"], by_name["Pengambilan Keputusan"]["gap"]) == ("–", "–")
    assert by_name["Integritas"]["alt"] == "Integritas: 3, rentang 90% 2,4 sampai 3,9, standar 3"


def test_a_person_not_yet_mapped_gets_the_reason_and_no_picture(report: PersonReport) -> None:
    unmapped = samples.sample(position=None, box=None)
    data = report_data(unmapped)
    assert data["map"]["svg"] is None  # type: ignore[index]
    assert data["box"]["svg"] is None  # type: ignore[index]
    assert unmapped.talent_box.doubt[0] in _text(render_report(unmapped))


def test_a_report_of_long_texts_and_few_parts_is_still_whole(report: PersonReport) -> None:
    long = "Kalimat panjang tentang hasil dan langkah yang dapat diambil. " * 6
    rows = tuple(replace(row, narrative=long) for row in report.competencies.rows)
    made = replace(
        report,
        competencies=replace(report.competencies, rows=rows, match=None),
        potential=replace(report.potential, match=replace(report.potential.match, jpm=None, reason="Belum lengkap.")),
        digital=None,
        career=None,
        assessment_map=replace(report.assessment_map, doubt=()),
        strengths=(),
        growth=(),
        growth_note="Tidak ada hasil di bawah standar.",
        advice=(Remark("Komunikasi", f"{long} PENUTUP"),) * 14,
    )
    text = _text(render_report(made))
    assert text.count("PENUTUP") == 14
    assert "Tidak ada catatan." in text
    assert "Belum lengkap." in text
    assert "Tidak ada hasil di bawah standar." in text


def test_levels_are_nowhere_added_up(pdf: bytes) -> None:
    assert "Jumlah" not in _text(pdf)


@pytest.mark.parametrize("text", ["#panic(1)", '"; import "x"', "$x$ *b* _i_ @ref <a> \\ `c` // d", "]]#{ } \\u{41}"])
def test_a_name_is_never_read_as_markup(text: str) -> None:
    shown = _text(render_report(samples.sample(name=f"Nama {text}")))
    assert f"Nama {text}" in shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "■■■"),
        ("Siti 😀", "Siti ■"),
        ("A\aB\u200bC\ufeff", "ABC"),
        ("\uf0b7 Dewi", " Dewi"),
        ("ทองดี", "■■■■■"),
        ("عبد الله", "■■■ ■■■■"),
        ("Nama\u202eterbalik", "Namaterbalik"),
        ("Łukasz Đỗ", "Łukasz Đỗ"),
        ("Rene\u0301", "René"),
    ],
)
def test_a_sign_that_the_typeface_lacks_stops_no_report(name: str, shown: str) -> None:
    assert f"Ibu{shown}." in _text(render_report(samples.sample(name=f"Ibu{name}.")))


def test_a_report_that_cannot_be_set_comes_back_as_its_refusal(report: PersonReport) -> None:
    wrong = replace(report, person=replace(report.person, photo=b"no picture"))
    assert isinstance(attempt_report(wrong), NotDrawable)


@pytest.mark.parametrize("labels", [INDONESIAN, ENGLISH])
def test_what_the_house_itself_writes_lacks_no_sign(labels: ReportLabels) -> None:
    written = json.dumps(report_data(samples.sample(labels)), ensure_ascii=False)
    fit = coverage.fitter(file.read_bytes() for file in typesetter.FONTS.glob("*.ttf"))
    assert fit(written) == written


def test_a_crest_or_photo_may_be_svg_png_or_jpeg_and_nothing_else(report: PersonReport) -> None:
    photo = png_of(LEVELS, width=120)
    made = replace(report, person=replace(report.person, photo=photo), agency=replace(report.agency, crest=photo))
    assert _images(render_report(made)) - _images(render_report(report)) >= 1
    assert picture_from(None, 10, 10) is None
    assert "image/jpeg" in (picture_from(b"\xff\xd8\xff\xe0", 10, 10) or "")
    for wrong in (b"GIF89a", b"plain words", b"\xff\xfe\x00"):
        with pytest.raises(NotDrawable):
            picture_from(wrong, 10, 10)


def test_a_time_in_any_zone_is_the_time_shown(report: PersonReport) -> None:
    at = datetime(2025, 11, 26, 16, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
    made = render_report(replace(report, issued_at=at))
    assert "Diterbitkan 26 November 2025, 16.12" in _text(made)
    information = PdfReader(BytesIO(made)).metadata
    assert information is not None
    assert information.creation_date == at


def test_a_report_without_zone_or_a_result_without_reason_is_refused(report: PersonReport) -> None:
    with pytest.raises(NotDrawable, match="zone"):
        replace(report, issued_at=datetime(2025, 11, 26))  # noqa: DTZ001
    with pytest.raises(NotDrawable, match="no reason"):
        Assessed("Integritas")


def test_a_process_forked_after_the_first_document_is_refused_instead_of_waiting_forever(
    monkeypatch: pytest.MonkeyPatch, report: PersonReport
) -> None:
    render_report(report)
    monkeypatch.setattr(typesetter.os, "getpid", lambda: -1)
    with pytest.raises(DocumentFailed, match="spawn"):
        render_report(report)


def test_a_template_that_fails_tells_why() -> None:
    with pytest.raises(DocumentFailed, match="svg"):
        typesetter.typesetter().png("picture.typ", {"width": 10, "background": "#ffffff"}, ppi=72)
