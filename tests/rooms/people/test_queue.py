"""Mended in place by the same rule, or set aside with a reason; and who may see and do what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sembilan.accounts.models import User
from sembilan.audit.models import AuditEvent
from sembilan.kit import scope
from sembilan.people import access, errors, queue_rows, selectors, services
from sembilan.people import models as m
from sembilan.people.errors import (
    DocumentOfTomorrow,
    DoubtfulOtherwise,
    IssueClosed,
    NipTaken,
    NothingToMend,
    PositionHeld,
    ReasonNeeded,
    SourceNeeded,
    StillDoubtful,
    UnitElsewhere,
    ValueNeeded,
)
from sembilan.people.models import Official, QualityIssue, Training
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor, Held, Role, common
from tests import cast
from tests.cast import AT, Agencies
from tests.rooms.people.files import BUDI, CUT, ROWS, SARI, bring, workbook


@pytest.fixture
def agus(people: dict[str, User], agencies: Agencies) -> Actor:
    """The agency's admin, with the small roster in place."""
    actor = cast.actor(people["agus"])
    bring(agencies.lampung, actor=actor)
    return actor


def issue(cause: str) -> QualityIssue:
    return QualityIssue.objects.get(cause=cause)


def test_a_cut_nip_takes_the_number_that_a_register_names_and_its_rows_follow(agus: Actor) -> None:
    waiting = issue("nip_malformed")
    assert waiting.suggestion == f"{CUT}5"
    services.mend_issue(waiting, waiting.suggestion, actor=agus, at=AT)
    cici = Official.objects.get(nip=f"{CUT}5")
    assert cici.nip_valid
    assert m.PerformanceRating.objects.filter(official=cici).count() == 1
    assert (issue("nip_malformed").state, issue("nip_unknown").state) == ("mended", "mended")
    assert issue("nip_malformed").decided_by == agus.label


@pytest.mark.parametrize("value", ["12345", "198502312010032916"])
def test_a_value_that_breaks_the_same_rule_is_refused_and_nothing_changes(value: str, agus: Actor) -> None:
    before = issue("nip_malformed").row.mended
    if value == "12345":
        with pytest.raises(StillDoubtful):
            services.mend_issue(issue("nip_malformed"), value, actor=agus, at=AT)
    assert issue("nip_malformed").row.mended == before
    assert Official.objects.filter(nip=CUT).exists()


def test_somebody_elses_nip_is_refused_with_the_name_of_whoever_has_it(agus: Actor) -> None:
    with pytest.raises(NipTaken, match="Sari Utami"):
        services.mend_issue(issue("nip_malformed"), SARI, actor=agus, at=AT)
    assert (issue("nip_malformed").state, issue("nip_malformed").row.mended) == ("open", {})
    assert Official.objects.filter(nip=CUT).exists()


@pytest.mark.parametrize(("typed", "why"), [("=2+2", "rumus"), ("王小明", "huruf Latin"), ("12", "tanpa huruf")])
def test_a_name_that_is_none_does_not_mend_a_name(typed: str, why: str, agus: Actor, agencies: Agencies) -> None:
    rows = [(SARI, "عبد الله", *ROWS["pegawai"][0][2:])]
    bring(agencies.lampung, workbook(pegawai=rows), actor=agus)
    with pytest.raises((DoubtfulOtherwise, StillDoubtful), match=why if typed != "王小明" else "belum benar"):
        services.mend_issue(issue("name_script"), typed, actor=agus, at=AT)
    assert issue("name_script").state == "open"
    assert not QualityIssue.objects.filter(cause__in=("name_formula", "name_missing")).exists()


def test_a_sound_value_that_something_speaks_against_is_taken_and_asked_about(agus: Actor, agencies: Agencies) -> None:
    rows = [(SARI, "Sari Utami", "31-02-1985", *ROWS["pegawai"][0][3:])]
    bring(agencies.lampung, workbook(pegawai=rows), actor=agus)
    services.mend_issue(issue("date_impossible"), "11-12-1985", actor=agus, at=AT)
    assert (issue("date_impossible").state, issue("born_against_nip").state) == ("mended", "open")


def test_a_mended_unit_moves_the_person_and_all_his_rows(agus: Actor, agencies: Agencies) -> None:
    services.mend_issue(issue("unit_unknown"), "U2", actor=agus, at=AT)
    cici = Official.objects.get(nip=CUT)
    assert cici.path == f"{agencies.lampung.path}.u2"
    assert set(QualityIssue.objects.filter(official=cici).values_list("path", flat=True)) == {cici.path}


def test_setting_aside_needs_a_reason_and_keeps_it(agus: Actor) -> None:
    with pytest.raises(ReasonNeeded):
        services.dismiss_issue(issue("hours_impossible"), " ok ", actor=agus, at=AT)
    services.dismiss_issue(issue("hours_impossible"), "Sertifikat hilang", actor=agus, at=AT)
    closed = issue("hours_impossible")
    assert (closed.state, closed.reason, closed.decided_at) == ("dismissed", "Sertifikat hilang", AT)
    with pytest.raises(IssueClosed):
        services.mend_issue(closed, "9 JP", actor=agus, at=AT)
    with pytest.raises(IssueClosed):
        services.dismiss_issue(closed, "Sekali lagi", actor=agus, at=AT)


def test_what_was_set_aside_is_opened_again_with_a_reason_and_both_decisions_are_kept(agus: Actor) -> None:
    services.dismiss_issue(issue("hours_impossible"), "Sertifikat hilang", actor=agus, at=AT)
    with pytest.raises(errors.ReasonNeeded):
        services.reopen_issue(issue("hours_impossible"), " ok ", actor=agus, at=AT)
    services.reopen_issue(issue("hours_impossible"), "Sertifikat ditemukan", actor=agus, at=AT)
    assert issue("hours_impossible").state == "open"
    with pytest.raises(errors.IssueOpen):
        services.reopen_issue(issue("hours_impossible"), "Sekali lagi", actor=agus, at=AT)
    kept = AuditEvent.objects.filter(action__in=["people.dismiss_issue", "people.reopen_issue"]).order_by("pk")
    assert [one.facts["reason"] for one in kept] == ["Sertifikat hilang", "Sertifikat ditemukan"]
    assert kept[1].facts["reason_then"] == "Sertifikat hilang"


def test_of_what_was_mended_the_file_s_own_cell_counts_again(agus: Actor) -> None:
    services.mend_issue(issue("hours_impossible"), "9 JP", actor=agus, at=AT)
    assert Training.objects.get().hours == 9
    services.reopen_issue(issue("hours_impossible"), "Salah ketik", actor=agus, at=AT)
    assert (issue("hours_impossible").state, issue("hours_impossible").row.mended) == ("open", {})
    assert Training.objects.get().hours is None


def test_a_decision_that_other_rows_or_a_later_import_followed_is_not_taken_back(agus: Actor, agencies: Agencies) -> None:
    waiting = issue("nip_malformed")
    services.mend_issue(waiting, waiting.suggestion, actor=agus, at=AT)
    with pytest.raises(errors.DecisionSpread):
        services.reopen_issue(issue("nip_malformed"), "Salah orang", actor=agus, at=AT)
    assert issue("nip_malformed").state == "mended"
    services.dismiss_issue(issue("hours_impossible"), "Sertifikat hilang", actor=agus, at=AT)
    bring(agencies.lampung, workbook(riwayat=ROWS["riwayat"][:2]), actor=agus, at=AT + timedelta(hours=1))
    with pytest.raises(errors.DecisionOvertaken):
        services.reopen_issue(issue("hours_impossible"), "Sertifikat ditemukan", actor=agus, at=AT)


def test_many_are_mended_by_one_decision(agus: Actor, agencies: Agencies) -> None:
    rows = [(SARI, "pelatihan", f"2024-0{month}-01", "Seminar", "900 JP") for month in range(1, 5)]
    bring(agencies.lampung, workbook(riwayat=rows), actor=agus)
    assert services.mend_issues(selectors.issues(actor=agus, cause="hours_impossible"), "8 JP", actor=agus, at=AT) == 5
    assert set(m.Training.objects.values_list("hours", flat=True)) == {8}
    assert not selectors.issues(actor=agus, cause="hours_impossible").exists()


def test_a_suggestion_is_needed_where_no_value_is_given(agus: Actor) -> None:
    with pytest.raises(NothingToMend):
        services.mend_issues([issue("hours_impossible")], actor=agus, at=AT)


def test_an_empty_answer_asks_for_a_value(agus: Actor) -> None:
    with pytest.raises(ValueNeeded, match="Isi dulu nilainya"):
        services.mend_issue(issue("hours_impossible"), "  ", actor=agus, at=AT)


def test_the_row_that_counts_is_found_beside_the_one_that_waits(agus: Actor, agencies: Agencies) -> None:
    other = (SARI, "Sari Wulandari", *ROWS["pegawai"][0][2:])
    bring(agencies.lampung, workbook(pegawai=[*ROWS["pegawai"], other]), actor=agus)
    assert {pk: row.number for pk, row in queue_rows.first_rows([issue("nip_repeated")]).items()} == {issue("nip_repeated").pk: 2}


def test_the_owner_of_a_nip_that_was_typed_in_an_earlier_file_is_found_too(agus: Actor, agencies: Agencies) -> None:
    whole = f"{CUT}5"
    services.mend_issue(issue("nip_malformed"), whole, actor=agus, at=AT)
    other = (whole, "Cici Palsu", *ROWS["pegawai"][2][2:])
    bring(agencies.lampung, workbook(pegawai=[ROWS["pegawai"][2], other]), actor=agus)
    (row,) = queue_rows.first_rows([issue("nip_repeated")]).values()
    assert row.raw["nama"] == "Cici Lestari"


def test_the_same_row_twice_is_no_clash_of_nips(agus: Actor, agencies: Agencies) -> None:
    again = (f"'{SARI}", "Sari  Utami", *ROWS["pegawai"][0][2:])
    batch = bring(agencies.lampung, workbook(pegawai=[*ROWS["pegawai"], again]), actor=agus)
    assert batch.causes == {"row_repeated": 1}
    assert Official.objects.count() == 3


def test_the_queue_is_narrowed_by_file_unit_name_and_nip(agus: Actor, agencies: Agencies, people: dict[str, User]) -> None:
    second = bring(agencies.lampung, workbook(riwayat=[(BUDI, "pelatihan", "2024-02-01", "Seminar", "900 JP")]), actor=agus)
    unit = Organisation.objects.get(code="U2")

    def found(**asked: object) -> set[str]:
        return {one.row.key.partition("|")[0] for one in selectors.issues(actor=agus, **asked)}  # type: ignore[arg-type]

    assert found(batch=second) == {BUDI}
    assert found(search="budi") == {BUDI}
    assert found(search=f"{CUT}5") == {f"{CUT}5"}
    assert found(search="cici les") == {CUT}
    assert found(search="sari", cause="hours_impossible") == {SARI}
    assert found(unit=unit) == {BUDI}  # a register's row stands at the agency, its person in the unit
    auditor = cast.actor(people["audi"])
    with scope.carried(scope=auditor.scope):
        assert not selectors.issues(actor=auditor, search=SARI[8:]).exists()  # whoever may not read a NIP cannot ask for it


def test_a_repeated_row_is_only_set_aside(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, workbook(riwayat=[ROWS["riwayat"][2], ROWS["riwayat"][2]]), actor=agus)
    with pytest.raises(NothingToMend):
        services.mend_issue(issue("row_repeated"), "x", actor=agus, at=AT)


def test_a_unit_that_waited_for_its_parent_brings_its_people(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, workbook(unit=[("U888", "U404", "Unit yatim", "IV")]), actor=agus)
    assert Official.objects.get(nip=CUT).unit is None
    services.mend_issue(issue("unit_parent_unknown"), "U2", actor=agus, at=AT)
    assert Official.objects.get(nip=CUT).path == f"{agencies.lampung.path}.u2.u888"
    assert issue("unit_unknown").state == "mended"


def test_a_transfer_stays_within_the_agency(agus: Actor, agencies: Agencies) -> None:
    budi = Official.objects.get(nip=BUDI)
    services.move_official(budi, Organisation.objects.get(code="U1.1"), actor=agus, at=AT)
    assert m.Award.objects.get(official=budi).path == f"{agencies.lampung.path}.u1.u1_1"
    with pytest.raises((UnitElsewhere, NotAllowed)):
        services.move_official(budi, agencies.elsewhere, actor=agus, at=AT)


def test_a_post_is_vacant_only_when_a_source_says_so(agus: Actor, agencies: Agencies) -> None:
    post = m.Position.objects.get(code="J1")
    with pytest.raises(PositionHeld):
        services.set_vacancy(post, "SK 12/2025", AT.date(), actor=agus, at=AT)
    Official.objects.filter(nip=SARI).update(position=None)
    assert not selectors.positions(actor=agus, vacant=True).exists()  # nobody known to hold it: not known, not vacant
    assert [one.code for one in selectors.posts_without_holder(actor=agus)] == ["J1"]
    for source, day in (("  ", AT.date()), ("SK 12/2025", None)):
        with pytest.raises(SourceNeeded):
            services.set_vacancy(post, source, day, actor=agus, at=AT)
    with pytest.raises(DocumentOfTomorrow):
        services.set_vacancy(post, "SK 12/2025", AT.date() + timedelta(days=1), actor=agus, at=AT)
    services.set_vacancy(post, "SK 12/2025", AT.date(), actor=agus, at=AT)
    assert [(one.code, one.vacancy_date) for one in selectors.positions(actor=agus, vacant=True)] == [("J1", AT.date())]
    assert not selectors.posts_without_holder(actor=agus).exists()
    services.set_vacancy(post, "", None, actor=agus, at=AT)
    assert not selectors.positions(actor=agus, vacant=True).exists()


READERS = {
    "agus": True,
    "evi": True,
    "komar": True,
    "gubernur": True,
    "audi": True,
    "pras": False,
    "orang_lain": False,
    "siska": False,
    "nina": False,
}


@pytest.mark.parametrize(("name", "sees"), READERS.items())
def test_can_and_visible_to_say_the_same(name: str, sees: bool, agus: Actor, people: dict[str, User]) -> None:
    actor = cast.actor(people[name])
    sari = Official.objects.get(nip=SARI)
    with scope.carried(scope=actor.scope):
        assert access.can(actor, "view", sari) is sees
        assert access.visible_to(actor).filter(pk=sari.pk).exists() is sees
        assert (selectors.official(sari.uuid, actor=actor) is not None) is sees


@pytest.mark.parametrize(
    ("name", "whole", "needs", "sanctions"),
    [("agus", True, True, True), ("evi", False, True, False), ("komar", False, False, True), ("audi", False, False, False)],
)
def test_nip_needs_and_sanctions_each_have_a_permission(
    name: str, whole: bool, needs: bool, sanctions: bool, agus: Actor, people: dict[str, User]
) -> None:
    actor, sari = cast.actor(people[name]), Official.objects.get(nip=SARI)
    assert (selectors.nip_for(sari, actor=actor) == SARI) is whole
    assert SARI[4:8] in selectors.nip_for(sari, actor=actor) or not whole
    assert (selectors.accommodations(sari, actor=actor) is not None) is needs
    assert (selectors.disciplines(sari, actor=actor) is not None) is sanctions


def test_the_stranger_finds_nothing_past_every_queryset(agus: Actor, people: dict[str, User]) -> None:
    stranger = cast.actor(people["orang_lain"])
    tables = (
        Official,
        m.ImportBatch,
        m.ImportRow,
        QualityIssue,
        m.PerformanceRating,
        m.Discipline,
        m.Accommodation,
        m.ExternalAssessment,
    )
    with scope.carried(scope=stranger.scope):
        assert [table.objects.count() for table in tables] == [0] * len(tables)  # type: ignore[attr-defined]
        assert not selectors.imports(actor=stranger).exists()
        assert selectors.open_causes(actor=stranger) == []


def test_an_official_sees_his_own_rows_and_nobody_elses(agus: Actor, people: dict[str, User]) -> None:
    sari = Official.objects.get(nip=SARI)
    services.link_account(sari, people["evi"], actor=agus, at=AT)
    with scope.carried():
        assert selectors.official_of_user(people["evi"].pk) == sari.pk
        assert selectors.official_of_user(people["agus"].pk) is None
        assert not Official.objects.exists()
    with scope.carried(official=sari.pk):
        assert [one.nip for one in Official.objects.all()] == [SARI]
        assert {row.official_id for row in m.PerformanceRating.objects.all()} == {sari.pk}


def test_a_search_by_number_works_only_for_whoever_may_read_it(agus: Actor, people: dict[str, User]) -> None:
    assert [one.nip for one in selectors.officials(actor=agus, search="20100329")] == [SARI]
    assert not selectors.officials(actor=cast.actor(people["komar"]), search="20100329").exists()
    assert [one.nip for one in selectors.officials(actor=agus, search="utami sari")] == [SARI]


def test_only_keepers_mend(agus: Actor, people: dict[str, User]) -> None:
    with pytest.raises(NotAllowed):
        services.mend_issue(issue("hours_impossible"), "9 JP", actor=cast.actor(people["audi"]), at=AT)
    with pytest.raises(NotAllowed):
        services.dismiss_issue(issue("hours_impossible"), "Alasan yang cukup", actor=cast.actor(people["orang_lain"]), at=AT)


def test_a_register_waits_while_a_row_about_the_person_is_doubtful(agencies: Agencies, people: dict[str, User]) -> None:
    agus = cast.actor(people["agus"])
    told = {**ROWS, "riwayat": [*ROWS["riwayat"], (BUDI, "hukuman disiplin", "31-02-2024", "berat", "")]}
    told["riwayat"] += [(SARI, "penghargaan", "17-08-2031", "Satyalancana", ""), (SARI, "tim kerjaa", "2024-01-01", "Ketua", "")]
    bring(agencies.lampung, workbook(**told), actor=agus)
    sari, budi, cut = (Official.objects.get(nip=nip) for nip in (SARI, BUDI, CUT))
    found = selectors.waiting_registers([sari.pk, budi.pk, cut.pk])
    assert found[budi.pk] == {"hukuman disiplin"}
    # a day that is still to come, and a word that names no register: it could be any of the sheet's four
    assert found[sari.pk] == {"penghargaan", "tim kerja", "pelatihan", "hukuman disiplin"}
    assert cut.pk not in found  # his rows carry a number that is nobody's yet; his own NIP says so
    services.mend_issue(issue("date_needed"), "28-02-2024", actor=agus, at=AT)
    assert budi.pk not in selectors.waiting_registers([budi.pk])


def test_a_row_that_is_there_already_is_not_waited_for(agencies: Agencies, people: dict[str, User]) -> None:
    agus = cast.actor(people["agus"])
    bring(agencies.lampung, workbook(**{**ROWS, "riwayat": [*ROWS["riwayat"], ROWS["riwayat"][2]]}), actor=agus)
    assert QualityIssue.objects.filter(cause="row_repeated").exists()
    assert selectors.waiting_registers([Official.objects.get(nip=BUDI).pk]) == {}


# --- what is witnessed


def test_a_decision_over_many_says_how_many_why_they_were_doubtful_and_whom_they_concern(agus: Actor) -> None:
    many = list(QualityIssue.objects.filter(state="open").order_by("pk"))
    services.dismiss_issues(many, "Berkas lama, dibiarkan", actor=agus, at=AT)
    told = AuditEvent.objects.get(action="people.dismiss_issue")
    concerned = {str(one) for one in selectors.people_in([one.row for one in many])}
    assert len(many) > 1
    assert told.facts["n"] == len(many)
    assert told.facts["causes"] == sorted({one.cause for one in many})
    assert told.facts["officials"] == sorted(concerned) != []
    assert told.facts["reason"] == "Berkas lama, dibiarkan"
    assert (told.object_type, told.path) == ("tenancy.organisation", common([one.path for one in many]))


def test_a_mended_cell_is_witnessed_at_its_own_place_with_its_cause_and_column(agus: Actor) -> None:
    one = issue("hours_impossible")
    services.mend_issue(one, "9 JP", actor=agus, at=AT)
    told = AuditEvent.objects.get(action="people.mend_issue")
    assert (told.object_id, told.path) == (str(one.uuid), one.path)
    assert told.facts == {
        "n": 1,
        "causes": ["hours_impossible"],
        "columns": [one.column],
        "officials": [str(Official.objects.get(nip=SARI).uuid)],
    }


def test_whoever_keeps_two_units_leaves_a_witness_at_each_and_none_above_them(agus: Actor) -> None:
    paths = [f"{agus.scope[0]}.u1", f"{agus.scope[0]}.u2"]
    below = list(QualityIssue.objects.filter(state="open").order_by("pk")[:3])
    for one, path in zip(below, [paths[0], *paths], strict=True):
        QualityIssue.objects.filter(pk=one.pk).update(path=path)
        one.refresh_from_db()
    keeper = Actor(agus.uuid, agus.label, frozenset(Held(Role.AGENCY_ADMIN, path) for path in paths), agus.user_id)
    services.dismiss_issues(below, "Dibiarkan apa adanya", actor=keeper, at=AT)
    told = AuditEvent.objects.filter(action="people.dismiss_issue")
    assert {one.path for one in told} == set(keeper.scope)
    assert sum(one.facts["n"] for one in told) == len(below)
