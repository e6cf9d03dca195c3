"""Who sees whose results: `can` and `visible_to` as a pair, by selector and by row-level security alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sembilan.accounts.models import User
from sembilan.audit.models import ReadEvent
from sembilan.kit import scope
from sembilan.kit.events import publish
from sembilan.measurement.events import ScoresReleased
from sembilan.people.models import Official
from sembilan.profiling import access, errors, selectors, services
from sembilan.profiling.models import BoxResult, MappingRun, Profile, TalentPolicy
from sembilan.profiling.selectors import Filters
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import SYSTEM, Actor, Role
from tests import cast
from tests.cast import AT, Agencies
from tests.making import publish_policy
from tests.rooms.profiling import making

BEFORE, LATER = AT - timedelta(days=3), AT + timedelta(hours=2)
TODAY = AT.date()


@pytest.fixture
def place(agencies: Agencies) -> making.Place:
    return making.make_place(agencies.lampung)


@pytest.fixture
def mapped(place: making.Place, people: dict[str, User]) -> tuple[Official, Official]:
    """Two people with a profile and a box; the first has a login of his own."""
    making.make_cuts()
    mine, other = making.make_official(place, "Ani"), making.make_official(place, "Budi")
    user = people["pras"]
    Official.objects.filter(pk=mine.pk).update(user=user)
    tenancy.grant(user, Role.OFFICIAL, place.unit, actor=SYSTEM, at=AT)
    draft = services.draft_policy(place.agency, "2025", "bkn_411_2025", actor=SYSTEM, at=BEFORE)
    services.publish_policy(draft, actor=SYSTEM, at=BEFORE)
    planned = making.make_event(place)
    run = making.make_run(place, {making.register(planned, one): making.scores(2) for one in (mine, other)})
    publish(ScoresReleased(run.pk, run.path, run.period, AT))
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    return Official.objects.get(pk=mine.pk), other


def official_actor(user: User, official: Official) -> Actor:
    with scope.carried(user=user.pk):
        found = selectors_actor(user)
    return Actor(found.uuid, found.label, frozenset(held for held in found.held if held.role == Role.OFFICIAL), found.user_id)


def selectors_actor(user: User) -> Actor:
    from sembilan.tenancy.selectors import actor_for

    return actor_for(user)


def test_can_and_visible_to_agree_for_everybody(
    mapped: tuple[Official, Official], people: dict[str, User], place: making.Place
) -> None:
    seers, releasers = {"agus", "komar", "gubernur", "audi"}, {"nina", "siska", "sandi"}
    for name in cast.ROLES:
        if name == "pras":
            continue
        actor = cast.actor(people[name])
        with scope.carried(scope=actor.scope):
            for row, there in (
                (mapped[1], access.officials_visible_to(actor)),
                (Profile.objects.first(), access.visible_to(actor)),
            ):
                seen = row is not None and there.filter(pk=row.pk).exists()
                assert seen == (name in seers), name
            assert access.boxes_visible_to(actor).exists() == (name in seers), name
            assert access.policies_visible_to(actor).exists() == (name in seers | releasers), name
            assert access.runs_visible_to(actor).exists() == (name in seers), name
        assert access.can(actor, "view", mapped[1]) == (name in seers), name


def test_an_official_sees_himself_and_nobody_else(mapped: tuple[Official, Official], people: dict[str, User]) -> None:
    mine, other = mapped
    actor = official_actor(people["pras"], mine)
    with scope.carried(user=people["pras"].pk, official=mine.pk):
        assert [row.official_id for row in Profile.objects.all()] == [mine.pk]
        assert [row.official_id for row in BoxResult.objects.all()] == [mine.pk]
        assert list(access.visible_to(actor)) == list(Profile.objects.all())
        assert access.can(actor, "view", mine)
        assert not access.can(actor, "view", other)
        assert selectors.own(mine.pk, actor=actor) == mine
        assert selectors.own(other.pk, actor=actor) is None
        view = selectors.person(mine, actor=actor)
        assert view.box is not None
        assert view.box.run.policy.body["code"] == "bkn_411_2025"  # by which rule he was placed is open to him
        assert view.sample_states == ["sample"]
        assert selectors.history(other, actor=actor) == []


def test_the_stranger_and_the_unscoped_find_no_row(
    mapped: tuple[Official, Official], agencies: Agencies, people: dict[str, User]
) -> None:
    for carried in ([], [agencies.elsewhere.path]):
        with scope.carried(scope=carried):
            for model in (Profile, BoxResult, MappingRun, TalentPolicy):
                assert model.objects.count() == 0, model
    actor = cast.actor(people["orang_lain"])
    with scope.carried(scope=actor.scope):
        board = selectors.board(agencies.lampung, actor=actor, filters=Filters(), on=TODAY)
        assert board.people == 0
        assert not selectors.people(agencies.lampung, actor=actor, filters=Filters(), on=TODAY).exists()
        assert selectors.official(mapped[0].uuid, actor=actor) is None
        assert selectors.agency_for(actor) == agencies.elsewhere
        assert selectors.agency_for(actor, str(agencies.lampung.uuid)) is None


def test_a_unit_role_sees_its_unit_and_the_rule_of_the_agency(
    mapped: tuple[Official, Official], place: making.Place, people: dict[str, User]
) -> None:
    away = making.make_official(making.Place(place.agency, _unit(place, "U002"), place.batch), "Cici")
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    tenancy.grant(people["evi"], Role.COMMITTEE, place.unit, actor=SYSTEM, at=AT)
    actor = Actor(people["evi"].uuid, "Evi", frozenset(h for h in cast.actor(people["evi"]).held if h.role == Role.COMMITTEE))
    with scope.carried(scope=actor.scope):
        assert selectors.agency_for(actor) == place.agency
        names = {row["name"] for row in selectors.people(place.agency, actor=actor, filters=Filters(), on=TODAY)}
        assert names == {"Ani", "Budi"}
        assert selectors.official(away.uuid, actor=actor) is None
        assert selectors.current_run(place.agency) is not None
        assert [unit.pk for unit in selectors.units(place.agency, actor=actor)] == [place.unit.pk]
        assert access.inside_unit(actor, place.agency.path, mapped[0].path)
        assert not access.can(actor, "map", place.agency)
    assert not access.inside_unit(cast.actor(people["komar"]), place.agency.path, mapped[0].path)


def _unit(place: making.Place, code: str) -> Organisation:
    return tenancy.add_unit(place.agency, code, f"Dinas {code}", actor=SYSTEM, at=AT)


def test_a_reading_needs_a_purpose_and_the_right_to_it(mapped: tuple[Official, Official], people: dict[str, User]) -> None:
    komar, wati = cast.actor(people["komar"]), cast.actor(people["wati"])
    with scope.carried(scope=komar.scope):
        with pytest.raises(errors.PurposeMissing):
            services.note_person(mapped[0], "  ya  ", actor=komar, at=LATER)
        services.note_person(mapped[0], "Persiapan  rencana suksesi", actor=komar, at=LATER)
        assert ReadEvent.objects.get(subject=mapped[0].uuid).why == "Persiapan rencana suksesi"
    with pytest.raises(NotAllowed):
        services.note_person(mapped[0], "Ingin tahu saja", actor=wati, at=LATER)


def test_the_person_reads_who_looked(mapped: tuple[Official, Official], people: dict[str, User]) -> None:
    komar = cast.actor(people["komar"])
    services.note_person(mapped[0], "Persiapan rencana suksesi", actor=komar, at=LATER)
    view = selectors.person(mapped[0], actor=SYSTEM)
    assert [one.actor_label for one in view.looks] == ["Komar"]


def test_a_box_made_with_a_sample_is_marked_also_beside_a_newer_result_that_is_none(
    mapped: tuple[Official, Official], people: dict[str, User], place: making.Place
) -> None:
    making.external(place, mapped[0], day=TODAY + timedelta(days=1))
    services.take_external_results(place.agency, actor=SYSTEM, at=LATER + timedelta(days=1))
    actor = cast.actor(people["agus"])
    with scope.carried(scope=actor.scope):
        view = selectors.person(mapped[0], actor=actor)
    assert view.profile is not None
    assert view.profile.evidence == ""  # the result shown comes from elsewhere
    assert view.sample_states == ["sample"]  # the box beside it does not


def test_the_ceiling_counts_those_whose_range_reaches_it_not_those_whose_expectation_does(
    place: making.Place, people: dict[str, User]
) -> None:
    making.make_cuts()
    sure, far = making.make_official(place, "Hampir Pasti"), making.make_official(place, "Jauh")
    planned = making.make_event(place)
    results = {
        making.register(planned, sure): making.scores(3, error=0.6),
        making.register(planned, far): making.scores(0, error=0.3),
    }
    publish_policy(place.agency)
    run = making.make_run(place, results)
    publish(ScoresReleased(run.pk, run.path, run.period, AT))
    assert Profile.objects.get(official=sure).jpm_competency < 10_000
    actor = cast.actor(people["agus"])
    with scope.carried(scope=actor.scope):
        told = selectors.board(place.agency, actor=actor, filters=Filters(map="asesmen"), on=TODAY + timedelta(days=1)).ceilings
    assert [(one.known, one.full) for one in told] == [(2, 1)]
