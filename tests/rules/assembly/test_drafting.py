"""A blueprint from nothing: every place of the stock, and nothing of what nobody asked for."""

from __future__ import annotations

from collections import Counter

from sembilan.assembly import shipped
from sembilan.assembly.rules import drafting
from sembilan.assembly.rules.blueprint import plan_of

SHIPPED = [one["body"] for one in shipped.designs() if one["instrument"] == "potensi"]
STOCK: Counter[drafting.Place] = Counter(
    {
        ("intelektual", "keyed", "number_series"): 12,
        ("intelektual", "keyed", "figural_matrices"): 9,
        ("interpersonal", "self_report", None): 10,
        ("motivasi", "self_report", None): 8,
    }
)


def test_a_draft_names_every_place_and_takes_nothing() -> None:
    body = drafting.draft(STOCK, SHIPPED)
    plan = drafting.open_plan("potensi", body)
    assert {(cell.scale, cell.kind, cell.family) for cell in plan.cells} == set(STOCK)
    assert plan.n_items == 0
    assert [len(block) for block in plan.blocks] == [1, 1, 2]  # keyed families apart, what is said of oneself together
    assert all(one.told for one in plan.omission.values())


def test_what_takes_nothing_is_left_out_and_the_rest_is_a_valid_blueprint() -> None:
    body = drafting.draft(STOCK, SHIPPED)
    body["blocks"][2]["cells"][0]["take"] = 5
    left = drafting.without_empty(body)
    assert left["omission"].keys() == {"self_report"}
    assert plan_of("potensi", left).n_items == 5


def test_a_kind_of_which_no_shipped_blueprint_speaks_asks_for_its_words() -> None:
    body = drafting.draft(STOCK, [])
    assert body["omission"]["keyed"]["told"] == ""
    assert body["below_share"] == ""
