"""Forms A and B of every instrument, their twins without pictures, and what a sealed package shows: nothing but the screen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError, NotSupportedError, ProgrammingError

from sembilan.accounts.models import User
from sembilan.assembly import access, selectors, services
from sembilan.assembly.errors import (
    AlreadySealed,
    BlueprintInvalid,
    CodeInvalid,
    FormNotPossible,
    InstrumentTwice,
    NoForms,
    NotApproved,
    NothingToReplace,
    SameContent,
)
from sembilan.assembly.leaves import scoring_hash
from sembilan.assembly.models import Battery, Blueprint, Form, FormItem
from sembilan.delivery.models import PackageBody
from sembilan.itembank import selectors as bank
from sembilan.itembank import services as itembank
from sembilan.itembank.rules import SCALES, has_picture
from sembilan.kit import scope
from sembilan.ledger import selectors as ledger
from sembilan.tenancy.errors import NotAllowed
from tests import cast, making
from tests.cast import AT, Agencies
from tests.making import MEASURER, WRITER

REFUSED = (IntegrityError, InternalError, NotSupportedError, ProgrammingError)
ORDER = ("manajerial_sosiokultural", "potensi", "literasi_digital", "preferensi_karier")


def seal(code: str, forms: list[Form], **changes: Any) -> Battery:
    return services.seal_battery(code, f"Paket {code}", forms, actor=MEASURER, at=AT, rng=np.random.default_rng(5), **changes)


def body_of(battery: Battery) -> dict[str, Any]:
    found: dict[str, Any] = PackageBody.objects.get(package__code=battery.code).body
    return found


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Every (field, plain value) of a package, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner if isinstance(inner, str) else None
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def test_two_full_batteries_and_their_twins_without_pictures_are_sealed_and_leak_nothing(nation_scope: None) -> None:
    making.make_bank()
    forms = making.make_forms()
    everything = {"A": [forms[one][0] for one in ORDER], "B": [forms[one][1] for one in ORDER]}
    for letter in "AB":
        twin = services.make_nonvisual(forms["potensi"]["AB".index(letter)], actor=MEASURER, at=AT)
        assert services.make_nonvisual(forms["potensi"]["AB".index(letter)], actor=MEASURER, at=AT).pk == twin.pk
        everything[f"{letter}-nv"] = [twin if form.code.startswith("potensi") else form for form in everything[letter]]
    sealed = {letter: seal(f"NAS-{letter}", chosen) for letter, chosen in everything.items()}

    for battery in sealed.values():
        _shows_only_the_screen(battery)
        assert [len(section["items"]) for section in body_of(battery)["sections"]] == [90, 76, 40, 24]
        assert [section["minutes"] for section in body_of(battery)["sections"]] == [60, 50, 25, 12]
    _twins_stand_in_place(sealed["A"], sealed["A-nv"])
    _forms_differ_enough(forms)
    _enemies_stay_apart(sealed)
    _answers_stand_everywhere(sealed["A"])
    assert len({battery.package_hash for battery in sealed.values()}) == 4
    assert [battery.leaf for battery in sealed.values()] == [0, 1, 2, 3]


def _shows_only_the_screen(battery: Battery) -> None:
    body, table = body_of(battery), selectors.scoring_table(battery.code)
    fields = {field for field, _value in walk(body)}
    assert fields <= {
        *("format", "code", "name", "evidence", "notices", "privacy", "honesty", "sample", "title", "paragraphs", "statements"),
        *("accept", "sections", "number", "purpose", "instructions", "unanswered", "minutes", "practice", "items", "explanation"),
        *("id", "type", "stem", "image", "options", "text", "svg", "alt"),
    }
    whole = json.dumps(body, ensure_ascii=False)
    for line in table:
        assert line["code"] not in whole
    scales = {scale for codes in SCALES.values() for scale in codes}
    assert not scales & {value for _field, value in walk(body)}
    for scale in scales:
        assert "_" not in scale or scale not in whole
        assert f"{scale}." not in whole.replace(f"{scale}. ", "")  # an indicator: scale.level.number
    items = {item["id"]: item for section in body["sections"] for item in section["items"]}
    rationale = {version.item.code: version.rationale for one in ORDER for version in bank.approved(one)}
    for line in table:
        assert rationale[line["code"]] not in whole
        assert set(items[line["item"]]) == {"id", "number", "type", "stem", "image", "options"}
    assert [item["id"] for item in items.values()] == [f"q{number:03d}" for number in range(1, len(table) + 1)]
    practice = [item for section in body["sections"] for item in section["practice"]]
    assert practice
    assert all("scoring" not in item and item["explanation"] for item in practice)
    assert body["notices"]["sample"]  # a bank that is a sample says so


def _twins_stand_in_place(seen: Battery, unseen: Battery) -> None:
    items = {version.item.code: version for version in bank.approved("potensi")}
    pairs = list(zip(selectors.scoring_table(seen.code), selectors.scoring_table(unseen.code), strict=True))
    changed = [(one, two) for one, two in pairs if one["code"] != two["code"]]
    assert len(changed) == 4
    for one, two in changed:
        assert items[one["code"]].item.nonvisual == two["code"]
        assert (one["item"], one["scale"]) == (two["item"], two["scale"])
    assert not any(has_picture(item) for section in body_of(unseen)["sections"] for item in section["items"])


def _forms_differ_enough(forms: dict[str, list[Form]]) -> None:
    for pair in forms.values():
        report = selectors.report(pair)
        assert report.worst_share <= 0.5
        assert all(shared.generated == 0 for shared in report.shared)
        if report.worst_difficulty is not None and report.worst_information is not None:
            assert report.worst_difficulty < 0.1
            assert report.worst_information < 0.06


def _enemies_stay_apart(sealed: dict[str, Battery]) -> None:
    enemies = {record["code"]: set(record["enemies"]) for record in making.bank_records()}
    for battery in sealed.values():
        codes = {line["code"] for line in selectors.scoring_table(battery.code)}
        assert not any(enemies[code] & codes for code in codes)


def _answers_stand_everywhere(battery: Battery) -> None:
    """Whoever always chooses one letter gains nothing: no place holds the best answer more than 1.6 times its share."""
    table = selectors.scoring_table(battery.code)
    situational = [line["scoring"]["credits"] for line in table if line["kind"] == "situational"]
    best = Counter(max(credits_, key=credits_.__getitem__) for credits_ in situational)
    assert all(0.7 * len(situational) / 4 <= best[letter] <= 1.3 * len(situational) / 4 for letter in "ABCD")
    average = {letter: np.mean([credits_[letter] for credits_ in situational]) for letter in "ABCD"}
    assert max(average.values()) == min(average.values())
    for scale in SCALES["manajerial_sosiokultural"]:
        here = [line["scoring"]["credits"] for line in table if line["scale"] == scale]
        assert {sum(credits_[letter] for credits_ in here) for letter in "ABCD"} == {15}, scale
    _orders_lead_back_to_the_bank(battery)
    for size in {line["n_options"] for line in table if line["type"] == "single"}:
        keys = Counter(line["scoring"]["key"] for line in table if line["type"] == "single" and line["n_options"] == size)
        assert max(keys.values()) <= max(1.6 * sum(keys.values()) / size, 3), size


def _orders_lead_back_to_the_bank(battery: Battery) -> None:
    """What a letter of the package says and is worth is what its letter in the bank says and is worth."""
    records = {record["code"]: record for record in making.bank_records()}
    items = {item["id"]: item for section in body_of(battery)["sections"] for item in section["items"]}
    turned = 0
    for line in selectors.scoring_table(battery.code):
        record, seen = records[line["code"]], items[line["item"]]
        own = line["option_order"] or "".join(option["id"] for option in record["options"])
        assert (line["option_order"] == "") is (line["kind"] != "situational")
        texts = {option["id"]: option["text"] for option in record["options"]}
        assert [option["text"] for option in seen["options"]] == [texts[letter] for letter in own]
        if line["kind"] == "situational":
            credits_ = record["scoring"]["credits"]
            assert list(line["scoring"]["credits"].values()) == [credits_[letter] for letter in own]
            turned += own != "ABCD"
    assert turned > 70  # of 90


def test_the_scoring_table_is_kept_as_sealed_and_the_log_commits_to_it(nation_scope: None) -> None:
    battery = making.make_short_battery()
    table = selectors.scoring_table(battery.code)
    assert len(table) == 39
    assert {line["omission"] for line in table if line["kind"] != "self_report" and line["kind"] != "preference"} == {"keyed_wrong"}
    assert {(line["omission"], line["minimum_share"]) for line in table if line["kind"] == "self_report"} == {
        ("keyed_speeded", 0.75)
    }
    secret = ledger.opened(battery.leaf)
    assert secret is not None
    assert secret.leaf.kind == "form"
    assert secret.payload["package_hash"] == battery.package_hash
    assert secret.payload["scoring_hash"] == scoring_hash(table)
    assert ledger.holds(secret)

    line = next(one for one in table if one["kind"] == "situational")
    item = bank.item(line["code"], actor=MEASURER)
    assert item is not None
    newest = bank.newest_version(item)
    itembank.publish_parameters(newest, "grm", {"a": 2.0, "b": [-0.5, 0.0, 0.5]}, "kalibrasi 1", actor=MEASURER, at=AT)
    assert selectors.scoring_table(battery.code) == table
    later = making.make_forms("Pendek", 1)
    with_new = seal("NANTI", [later["manajerial_sosiokultural"][0]])
    again = [one for one in selectors.scoring_table(with_new.code) if one["code"] == line["code"]]
    assert all(one["parameters"]["a"] == 2.0 and one["parameters_source"] == "kalibrasi 1" for one in again)


def test_what_is_told_of_unanswered_items_is_what_is_scored(nation_scope: None) -> None:
    body = body_of(making.make_short_battery())
    told = {section["code"]: " ".join(section["unanswered"]) for section in body["sections"]}
    assert "nilai terendah" in told["manajerial_sosiokultural"]
    assert "tidak terjawab benar" in told["potensi"]
    assert "dihitung seperti jawaban yang paling tidak sesuai" in told["potensi"]
    assert all("tidak dapat dinilai" in words for words in told.values())


@pytest.mark.parametrize("size", ["Pendek", "Lengkap"])
def test_practice_is_of_the_types_that_come_and_no_longer_than_its_section(nation_scope: None, size: str) -> None:
    making.make_bank()
    forms = making.make_forms(size, 1)
    for section in body_of(seal("UJI-LATIHAN", [forms[one][0] for one in ORDER]))["sections"]:
        assert {one["type"] for one in section["practice"]} == {one["type"] for one in section["items"]}, section["code"]
        assert len(section["practice"]) <= max(len(section["items"]), len({one["type"] for one in section["items"]}))


def test_a_seal_is_refused_for_what_is_not_sound(nation_scope: None) -> None:
    battery = making.make_short_battery("UJI-A")
    forms = selectors.battery_forms(battery)
    for broken, code, chosen in (
        (AlreadySealed, "UJI-A", forms[:1]),
        (SameContent, "UJI-B", forms),
        (CodeInvalid, "a b", forms[:1]),
        (NoForms, "UJI-C", []),
        (InstrumentTwice, "UJI-D", [forms[0], forms[0]]),
    ):
        with pytest.raises(broken):
            seal(code, chosen)
    first = selectors.form_items(forms[0])[0].version
    itembank.retire(first, "bocor", actor=MEASURER, at=AT)
    with pytest.raises(NotApproved, match=first.item.code):
        seal("UJI-E", [forms[0], forms[1]])
    with pytest.raises(NothingToReplace):
        services.make_nonvisual(forms[0], actor=MEASURER, at=AT)
    with pytest.raises(NotAllowed):
        services.seal_battery("UJI-F", "x", forms[:1], actor=WRITER, at=AT)
    assert Battery.objects.count() == 1


def test_the_database_itself_refuses_to_change_what_was_sealed(nation_scope: None) -> None:
    battery = making.make_short_battery()
    form = selectors.battery_forms(battery)[0]
    for statement in (
        "UPDATE assembly_battery SET scoring = '[]'",
        "DELETE FROM assembly_battery",
        "UPDATE assembly_batteryform SET position = 9",
        "UPDATE assembly_form SET sealed_at = NULL",
        "UPDATE assembly_form SET letter = 'Z'",
        f"DELETE FROM assembly_formitem WHERE form_id = {form.pk}",
        f"UPDATE assembly_formitem SET position = position + 100 WHERE form_id = {form.pk}",
        "UPDATE assembly_blueprint SET body = '{}'",
    ):
        with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(REFUSED), transaction.atomic():
        FormItem.objects.create(
            form=form, position=999, version=selectors.form_items(selectors.battery_forms(battery)[1])[0].version
        )


def test_a_changed_blueprint_is_a_new_version_and_a_broken_one_is_refused(nation_scope: None) -> None:
    instruments = making.make_instruments()
    plans = making.make_blueprints()
    assert making.make_blueprints() == plans
    plan = plans["literasi_digital", "Lengkap"]
    with pytest.raises(BlueprintInvalid):
        services.save_blueprint(instruments["literasi_digital"], "Lengkap", {**plan.body, "minutes": 0}, actor=MEASURER, at=AT)
    longer = services.save_blueprint(
        instruments["literasi_digital"], "Lengkap", {**plan.body, "minutes": 30}, actor=MEASURER, at=AT
    )
    assert (longer.version, Blueprint.objects.get(pk=plan.pk).body["minutes"]) == (2, 25)
    with pytest.raises(FormNotPossible):
        services.assemble_forms(longer, 2, rng=np.random.default_rng(1), actor=MEASURER, at=AT)  # the bank is empty


def test_only_the_roles_of_the_nation_may_and_see_as_a_pair(people: dict[str, User], agencies: Agencies) -> None:
    battery = making.make_short_battery()
    for name, user in people.items():
        actor = cast.actor(user)
        national = name in {"nina", "wati", "wawan", "siska", "sandi"}
        assert access.can(actor, "view") is national, name
        assert access.visible_to(actor).exists() is national, name
        assert (selectors.battery(battery.code, actor=actor) is not None) is national, name
        assert bool(selectors.forms(actor=actor)) is national, name
    with scope.carried(scope=[agencies.lampung.path]):
        assert selectors.scoring_table(battery.code) == []
        for model in (Battery, Blueprint, Form, FormItem):
            assert not model.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM assembly_battery")
            assert cursor.fetchone() == (0,)
