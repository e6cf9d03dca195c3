"""A unit whose parent changes in a later file: asked about, moved whole by one decision, and hung back by undo."""

from __future__ import annotations

from typing import Any

import pytest

from sembilan.accounts.models import User
from sembilan.audit.models import AuditEvent
from sembilan.kit import events
from sembilan.people import models as m
from sembilan.people import selectors, services
from sembilan.people.errors import UnitElsewhere, ValueNeeded
from sembilan.people.events import OfficialMoved, RosterImported, UnitMoved
from sembilan.people.models import ImportBatch, Official, QualityIssue
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.errors import NotAllowed, UnitBelowItself
from sembilan.tenancy.models import Membership, Organisation
from sembilan.tenancy.rules import SYSTEM, Actor, Role
from tests import cast
from tests.cast import AT, Agencies
from tests.rooms.people.files import ROWS, SARI, bring, totals, workbook

UNITS = ROWS["unit"]
BELOW_U2 = [*UNITS[:2], ("U1.1", "U2", "Bidang Satu", "III"), UNITS[3]]


@pytest.fixture
def agus(people: dict[str, User], agencies: Agencies) -> Actor:
    actor = cast.actor(people["agus"])
    bring(agencies.lampung, actor=actor)
    return actor


def again(agus: Actor, agencies: Agencies, units: list[Any]) -> ImportBatch:
    return bring(agencies.lampung, workbook(unit=units), actor=agus, name="kedua.xlsx")


def asked() -> QualityIssue:
    return QualityIssue.objects.get(cause="unit_moved")


def unit(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def test_the_preview_says_that_a_unit_hangs_elsewhere(agus: Actor, agencies: Agencies) -> None:
    batch = services.preview_import(agencies.lampung, "b.xlsx", workbook(unit=BELOW_U2), actor=agus, at=AT)
    assert (batch.causes, totals(batch, "doubtful", "same")) == ({"unit_moved": 1}, (1, 4))


def test_the_unit_stays_until_a_person_says_where_it_belongs(agus: Actor, agencies: Agencies) -> None:
    again(agus, agencies, BELOW_U2)
    assert unit("U1.1").path == f"{agencies.lampung.path}.u1.u1_1"
    assert (asked().value, asked().suggestion, asked().state) == ("U2", "U2", "open")
    assert totals(again(agus, agencies, BELOW_U2), "same") == (4,)  # and it is asked once
    assert asked().state == "open"


def test_one_decision_moves_the_unit_with_all_below_it(
    agus: Actor, agencies: Agencies, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    deeper = [("U1.1.1", "U1.1", "Seksi Satu", "IV"), ("U1.1.2", "U1.1", "Seksi Dua", "IV")]
    bring(
        agencies.lampung,
        workbook(unit=[*UNITS, *deeper], kelengkapan=[("U1.1.1", "pelatihan", "ya", "2025-10-31", "P")]),
        actor=agus,
    )
    services.move_official(Official.objects.get(nip=SARI), unit("U1.1.1"), actor=agus, at=AT)
    tenancy.grant(people["evi"], Role.EVENT_OFFICER, unit("U1.1.2"), actor=SYSTEM, at=AT)
    heard: list[Any] = []
    monkeypatch.setattr(events, "_subscribers", {OfficialMoved: [heard.append], UnitMoved: [heard.append], RosterImported: []})
    again(agus, agencies, [*BELOW_U2, *deeper])
    services.mend_issue(asked(), "U2", actor=agus, at=AT)
    home = f"{agencies.lampung.path}.u2.u1_1"
    sari = Official.objects.get(nip=SARI)
    assert (unit("U1.1").parent, unit("U1.1").path) == (unit("U2"), home)
    assert (unit("U1.1.1").path, unit("U1.1.2").path, sari.path) == (f"{home}.u1_1_1", f"{home}.u1_1_2", f"{home}.u1_1_1")
    rows = (m.PerformanceRating, m.Training, m.Discipline, m.ExternalAssessment, m.Accommodation)
    assert {row.path for model in rows for row in model.objects.filter(official=sari)} == {sari.path}  # type: ignore[attr-defined]
    assert set(m.RegisterDeclaration.objects.values_list("path", flat=True)) >= {home, f"{home}.u1_1_1"}
    assert Membership.objects.get(user=people["evi"], organisation=unit("U1.1.2")).path == f"{home}.u1_1_2"
    assert [one.after for one in heard if isinstance(one, OfficialMoved)] == [sari.path]
    assert [(one.before, one.after) for one in heard if isinstance(one, UnitMoved)] == [(f"{agencies.lampung.path}.u1.u1_1", home)]
    assert asked().state == "mended"
    assert AuditEvent.objects.filter(action="people.move_unit", path=home).count() == 1
    assert totals(again(agus, agencies, [*BELOW_U2, *deeper]), "same") == (6,)


def test_undo_hangs_the_unit_back(agus: Actor, agencies: Agencies) -> None:
    batch = again(agus, agencies, BELOW_U2)
    services.mend_issue(asked(), "U2", actor=agus, at=AT)
    services.undo_import(batch, actor=agus, at=AT)
    assert (unit("U1.1").parent, unit("U1.1").path) == (unit("U1"), f"{agencies.lampung.path}.u1.u1_1")
    assert Official.objects.get(nip=SARI).path == unit("U1.1").path


def test_undo_hangs_back_units_that_changed_places(agus: Actor, agencies: Agencies) -> None:
    swapped = [UNITS[0], ("U1", "U1.1", "Dinas Satu", "II"), ("U1.1", "R", "Bidang Satu", "III"), UNITS[3]]
    batch = again(agus, agencies, swapped)
    by_value = {issue.value: issue for issue in QualityIssue.objects.filter(cause="unit_moved")}
    with pytest.raises(UnitBelowItself, match="Dinas Satu"):
        services.mend_issue(by_value["U1.1"], "U1.1", actor=agus, at=AT)
    services.mend_issue(by_value["R"], "R", actor=agus, at=AT)
    services.mend_issue(by_value["U1.1"], "U1.1", actor=agus, at=AT)
    assert unit("U1").path == f"{agencies.lampung.path}.u1_1.u1"
    services.undo_import(batch, actor=agus, at=AT)
    assert (unit("U1").path, unit("U1.1").path) == (f"{agencies.lampung.path}.u1", f"{agencies.lampung.path}.u1.u1_1")
    assert Official.objects.get(nip=SARI).path == unit("U1.1").path


def test_set_aside_it_is_not_asked_again(agus: Actor, agencies: Agencies) -> None:
    again(agus, agencies, BELOW_U2)
    services.dismiss_issue(asked(), "Letak lama yang benar", actor=agus, at=AT)
    again(agus, agencies, BELOW_U2)
    assert asked().state == "dismissed"
    assert unit("U1.1").parent == unit("U1")


def test_the_agencys_own_code_and_none_mean_the_same_parent(agus: Actor, agencies: Agencies) -> None:
    batch = again(agus, agencies, [UNITS[0], ("U1", "", "Dinas Satu", "II"), *UNITS[2:]])
    assert "unit_moved" not in batch.causes
    up = again(agus, agencies, [*UNITS[:2], ("U1.1", "", "Bidang Satu", "III"), UNITS[3]])
    assert up.causes == {"unit_moved": 1}
    assert asked().suggestion == "R"
    services.mend_issue(asked(), "R", actor=agus, at=AT)
    assert unit("U1.1").path == f"{agencies.lampung.path}.u1_1"


def test_a_known_unit_in_a_circle_waits(agus: Actor, agencies: Agencies) -> None:
    batch = again(agus, agencies, [UNITS[0], ("U1", "U1.1", "Dinas Satu", "II"), *UNITS[2:]])
    assert batch.causes == {"unit_cycle": 1}
    assert unit("U1").path == f"{agencies.lampung.path}.u1"


def test_a_unit_moves_within_its_agency_and_by_its_keeper_only(agus: Actor, agencies: Agencies, people: dict[str, User]) -> None:
    with pytest.raises((UnitElsewhere, NotAllowed)):
        services.move_unit(unit("U1"), agencies.elsewhere, actor=agus, at=AT)
    with pytest.raises(NotAllowed):
        services.move_unit(unit("U1"), unit("U2"), actor=cast.actor(people["evi"]), at=AT)
    with pytest.raises(UnitBelowItself):
        services.move_unit(unit("U1"), unit("U1.1"), actor=agus, at=AT)


def test_an_empty_parent_is_no_answer(agus: Actor, agencies: Agencies) -> None:
    again(agus, agencies, BELOW_U2)
    with pytest.raises(ValueNeeded):
        services.mend_issue(asked(), " ", actor=agus, at=AT)


def test_units_are_offered_by_name_with_the_unit_above(agus: Actor, agencies: Agencies) -> None:
    assert selectors.unit_choices(agencies.lampung) == {
        "U1.1": "Bidang Satu, Dinas Satu (U1.1)",
        "U2": "Dinas Dua (U2)",
        "U1": "Dinas Satu (U1)",
    }
    assert "R" in selectors.unit_choices(agencies.lampung, with_agency=True)
