"""A policy, a release, a mapping run: worked out by hand, and refused where it must be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from sembilan.audit.models import AuditEvent
from sembilan.kit import scope
from sembilan.kit.events import publish
from sembilan.ledger.models import Leaf
from sembilan.ledger.rules import DOMAIN
from sembilan.measurement.events import ScoresReleased
from sembilan.merkle.commitment import commit
from sembilan.people import models as registers
from sembilan.people.events import OfficialMoved
from sembilan.profiling import errors, selectors, services
from sembilan.profiling.models import BoxResult, MappingRun, Profile, TalentPolicy
from sembilan.profiling.services import profiles
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.rules import SYSTEM
from tests import cast
from tests.cast import AT, Agencies
from tests.making import publish_policy
from tests.rooms.profiling import making

BEFORE = AT - timedelta(days=3)
LATER = AT + timedelta(hours=2)


@pytest.fixture
def place(agencies: Agencies) -> making.Place:
    return making.make_place(agencies.lampung)


def published(place: making.Place, code: str = "bkn_411_2025", at=BEFORE, period: str = "2025") -> TalentPolicy:
    draft = services.draft_policy(place.agency, period, code, actor=SYSTEM, at=at)
    return services.publish_policy(draft, actor=SYSTEM, at=at)


def released(place: making.Place, official, scales, **more):
    publish_policy(place.agency, at=BEFORE)
    making.make_cuts() if not making.CutTable.objects.exists() else None
    run = making.make_run(place, {making.register(making.make_event(place), official): scales}, **more)
    publish(ScoresReleased(run.pk, run.path, run.period, run.released_at))
    return run


@pytest.fixture
def released_too_early(place: making.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results without a policy, as a house before this rule left them: the later refusals must hold alone."""
    with monkeypatch.context() as patch:
        patch.setattr(profiles, "policy_of_period", lambda path, period: object())
        making.make_cuts()
        run = making.make_run(place, {making.register(making.make_event(place), making.make_official(place)): making.scores(2)})
        publish(ScoresReleased(run.pk, run.path, run.period, run.released_at))


def box(official) -> BoxResult:
    return BoxResult.objects.filter(official=official).latest("pk")


def test_a_person_worked_out_by_hand(place: making.Place) -> None:
    """Pengawas (tier default 2), post since 2019, S1 relevant, Baik, one team led, registers complete, every level a certain 2."""
    official = making.make_official(place)
    making.declare(place)
    making.rate(place, official)
    making.judge_education(place, official)
    making.record(place, registers.TeamAssignment, official, date=date(2024, 3, 1), role="Ketua tim internal")
    published(place)
    released(place, official, making.scores(2))
    profile = Profile.objects.get()
    assert profile.jpm_competency == 10_000  # 18 of 18
    assert profile.jpm_potential == 6_667  # 16 of 24: the map's standard is 3
    assert (profile.map_row, profile.map_column) == (2, 0)
    assert profile.map_chances[2][0] == 1.0
    assert profile.standard["basis"] == "tier"
    assert profile.levels["integritas"]["level"] == 2
    assert profile.career["orientation"] == "manajerial"

    run = services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    found = box(official)
    # 0.60 x 80 + 0.15 x 0 + 0.15 x 85 + 0.10 x 0
    assert found.performance_low == found.performance_high == 6_075
    # 0.20 x 100 + 0.10 x 0 + 0.10 x (100 + 60 + 0)/3 + 0.25 x 40 + 0.10 x 80 + 0.10 x 100 + 0.15 x 100
    assert found.potential_low == found.potential_high == 6_833
    assert (found.box, found.possible, found.deciding) == (5, [5], [])
    assert found.chance == 1.0
    assert found.inputs["tim_kerja"]["raw"] == "Ketua tim internal"
    assert found.inputs["tim_kerja"]["source"] == "uji.xlsx, baris 2"
    assert found.inputs["penghargaan"] == {
        "value": 0, "known": True, "basis": "complete", "source": "", "date": "2025-10-31", "raw": "", "effect": "",
    }  # fmt: skip
    assert found.inputs["asesmen_kompetensi"]["source"] == "Profiling 2025"
    assert run.counts["boxes"]["5"] == 1
    assert run.counts["evidence"] == {"sample": 1}
    assert Leaf.objects.get(position=run.leaf).kind == "mapping_run"
    assert AuditEvent.objects.filter(action="profiling.map_agency").count() == 1


def test_a_missing_register_leaves_the_axis_an_interval_and_names_the_document(place: making.Place) -> None:
    official = making.make_official(place)
    making.declare(place, *[one for one in making.REGISTERS if one != "tim_kerja"])
    making.rate(place, official)
    making.judge_education(place, official)
    published(place)
    released(place, official, making.scores(2))
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    found = box(official)
    assert (found.performance_low, found.performance_high) == (4_800, 6_300)  # 48 with nothing, 63 with the best assignment
    assert found.box is None
    assert found.possible == [3, 5]
    assert found.deciding == ["tim_kerja"]
    assert found.inputs["tim_kerja"]["value"] is None
    assert found.inputs["tim_kerja"]["effect"] == "decides"
    assert found.chance_low[2] == 0.0
    assert found.chance_high[2] == found.chance_high[4] == 1.0


def test_a_declaration_counts_up_to_its_own_day_and_never_for_an_unknown_unit(place: making.Place) -> None:
    known, orphan = making.make_official(place), making.make_official(place, "Tanpa Unit", unit=None)
    making.declare(place)
    for one in (known, orphan):
        making.rate(place, one)
    published(place)
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    assert box(known).inputs["penghargaan"]["known"]
    assert not box(orphan).inputs["penghargaan"]["known"]
    services.map_agency(place.agency, making.EVIDENCE_DAY + timedelta(days=1), reason=making.WHY, actor=SYSTEM, at=LATER)
    assert not box(known).inputs["penghargaan"]["known"]


def waits(place: making.Place, official, *key: str) -> registers.QualityIssue:
    """A row of the sheet riwayat about the person that waits in the queue."""
    row = registers.ImportRow.objects.create(
        batch=place.batch,
        sheet="riwayat",
        number=7 + registers.ImportRow.objects.count(),
        kind="riwayat",
        key="|".join((official.nip, *key)),
        raw={},
        outcome="refused",
        path=place.agency.path,
    )
    return registers.QualityIssue.objects.create(
        batch=place.batch, row=row, cause="date_needed", column="date", severity="blocks", path=place.agency.path
    )


def test_a_malformed_nip_leaves_every_register_unknown_since_the_rows_wait_under_the_right_one(place: making.Place) -> None:
    official = making.make_official(place, nip="19800101200501100", nip_valid=False)
    making.declare(place)
    making.rate(place, official, "Sangat Baik")
    published(place)
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    found = box(official)
    for code in ("penghargaan", "tim_kerja", "umpan_balik_360", "pengembangan_kompetensi", "rekam_jejak_disiplin"):
        assert found.inputs[code]["value"] is None, code
        assert found.inputs[code]["basis"] == "missing", code
    assert (found.performance_low, found.performance_high) == (6_000, 10_000)


def test_a_row_that_waits_in_the_queue_is_not_an_absent_record(place: making.Place) -> None:
    official = making.make_official(place)
    making.declare(place)
    making.rate(place, official)
    making.record(place, registers.Discipline, official, date=date(2021, 5, 1), severity="ringan", serving=False)
    making.record(place, registers.Training, official, date=date(2025, 5, 1), name="Bimtek", hours=6)
    published(place)
    waiting = [waits(place, official, word, "2025-02-31", "x") for word in ("penghargaan", "hukuman disiplin", "pelatihan")]
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    found = box(official)
    assert found.inputs["penghargaan"]["value"] is None  # not "none"
    assert found.inputs["rekam_jejak_disiplin"]["value"] is None  # not "light": the one that waits could be graver
    assert found.inputs["pengembangan_kompetensi"]["value"] is None  # not 6 hours: more may come
    assert found.inputs["tim_kerja"]["value"] == 0  # complete, and nothing waits

    for one in waiting:
        one.state = one.State.DISMISSED
        one.save()
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    told = box(official).inputs
    assert [told[code]["value"] for code in ("penghargaan", "rekam_jejak_disiplin", "pengembangan_kompetensi")] == [0, 7_500, 6_000]


def test_a_result_measured_elsewhere_has_a_place_and_no_probability(place: making.Place) -> None:
    official = making.make_official(place)
    making.declare(place)
    making.rate(place, official, "Sangat Baik")
    making.judge_education(place, official)
    making.external(place, official, 3)
    published(place)
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    profile = Profile.objects.get()
    assert (profile.source, profile.error_known, profile.evidence) == ("external", False, "")
    assert (profile.jpm_competency, profile.jpm_competency_low, profile.map_chances) == (10_000, None, None)
    assert profile.map_row == profile.map_column == 2
    found = box(official)
    assert found.box is not None
    assert found.chance is found.chance_low is found.chance_high is None
    assert found.inputs["asesmen_kompetensi"]["source"] == "CACT · BKN"
    assert found.inputs["asesmen_kompetensi"]["date"] == "2024-06-01"


def test_an_outdated_result_does_not_count_and_the_newest_does(place: making.Place) -> None:
    old, both = making.make_official(place, "Lama"), making.make_official(place, "Dua Hasil")
    making.external(place, old, day=date(2022, 11, 24))  # three years ago today: over
    making.external(place, both, 4, day=date(2023, 5, 1))
    published(place)
    released(place, both, making.scores(1))
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    assert box(old).profile_id is None
    assert not box(old).inputs["asesmen_kompetensi"]["known"]
    assert box(both).profile.source == "measured"


def test_a_result_past_its_years_and_one_of_an_undone_import_promise_nothing(place: making.Place, people) -> None:
    official = making.make_official(place)
    published(place)
    old = making.external(place, official, day=date(2021, 6, 1))
    services.map_agency(place.agency, making.EVIDENCE_DAY, actor=SYSTEM, at=LATER, reason=making.WHY)
    komar = cast.actor(people["komar"])
    view = selectors.person(official, actor=komar)
    assert view.box.profile is None
    assert view.profile.external == old.pk
    assert (view.validity, view.lapsed(AT.date()), view.newer_than_box(AT.date())) == (3, True, False)
    undone = making.external(place, official, day=date(2025, 1, 1))
    services.take_external_results(place.agency, actor=SYSTEM, at=LATER)
    assert selectors.person(official, actor=komar).newer_than_box(AT.date())
    undone.delete()  # as undoing its import does
    view = selectors.person(official, actor=komar)
    assert view.profile.external == old.pk
    assert len(view.undone) == 1


def test_a_newer_result_without_potential_does_not_displace_a_whole_one(place: making.Place) -> None:
    whole, only = making.make_official(place, "Utuh"), making.make_official(place, "Sebagian Saja")
    for official in (whole, only):
        part = making.external(place, official, 3, day=date(2025, 10, 20))
        part.levels = {scale: 3 for scale in part.levels if scale in making.COMPETENCIES}
        part.save()
    making.external(place, whole, 2, day=date(2024, 2, 1))
    published(place)
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    assert box(whole).profile.measured_on == date(2024, 2, 1)
    assert box(whole).inputs["asesmen_potensi"]["known"]
    assert box(only).profile.measured_on == date(2025, 10, 20)
    assert not box(only).inputs["asesmen_potensi"]["known"]


def test_a_short_form_is_indicative_and_does_not_displace_a_full_one(place: making.Place, people) -> None:
    official = making.make_official(place)
    published(place)
    making.make_cuts()
    ref = making.register(making.make_event(place), official)
    for level, hours, promised in ((3, 0, 0.50), (1, 1, 0.49)):
        run = making.make_run(place, {ref: making.scores(level)}, at=AT + timedelta(hours=hours), promised=promised)
        publish(ScoresReleased(run.pk, run.path, run.period, run.released_at))
    full, short = Profile.objects.order_by("pk")
    assert (full.form, full.indicative, short.indicative) == (making.FORM, False, True)
    run = services.map_agency(place.agency, making.EVIDENCE_DAY, actor=SYSTEM, at=LATER, reason=making.WHY)
    assert box(official).profile == full
    assert run.counts["indicative"] == 0
    view = selectors.person(official, actor=cast.actor(people["komar"]))
    assert view.profile == full
    assert not view.indicative


def test_the_board_says_what_fills_the_lowest_row_and_what_came_in_since_the_run(place: making.Place, people) -> None:
    """Baik is 80 of 100 at a weight of 60: with no award and no team it is 48 and some, below the cut of 60."""
    making.declare(place)
    published(place)
    for name in ("Dewi Uji", "Sari Uji"):
        official = making.make_official(place, name)
        making.rate(place, official)
        making.judge_education(place, official)
        making.external(place, official)
    run = services.map_agency(place.agency, making.EVIDENCE_DAY, actor=SYSTEM, at=LATER, reason=making.WHY)
    komar = cast.actor(people["komar"])
    asked = selectors.Filters()
    row = selectors.board(place.agency, actor=komar, filters=asked, on=AT.date()).lowest
    assert row is not None
    assert (row.people, row.mapped, row.predicate, row.rated) == (2, 2, "Baik", 2)
    assert {code for code, n in row.pulling if n == 2} >= {"penghargaan", "tim_kerja"}
    assert "predikat_kinerja" not in dict(row.pulling)
    assert selectors.overtaken(run) == []
    making.external(place, official, day=date(2025, 6, 1))
    services.take_external_results(place.agency, actor=SYSTEM, at=LATER + timedelta(hours=1))
    registers.ImportBatch.objects.filter(pk=place.batch.pk).update(applied_at=LATER + timedelta(hours=2))
    assert selectors.overtaken(run) == ["results", "import"]


def test_a_short_form_alone_is_mapped_and_says_that_it_is_indicative(place: making.Place, people) -> None:
    official = making.make_official(place)
    published(place)
    released(place, official, making.scores(2), promised=0.4949)
    run = services.map_agency(place.agency, making.EVIDENCE_DAY, actor=SYSTEM, at=LATER, reason=making.WHY)
    assert run.counts["indicative"] == 1
    assert box(official).profile.indicative
    komar = cast.actor(people["komar"])
    assert selectors.person(official, actor=komar).indicative
    for map_ in ("kotak", "asesmen"):
        asked = selectors.Filters(map=map_, indicative=True)
        assert selectors.board(place.agency, actor=komar, filters=asked, on=AT.date()).indicative == 1
        assert [one["thin"] for one in selectors.people(place.agency, actor=komar, filters=asked, on=AT.date())] == [True]


@pytest.mark.parametrize(("year", "value"), [(2025, 8_500), (2024, 8_500), (2023, 0)])
def test_360_feedback_counts_for_the_year_of_the_evidence_and_the_one_before(place: making.Place, year: int, value: int) -> None:
    official = making.make_official(place)
    making.declare(place)
    making.record(place, registers.Feedback360, official, year=year, value=85, raters=9)
    published(place)
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    assert box(official).inputs["umpan_balik_360"]["value"] == value


def test_a_corrected_external_result_adds_a_profile_and_an_unchanged_one_does_not(place: making.Place) -> None:
    row = making.external(place, making.make_official(place), 2)
    assert services.take_external_results(place.agency, actor=SYSTEM, at=AT) == 1
    assert services.take_external_results(place.agency, actor=SYSTEM, at=AT) == 0
    row.levels["integritas"] = 5
    row.save()
    assert services.take_external_results(place.agency, actor=SYSTEM, at=LATER) == 1
    assert Profile.objects.count() == 2


def test_a_scale_that_cannot_be_assessed_leaves_the_match_unknown_not_lower(place: making.Place) -> None:
    official = making.make_official(place)
    published(place)
    released(place, official, making.scores(3, integritas=None))
    profile = Profile.objects.get()
    assert profile.levels["integritas"] == {"state": "not_assessable"}
    assert profile.jpm_competency is profile.map_row is profile.map_chances is None
    assert profile.jpm_potential == 10_000
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    told = box(official).inputs["asesmen_kompetensi"]
    # eight of nine competencies at the standard of 2: open by what the ninth can add
    assert (told["known"], told["value"], told["low"], told["high"]) == (False, None, 8_889, 10_000)
    assert box(official).inputs["asesmen_potensi"]["value"] == 6_000


def test_the_same_release_twice_makes_one_profile(place: making.Place) -> None:
    run = released(place, making.make_official(place), making.scores(2))
    publish(ScoresReleased(run.pk, run.path, run.period, run.released_at))
    assert Profile.objects.count() == 1


def test_a_post_with_a_standard_of_its_own_is_measured_against_it(place: making.Place) -> None:
    post = registers.Position.objects.create(agency=place.agency, code="J1", name="Kepala Seksi", unit=place.unit, tier="Pengawas")
    for competency in making.COMPETENCIES:
        registers.PositionStandard.objects.create(position=post, competency=competency, level=4, source="SKJ")
    released(place, making.make_official(place, position=post), making.scores(2))
    profile = Profile.objects.get()
    assert profile.standard["basis"] == "position"
    assert profile.jpm_competency == 5_000


def test_a_second_run_adds_rows_and_says_what_changed(place: making.Place) -> None:
    official = making.make_official(place)
    making.declare(place)
    making.rate(place, official, "Butuh Perbaikan")
    making.judge_education(place, official)
    published(place)
    released(place, official, making.scores(2))
    first = services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    assert box(official).box == 3
    registers.PerformanceRating.objects.update(predicate="Sangat Baik")
    second = services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    found = box(official)
    assert BoxResult.objects.count() == 2
    assert MappingRun.objects.count() == 2
    assert (found.former_possible, found.box, found.changed) == ([3], 5, ["predikat_kinerja"])
    assert second.counts["former_run"] == str(first.uuid)
    assert second.counts["changed"] == 1


def test_a_person_without_one_box_counts_as_changed_when_fewer_boxes_are_possible(place: making.Place) -> None:
    official = making.make_official(place)
    making.declare(place, *[one for one in making.REGISTERS if one != "tim_kerja"])
    making.rate(place, official)
    making.judge_education(place, official)
    published(place)
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    before = box(official).possible
    making.external(place, official, 3)
    run = services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    found = box(official)
    assert found.box is None
    assert set(found.possible) < set(before)
    assert found.former_possible == before
    assert "asesmen_kompetensi" in found.changed
    assert run.counts["changed"] == 1


def test_the_same_data_give_the_same_probabilities(place: making.Place) -> None:
    official = making.make_official(place)
    making.declare(place)
    making.rate(place, official)
    making.judge_education(place, official)
    published(place)
    released(place, official, making.scores(2, error=0.6))
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    first = box(official).chance_low
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    assert box(official).chance_low == first
    assert 0 < sum(first) <= 1.001


def test_results_and_runs_never_change(place: making.Place) -> None:
    official = making.make_official(place)
    published(place)
    released(place, official, making.scores(2))
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    for statement in (
        "UPDATE profiling_boxresult SET box = 9",
        "UPDATE profiling_profile SET jpm_competency = 0",
        "UPDATE profiling_mappingrun SET counts = '{}'",
        "DELETE FROM profiling_boxresult",
        "DELETE FROM profiling_profile",
        "DELETE FROM profiling_mappingrun",
    ):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_transfer_moves_the_paths_and_nothing_else(place: making.Place) -> None:
    official = making.make_official(place)
    published(place)
    released(place, official, making.scores(2))
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    other = tenancy.add_unit(place.agency, "U002", "Dinas Lain", actor=SYSTEM, at=AT)
    publish(OfficialMoved(official.pk, place.unit.path, other.path, LATER))
    assert Profile.objects.get().path == box(official).path == other.path
    assert {one.path for one in making.Score.objects.all()} == {other.path}


# --- policies ------------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("released_too_early")
def test_a_policy_published_after_the_release_is_refused(place: making.Place) -> None:
    draft = services.draft_policy(place.agency, "2025", "bkn_411_2025", actor=SYSTEM, at=LATER)
    with pytest.raises(errors.ScoresAlreadyReleased, match="2025 sudah dirilis"):
        services.publish_policy(draft, actor=SYSTEM, at=LATER)


@pytest.mark.usefixtures("released_too_early")
def test_a_run_refuses_a_policy_that_came_after_the_results_it_maps(place: making.Place) -> None:
    draft = services.draft_policy(place.agency, "2025", "bkn_411_2025", actor=SYSTEM, at=LATER)
    TalentPolicy.objects.filter(pk=draft.pk).update(state="published", published_at=LATER)
    with pytest.raises(errors.PolicyAfterRelease):
        services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)


def test_a_release_before_the_policy_is_refused_and_another_periods_policy_does_not_help(place: making.Place) -> None:
    published(place, period="2024")
    making.make_cuts()
    run = making.make_run(place, {making.register(making.make_event(place), making.make_official(place)): making.scores(2)})
    with pytest.raises(errors.ReleaseBeforePolicy, match="2025"):
        publish(ScoresReleased(run.pk, run.path, run.period, AT))
    assert not Profile.objects.exists()


def test_one_policy_a_period_and_none_changes_after_publication(place: making.Place) -> None:
    first = published(place)
    with pytest.raises(errors.PolicyAlreadyPublished):
        services.publish_policy(first, actor=SYSTEM, at=AT)
    with pytest.raises(errors.PeriodHasPolicy):
        services.draft_policy(place.agency, "2025", "predikat_saja", actor=SYSTEM, at=AT)
    assert Leaf.objects.get(position=first.leaf).kind == "policy"


def test_a_second_draft_of_a_period_waits_until_the_first_is_published_and_is_then_refused(place: making.Place) -> None:
    one = services.draft_policy(place.agency, "2025", "bkn_411_2025", actor=SYSTEM, at=BEFORE)
    two = services.draft_policy(place.agency, "2025", "regional", actor=SYSTEM, at=BEFORE)
    assert (one.version, two.version) == (1, 2)
    services.publish_policy(two, actor=SYSTEM, at=BEFORE)
    with pytest.raises(errors.PeriodHasPolicy):
        services.publish_policy(one, actor=SYSTEM, at=BEFORE)


@pytest.mark.parametrize("code", ["bkn_411_2025", "predikat_saja", "regional"])
def test_every_shipped_variant_stays_within_the_national_bounds(place: making.Place, code: str) -> None:
    assert published(place, code).state == "published"


def test_a_policy_outside_the_national_bounds_is_refused_with_the_reason(place: making.Place) -> None:
    draft = services.draft_policy(place.agency, "2025", "bkn_411_2025", actor=SYSTEM, at=BEFORE)
    ladder = draft.body["axes"]["potential"]["ladder"]["rungs"]
    ladder[1]["from"] = ladder[0]["to"] = "40"
    draft.save()
    with pytest.raises(errors.PolicyHasProblems, match="40,00, di luar batas nasional 60,00 sampai 70,00"):
        services.publish_policy(draft, actor=SYSTEM, at=BEFORE)
    draft.body["axes"]["potential"]["components"][0]["weight"] = "30"
    draft.save()
    with pytest.raises(errors.PolicyHasProblems, match="110,00, seharusnya 100,00"):
        services.publish_policy(draft, actor=SYSTEM, at=BEFORE)


def test_without_policy_or_people_nothing_is_mapped(place: making.Place) -> None:
    with pytest.raises(errors.NoPublishedPolicy):
        services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    published(place)
    with pytest.raises(errors.NobodyToMap):
        services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    with pytest.raises(errors.EvidenceDayInFuture):
        services.map_agency(place.agency, date(2026, 1, 1), reason=making.WHY, actor=SYSTEM, at=LATER)


def test_the_rules_of_another_period_never_reach_this_periods_evidence(place: making.Place) -> None:
    official = making.make_official(place)
    published(place)
    released(place, official, making.scores(2))
    after = LATER + timedelta(days=1)
    other = services.draft_policy(place.agency, "2026", "predikat_saja", actor=SYSTEM, at=after)
    services.publish_policy(other, actor=SYSTEM, at=after)
    run = services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=after)
    assert run.policy.period == "2025"
    with pytest.raises(errors.NoPublishedPolicy, match="2024"):
        services.map_agency(place.agency, date(2024, 12, 31), reason=making.WHY, actor=SYSTEM, at=after)
    new_year = datetime(2026, 1, 2, 3, tzinfo=UTC)
    assert services.map_agency(place.agency, date(2026, 1, 1), reason=making.WHY, actor=SYSTEM, at=new_year).policy.period == "2026"


@pytest.mark.parametrize("period", ["", "2025/2026", "tahun ini", "²⁰²⁵"])
def test_a_period_is_a_year(period: str, place: making.Place) -> None:
    with pytest.raises(errors.PeriodMissing):
        services.draft_policy(place.agency, period, "predikat_saja", actor=SYSTEM, at=BEFORE)


def test_who_may_publish_and_map(place: making.Place, people) -> None:
    making.make_official(place)
    published(place)
    for name, may in (("agus", True), ("komar", True), ("gubernur", True), ("audi", False), ("orang_lain", False), ("nina", False)):
        actor = cast.actor(people[name])
        with scope.carried(scope=actor.scope):
            if may:
                services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=actor, at=LATER)
            else:
                with pytest.raises(NotAllowed):
                    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=actor, at=LATER)
    for name in ("komar", "audi", "orang_lain"):
        with pytest.raises(NotAllowed):
            services.draft_policy(place.agency, "2026", "regional", actor=cast.actor(people[name]), at=LATER)


def test_the_seed_of_the_draws_is_committed_to_the_run_s_leaf(place: making.Place) -> None:
    """ADR 0008: with another seed the leaf's commitment does not open, so a run cannot be drawn again until it pleases."""
    official = making.make_official(place)
    making.declare(place)
    published(place)
    released(place, official, making.scores(2))
    run = services.map_agency(place.agency, AT.date(), reason=making.WHY, actor=SYSTEM, at=LATER, seed=2025)
    leaf = Leaf.objects.select_related("secret").get(position=run.leaf)
    told, salt = leaf.secret.payload, bytes(leaf.secret.salt)
    assert told["seed"] == str(run.seed) == "2025"
    assert commit(DOMAIN + "mapping_run", salt, told) == bytes(leaf.commitment)
    assert commit(DOMAIN + "mapping_run", salt, {**told, "seed": "2026"}) != bytes(leaf.commitment)
