"""Every picture: well-formed, named, safe under a strict policy, nothing cut off, nothing on top of anything."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.render import svg
from sembilan.render.errors import NotDrawable
from sembilan.render.palette import PAGE, PRINT, TONES, Palette, own_colours
from sembilan.render.svg.canvas import lines_of, width_of
from sembilan.render.svg.qr import qr_code
from tests.render import samples
from tests.render.reading import NS, cut_off, overlapping, tree, words

Draw = Callable[[Palette, str, str], str]


def _kw(palette: Palette, title: str, desc: str) -> dict[str, object]:
    return {"palette": palette, "title": title, "desc": desc}


def _nine(content: svg.BoxCounts | svg.BoxPosition, width: float) -> Draw:
    return lambda p, t, d: svg.nine_box(content, samples.BOX_LABELS, width=width, palette=p, title=t, desc=d)


def _map(content: svg.MapCounts | svg.MapPosition, width: float) -> Draw:
    return lambda p, t, d: svg.assessment_map(content, samples.MAP_LABELS, width=width, palette=p, title=t, desc=d)


def _radar(axes: tuple[svg.RadarAxis, ...], width: float) -> Draw:
    return lambda p, t, d: svg.radar(axes, samples.RADAR_LABELS, width=width, palette=p, title=t, desc=d)


def _strip(index: int, *, cells: bool) -> Draw:
    return lambda p, t, d: svg.level_strip(samples.ESTIMATES[index][1], cells=cells, palette=p, title=t, desc=d)


PICTURES: dict[str, Draw] = {
    "counts": _nine(samples.COUNTS, 720),
    "counts on a phone": _nine(samples.COUNTS, 320),
    "a likely box": _nine(samples.LIKELY, 720),
    "an open box": _nine(samples.OPEN, 470),
    "an open box on a phone": _nine(samples.OPEN, 320),
    "map of a group": _map(samples.MAP_COUNTS, 560),
    "map of a group on a phone": _map(samples.MAP_COUNTS, 320),
    "map of a person": _map(samples.MAP_POSITION, 560),
    "map of a person on a phone": _map(samples.MAP_POSITION, 320),
    "map with one axis unknown": _map(samples.MAP_HALF, 470),
    "radar with a gap": _radar(samples.AXES, 560),
    "radar": _radar(samples.WHOLE_AXES, 460),
    "radar with a standard on some": _radar(samples.PARTLY_DEMANDED, 560),
    "radar of eight on a phone": _radar(samples.WHOLE_AXES[:8], 330),
    "strip": _strip(0, cells=False),
    "strip in cells": _strip(0, cells=True),
    "strip without a level": _strip(7, cells=False),
    "table of levels": lambda p, t, d: svg.level_table(samples.ESTIMATES, palette=p, title=t, desc=d),
    "table of levels on a phone": lambda p, t, d: svg.level_table(samples.ESTIMATES, width=340, palette=p, title=t, desc=d),
    "career": lambda p, t, d: svg.career_bars(
        samples.CAREER, less="kurang diminati", more="lebih diminati", palette=p, title=t, desc=d
    ),
    "distribution": lambda p, t, d: svg.distribution_bars(
        samples.VARIANTS, box="Kotak", unmapped="belum dapat dipetakan", palette=p, title=t, desc=d
    ),
    "qr": lambda p, t, d: qr_code("https://contoh.go.id/periksa/K7QP-2M4X-9TRA", palette=p, title=t, desc=d),
}
every_picture = pytest.mark.parametrize("draw", PICTURES.values(), ids=PICTURES.keys())


@every_picture
def test_a_picture_is_an_image_with_name_and_description(draw: Draw) -> None:
    root = tree(draw(PAGE, "Peta <A&B>", 'Uraian "panjang"'))
    assert root.tag == f"{NS}svg"
    assert root.get("role") == "img"
    assert root.findtext(f"{NS}title") == "Peta <A&B>"
    assert root.findtext(f"{NS}desc") == 'Uraian "panjang"'


@every_picture
def test_a_picture_passes_a_strict_content_security_policy(draw: Draw) -> None:
    for node in tree(draw(PAGE, "a", "b")).iter():
        assert node.tag.removeprefix(NS) in {"svg", "title", "desc", "g", "rect", "path", "line", "circle", "text"}
        assert not {name for name in node.attrib if name in {"style", "class", "id", "href"} or name.startswith("on")}


@every_picture
def test_in_a_page_every_paint_is_a_token_with_its_fallback_and_in_print_a_plain_colour(draw: Draw) -> None:
    def paints(markup: str) -> set[str]:
        return {node.get(name, "none") for node in tree(markup).iter() for name in ("fill", "stroke")} - {"none"}

    assert all(re.fullmatch(r"var\(--[a-z0-9-]+, #[0-9a-f]{6}\)", paint) for paint in paints(draw(PAGE, "a", "b")))
    assert all(re.fullmatch(r"#[0-9a-f]{6}", paint) for paint in paints(draw(PRINT, "a", "b")))


@every_picture
def test_no_words_are_cut_off_or_lie_on_each_other(draw: Draw) -> None:
    drawn = draw(PRINT, "a", "b")
    assert cut_off(drawn) == []
    assert overlapping(drawn) == []


@every_picture
def test_a_picture_without_a_description_is_refused(draw: Draw) -> None:
    with pytest.raises(NotDrawable, match="title and a description"):
        draw(PAGE, "a", " ")


def test_the_two_maps_share_no_ground_colour_and_only_the_official_one_has_box_numbers() -> None:
    official, assessed = PICTURES["counts"](PRINT, "a", "b"), PICTURES["map of a group"](PRINT, "a", "b")
    tiles = {TONES[f"b{n}"] for n in range(1, 10)}
    assert all(tile in official for tile in tiles)
    assert not any(tile in assessed for tile in tiles)
    assert {f"Kotak {n}" for n in range(1, 10)} <= set(words(official))
    assert not any("Kotak" in line for line in words(assessed))
    assert {"Kinerja ↑", "Potensial →"} <= set(words(official))
    assert {"Kompetensi ↑", "Potensi →"} <= set(words(assessed))


def test_boxes_stand_where_the_regulation_puts_them() -> None:
    places = {
        (node.text or ""): (float(node.get("x", "")), float(node.get("y", "")))
        for node in tree(PICTURES["counts"](PRINT, "a", "b")).iter(f"{NS}text")
        if (node.text or "").startswith("Kotak")
    }
    by_row = sorted(places, key=lambda name: (places[name][1], places[name][0]))
    assert by_row == [f"Kotak {n}" for n in (4, 7, 9, 2, 5, 8, 1, 3, 6)]


def test_counts_are_grouped_as_the_language_does_and_an_empty_box_says_zero() -> None:
    shown = words(PICTURES["counts"](PRINT, "a", "b"))
    assert "1.702" in shown
    assert "0" in shown


def test_only_the_persons_box_is_outlined_and_only_possible_boxes_are_hatched() -> None:
    likely, unsure = PICTURES["a likely box"](PRINT, "a", "b"), PICTURES["an open box"](PRINT, "a", "b")
    assert len([node for node in tree(likely).iter(f"{NS}rect") if node.get("stroke-width") == "3"]) == 1
    assert not list(tree(likely).iter(f"{NS}path"))
    assert len(list(tree(unsure).iter(f"{NS}path"))) == 2
    assert not [node for node in tree(unsure).iter(f"{NS}rect") if node.get("stroke-width") == "3"]
    assert {"78%", "17%", "5%", "<1%"} <= set(words(likely))
    assert {"12–78%", "0–66%"} <= set(words(unsure))


def test_next_to_certain_is_one_figure_that_stays_inside_its_box() -> None:
    sure = svg.BoxPosition(9, {9: svg.Chance(0.996, 1.0), 7: svg.Chance(0.0, 0.004)})
    shown = words(svg.nine_box(sure, samples.BOX_LABELS, title="a", desc="b", width=320))
    assert [line for line in shown if "%" in line] == ["<1%", ">99%"]


def test_the_legend_of_the_map_leaves_out_what_is_next_to_impossible_and_fits_a_wider_font() -> None:
    chances = {(0, 2): svg.Chance.exactly(0.992), (1, 2): svg.Chance.exactly(0.004), (2, 2): svg.Chance.exactly(0.004)}
    person = svg.MapPosition(svg.Interval(60, 55, 70), svg.Interval(95, 92, 99), chances)
    drawn = svg.assessment_map(person, samples.MAP_LABELS, title="a", desc="b", width=328, palette=PAGE)
    legend = [node for node in tree(drawn).iter(f"{NS}text") if node.get("x") == "70"]
    assert " ".join(node.text or "" for node in legend) == "Kompetensi kurang optimal, potensi optimal"
    assert all(width_of(node.text or "", 12) * 1.15 <= 328 - 70 for node in legend)


def test_without_chances_no_figure_is_shown() -> None:
    shown = words(svg.nine_box(svg.BoxPosition(5), samples.BOX_LABELS, title="a", desc="b"))
    assert not any("%" in line for line in shown)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: svg.BoxCounts({1: svg.BoxCount(3)}),
        lambda: svg.BoxPosition(10),
        lambda: svg.BoxPosition(None),
        lambda: svg.BoxPosition(1, possible=frozenset({2, 3})),
        lambda: svg.BoxPosition(5, {0: svg.Chance.exactly(0.1)}),
        lambda: svg.MapCounts({(0, 0): 1}),
        lambda: svg.MapPosition(None, None, {(3, 0): svg.Chance.exactly(0.1)}),
        lambda: svg.MapLabels("a", "b", ("x", "y", "z"), {}),
        lambda: svg.Chance(0.2, 1.1),
        lambda: svg.Chance(0.5, 0.4),
        lambda: svg.Interval(3, 3.5, 4),
        lambda: svg.DistributionRow("a", {1: 1}),
        lambda: svg.level_strip(svg.LevelEstimate(svg.Interval(5, 4, 6), 2), title="a", desc="b"),
        lambda: svg.level_strip(svg.LevelEstimate(None, -1), title="a", desc="b"),
        lambda: svg.level_table([], title="a", desc="b"),
        lambda: svg.radar(samples.AXES[:2], samples.RADAR_LABELS, title="a", desc="b"),
        lambda: svg.radar(samples.AXES, samples.RADAR_LABELS, title="a", desc="b", width=200),
        lambda: svg.nine_box(samples.COUNTS, samples.BOX_LABELS, title="a", desc="b", width=200),
        lambda: svg.assessment_map(samples.MAP_HALF, samples.MAP_LABELS, title="a", desc="b", width=200),
        lambda: svg.assessment_map(samples.MAP_HALF, samples.MAP_LABELS, title="a", desc="b", cuts=(90, 78)),
        lambda: svg.career_bars([], less="a", more="b", title="a", desc="b"),
        lambda: svg.distribution_bars([], box="a", unmapped="b", title="a", desc="b"),
        lambda: svg.distribution_bars(
            [svg.DistributionRow("a", dict.fromkeys(range(1, 10), 0))], box="a", unmapped="b", title="a", desc="b"
        ),
        lambda: own_colours({"no-such-tone": "#000000"}),
    ],
)
def test_what_contradicts_itself_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(NotDrawable):
        wrong()


def test_an_agencys_colours_reach_the_picture() -> None:
    assert "#7a1f2b" in PICTURES["strip"](own_colours({"accent": "#7a1f2b"}), "a", "b")


def test_a_level_that_cannot_be_assessed_leaves_a_gap_and_not_a_zero() -> None:
    dots = list(tree(PICTURES["radar with a gap"](PRINT, "a", "b")).iter(f"{NS}circle"))
    whole = list(tree(PICTURES["radar"](PRINT, "a", "b")).iter(f"{NS}circle"))
    assert len(whole) - len(dots) == 1
    strip = tree(PICTURES["strip without a level"](PRINT, "a", "b"))
    assert not list(strip.iter(f"{NS}circle"))
    assert [node.get("stroke") for node in strip.iter(f"{NS}line")].count(TONES["ink"]) == 1


def test_a_competency_without_a_standard_leaves_a_gap_in_the_standard_and_not_a_zero() -> None:
    root = tree(PICTURES["radar with a standard on some"](PRINT, "a", "b"))
    whole = tree(PICTURES["radar with a gap"](PRINT, "a", "b"))

    def dashed(picture: ElementTree.Element, kind: str) -> int:
        return sum(node.get("stroke-dasharray") == "5 4" for node in picture.iter(f"{NS}{kind}"))

    assert (dashed(whole, "path"), dashed(whole, "line")) == (1, 1)  # the ring, and its sign in the legend
    known = [axis.standard is not None for axis in samples.PARTLY_DEMANDED]
    joined = sum(one and other for one, other in zip(known, [*known[1:], known[0]], strict=True))
    assert (dashed(root, "path"), dashed(root, "line")) == (0, joined + 1)


@given(level=st.floats(0, 5), spread=st.floats(0, 2), standard=st.integers(0, 5))
def test_on_a_strip_band_dot_and_standard_lie_in_the_order_of_their_values(level: float, spread: float, standard: int) -> None:
    estimate = svg.LevelEstimate(svg.Interval(level, max(level - spread, 0), min(level + spread, 5)), standard)
    root = tree(svg.level_strip(estimate, title="a", desc="b", palette=PRINT))
    dot = float(next(root.iter(f"{NS}circle")).get("cx", ""))
    band = next(root.iter(f"{NS}rect"))
    start = float(band.get("x", ""))
    tick = next(float(node.get("x1", "")) for node in root.iter(f"{NS}line") if node.get("stroke") == TONES["ink"])
    assert start - 0.02 <= dot <= start + float(band.get("width", "")) + 0.02
    assert (dot > tick + 0.02) <= (level > standard)
    assert (dot < tick - 0.02) <= (level < standard)
    assert 0 <= dot <= 220


@given(value=st.floats(0, 100), other=st.floats(0, 100))
def test_on_the_map_a_point_lies_in_the_third_of_its_value(value: float, other: float) -> None:
    person = svg.MapPosition(svg.Interval(value, value, value), svg.Interval(other, other, other))
    root = tree(svg.assessment_map(person, samples.MAP_LABELS, title="a", desc="b", palette=PRINT))
    dot = next(root.iter(f"{NS}circle"))
    tiles = [node for node in root.iter(f"{NS}rect") if node.get("fill") in {TONES["map-1"], TONES["map-2"], TONES["map-3"]}]
    columns = sorted({float(tile.get("x", "")) for tile in tiles})
    rows = sorted({float(tile.get("y", "")) for tile in tiles}, reverse=True)
    third = sum(float(dot.get("cx", "")) >= edge - 0.011 for edge in columns) - 1
    height = float(tiles[0].get("height", ""))
    story = sum(float(dot.get("cy", "")) <= edge + height + 0.011 for edge in rows) - 1
    near = min(abs(v - cut) for v in (value, other) for cut in (78, 90))
    if near > 0.02:
        assert (story, third) == (sum(value >= cut for cut in (78, 90)), sum(other >= cut for cut in (78, 90)))


def test_a_word_is_broken_evenly_and_leaves_no_two_letters_alone() -> None:
    word = "expectations"
    width = width_of("expectatio-", 12)
    assert lines_of(word, width, 12) == ["expect-", "ations"]


@given(text=st.text("abc iW", max_size=80), width=st.floats(30, 200))
def test_broken_lines_fit_and_lose_no_letter(text: str, width: float) -> None:
    lines = lines_of(text, width, 12)
    assert all(width_of(line, 12) <= width for line in lines)
    assert "".join(lines).replace(" ", "").replace("-", "") == "".join(text.split())


def test_distribution_bars_are_as_long_as_their_shares() -> None:
    row = svg.DistributionRow("a", {**dict.fromkeys(range(1, 10), 0), 5: 75, 9: 20}, unmapped=5)
    root = tree(svg.distribution_bars([row], box="Kotak", unmapped="belum", width=400, title="a", desc="b", palette=PRINT))
    lengths = [float(node.get("width", "")) for node in root.iter(f"{NS}rect") if node.get("height") == "34"]
    assert lengths == [300, 80, 20]


def test_a_career_bar_never_shows_a_figure() -> None:
    assert not any(character.isdigit() for line in words(PICTURES["career"](PRINT, "a", "b")) for character in line)
