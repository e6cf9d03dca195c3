"""Blueprints and parallel forms: what must hold in any case, how alike forms become, and that the seed alone decides."""

from __future__ import annotations

import copy
import dataclasses
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sembilan.assembly.errors import BlueprintInvalid, FormCountInvalid, FormNotPossible
from sembilan.assembly.rules.blueprint import Held, blueprint_problems, form_problems, plan_of
from sembilan.assembly.rules.building import Candidate, build_forms
from sembilan.assembly.rules.parallel import report_on
from sembilan.psychometrics.models.logistic import Logistic

BLUEPRINTS = Path(__file__).resolve().parents[3] / "src" / "sembilan" / "assembly" / "blueprints"
OMISSION = {"rule": "keyed_wrong", "minimum_share": 0.5, "reason": "waktu cukup", "told": "Soal kosong dihitung salah."}


def design(name: str) -> dict[str, Any]:
    return json.loads((BLUEPRINTS / f"{name}.json").read_text())


def body(take: int = 6, **changes: Any) -> dict[str, Any]:
    cells = [{"scale": scale, "kind": "keyed", "take": take} for scale in ("aman_digital", "etika_digital")]
    made = {
        "minutes": 10,
        "overlap": 0.5,
        "blocks": [{"cells": cells}],
        "omission": {"keyed": dict(OMISSION)},
        "below_share": "Bagian yang terlalu sedikit dijawab tidak dapat dinilai.",
    }
    return {**made, **changes}


def pool(n: int = 12, seed: int = 1, **changes: Any) -> list[Candidate]:
    """n written items a scale with scattered difficulties."""
    rng = np.random.default_rng(seed)
    made = []
    for scale in ("aman_digital", "etika_digital"):
        for i in range(n):
            b = float(rng.normal())
            low, middle, high = (float(one) for one in Logistic(1.0, b).information(np.array([-1.0, 0.0, 1.0])))
            values = {"generated": False, "family": None, "enemies": frozenset(), "twin": None, **changes}
            made.append(
                Candidate(
                    f"{scale}-{i:02d}", scale, "keyed", values["family"], None, values["generated"], b, (low, middle, high),
                    4, i % 4, (), (), values["enemies"], values["twin"],
                )
            )  # fmt: skip
    return made


def built(plan_body: dict[str, Any], items: list[Candidate], n_forms: int = 2, seed: int = 3) -> tuple[tuple[str, ...], ...]:
    return build_forms(plan_of("literasi_digital", plan_body), items, n_forms, np.random.default_rng(seed))


def test_the_blueprints_of_the_product_are_valid_and_of_the_wanted_length() -> None:
    lengths = {}
    for file in sorted(BLUEPRINTS.glob("*.json")):
        one = json.loads(file.read_text())
        lengths[file.stem] = plan_of(one["instrument"], one["body"]).n_items
    assert {name: n for name, n in lengths.items() if not name.endswith("pendek")} == {
        "manajerial_sosiokultural": 90,
        "potensi": 76,
        "literasi_digital": 40,
        "preferensi_karier": 24,
    }
    assert sum(n for name, n in lengths.items() if name.endswith("pendek")) == 39


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": 0}, "menit"),
        ({"overlap": 0.6}, "paling banyak setengahnya"),
        ({"blocks": []}, "tidak kosong"),
        ({"blocks": [{"cells": [{"scale": "integritas", "kind": "keyed", "take": 3}]}]}, "bukan bagian"),
        ({"blocks": [{"cells": [{"scale": "aman_digital", "kind": "keyed", "take": 0}]}]}, "paling sedikit 1"),
        ({"blocks": [{"cells": [{"scale": "aman_digital", "kind": "keyed", "take": 3}] * 2}]}, "dua kali"),
        ({"blocks": [{"cells": [{"scale": "aman_digital", "kind": "keyed", "take": 3, "levels": {"1": 2}}]}]}, "menurut level"),
        ({"omission": {}}, "belum ada"),
        ({"omission": {"keyed": {**OMISSION, "rule": "descriptive"}}}, "tidak cocok"),  # would reward skipping
        ({"omission": {"keyed": {**OMISSION, "rule": "keyed_speeded", "minimum_share": 0.2}}}, "di antara 0.5 dan 1"),
        ({"omission": {"keyed": {**OMISSION, "told": " "}}}, "kalimat untuk peserta"),
        ({"below_share": ""}, "terlalu sedikit dijawab"),
    ],
)
def test_a_blueprint_broken_in_one_place_is_told_so(change: dict[str, Any], words: str) -> None:
    assert blueprint_problems("literasi_digital", body()) == []
    assert words in " ".join(map(str, blueprint_problems("literasi_digital", body(**change))))
    with pytest.raises(BlueprintInvalid):
        plan_of("literasi_digital", body(**change))


def test_nothing_that_enters_a_box_may_be_skipped_for_free() -> None:
    for name in ("manajerial_sosiokultural", "potensi", "literasi_digital"):
        one = copy.deepcopy(design(name))
        for kind in set(one["body"]["omission"]) & {"keyed", "situational", "self_report"}:
            one["body"]["omission"][kind]["rule"] = "descriptive"
            assert blueprint_problems(one["instrument"], one["body"])


def test_the_same_seed_gives_the_same_forms_and_another_seed_others() -> None:
    items = pool()
    assert built(body(), items) == built(body(), list(reversed(items)))
    assert built(body(), items) != built(body(), items, seed=4)


def test_parallel_forms_have_like_difficulty_and_information() -> None:
    items = pool(n=24)
    by_code = {one.code: one for one in items}
    forms = built(body(10), items)
    report = report_on({letter: [by_code[code] for code in form] for letter, form in zip("AB", forms, strict=True)})
    assert report.worst_difficulty is not None
    assert report.worst_information is not None
    assert report.worst_difficulty < 0.05  # by chance alone about 0.45
    assert report.worst_information < 0.05
    assert report.worst_share == 0


def test_forms_share_no_more_than_the_blueprint_allows() -> None:
    for share, n in ((0.5, 9), (0.0, 12)):
        one, two = (set(form) for form in built(body(6, overlap=share), pool(n=n)))
        assert len(one & two) <= share * 12
    with pytest.raises(FormNotPossible, match="digital"):
        built(body(6, overlap=0.0), pool(n=9))


def test_generated_items_stand_in_one_form_only() -> None:
    one, two = (set(form) for form in built(body(6), pool(n=12, generated=True, family="ratio")))
    assert not one & two
    with pytest.raises(FormNotPossible):
        built(body(6), pool(n=11, generated=True, family="ratio"))


def test_enemies_never_meet_within_a_scale_or_across_scales() -> None:
    hostile = {"aman_digital-00": {"aman_digital-01", "etika_digital-00"}, "etika_digital-05": {"etika_digital-06"}}
    for seed in range(5):
        for form in built(body(8), _with_enemies(pool(n=12), hostile), seed=seed):
            for one, others in hostile.items():
                assert not (one in form and others & set(form))


def test_a_picture_and_what_would_stand_in_for_it_keep_apart_from_the_enemies_of_both() -> None:
    """Two pictures whose word twins are enemies may not meet, for the form without pictures would break."""
    items = pool(n=12)
    a, b = items[0], items[1]
    stand_ins = [_like(a, code="kata-a", enemies=frozenset({"kata-b"})), _like(b, code="kata-b")]
    drawn = [_like(a, twin="kata-a"), _like(b, twin="kata-b"), *items[2:]]
    for seed in range(5):
        for form in built(body(6), [*drawn, *stand_ins], seed=seed):
            assert not {a.code, b.code} <= set(form)
            assert not {"kata-a", "kata-b"} & set(form)  # a stand-in is never chosen for itself


def test_best_answers_stand_in_every_place_about_equally_often() -> None:
    for form in built(body(8), pool(n=16)):
        places = [int(code[-2:]) % 4 for code in form]
        assert all(3 <= places.count(place) <= 5 for place in range(4))


def test_in_every_scale_each_letter_is_the_key_as_often_as_it_can_be() -> None:
    for seed in range(5):
        for form in built(body(8), pool(n=16), seed=seed):
            for scale in ("aman_digital", "etika_digital"):
                places = [int(code[-2:]) % 4 for code in form if code.startswith(scale)]
                assert [places.count(place) for place in range(4)] == [2, 2, 2, 2]


def test_in_every_scale_half_of_the_statements_run_the_other_way() -> None:
    """Otherwise one end of the answers, marked all the way down, would pass for a trait."""
    ways = {True: (-0.5, -0.25, 0.0, 0.25, 0.5), False: (0.5, 0.25, 0.0, -0.25, -0.5)}
    items = [_like(one, kind="self_report", place=None, n_options=5, letters=ways[i % 3 > 0]) for i, one in enumerate(pool(n=18))]
    plan = body(8, omission={"self_report": {**OMISSION, "rule": "keyed_wrong"}})
    for cell in plan["blocks"][0]["cells"]:
        cell["kind"] = "self_report"
    by_code = {one.code: one for one in items}
    for form in built(plan, items):
        for scale in ("aman_digital", "etika_digital"):
            assert sum(by_code[code].letters[0] for code in form if by_code[code].scale == scale) == 0


def test_the_order_mixes_scales_and_says_nothing_of_difficulty() -> None:
    items = pool(n=16)
    difficulty = {one.code: one.difficulty for one in items}
    correlations = []
    for seed in range(12):
        form = built(body(8), items, 1, seed)[0]
        assert {code.split("-")[0] for code in form[:2]} == {"aman_digital", "etika_digital"}
        correlations.append(np.corrcoef(range(len(form)), [difficulty[code] for code in form])[0, 1])
    assert abs(np.mean(correlations)) < 0.25


def test_more_forms_than_make_sense_are_refused() -> None:
    for n in (0, 7):
        with pytest.raises(FormCountInvalid):
            built(body(), pool(), n)


def test_a_form_that_departs_from_its_blueprint_is_told_where() -> None:
    plan = plan_of("literasi_digital", body(2))
    sound = [
        Held(f"{scale}-{i}", scale, "keyed", None, None, frozenset()) for scale in ("aman_digital", "etika_digital") for i in "12"
    ]
    assert form_problems(plan, sound) == []
    stranger = Held("X", "budaya_digital", "keyed", None, None, frozenset())
    hostile = Held("aman_digital-2", "aman_digital", "keyed", None, None, frozenset({"etika_digital-1"}))
    for broken, words in (
        (sound[1:], "ada 1 butir, seharusnya 2"),
        ([*sound, stranger], "tidak diminta"),
        ([sound[0], sound[0], *sound[2:]], "muncul dua kali"),
        ([sound[0], hostile, *sound[2:]], "tidak boleh serangkaian"),
    ):
        assert words in " ".join(map(str, form_problems(plan, broken)))


def test_scales_of_best_worst_blocks_come_equally_often() -> None:
    scales = ("realistik", "investigatif", "artistik", "sosial", "wirausaha", "konvensional", "manajerial", "fungsional")
    planes = [tuple(scales[i] for i in four) for four in combinations(range(8), 4) if sum(four) % 2 == 0][:36]
    items = [
        Candidate(f"K-{i:02d}", "", "preference", None, None, False, 0.0, (0.0, 0.0, 0.0), 4, None, (), four, frozenset(), None)
        for i, four in enumerate(planes)
    ]
    one = design("preferensi_karier")
    forms = build_forms(plan_of("preferensi_karier", one["body"]), items, 2, np.random.default_rng(1))
    by_code = {item.code: item for item in items}
    for form in forms:
        counts = [sum(scale in by_code[code].scales for code in form) for scale in scales]
        assert max(counts) - min(counts) <= 2
    assert len(set(forms[0]) & set(forms[1])) <= 12


def _like(one: Candidate, **changes: Any) -> Candidate:
    return dataclasses.replace(one, **changes)


def _with_enemies(items: list[Candidate], hostile: dict[str, set[str]]) -> list[Candidate]:
    return [_like(one, enemies=frozenset(hostile.get(one.code, ()))) for one in items]
