"""Nobody gets two signatures out of one hand: not by a second login, not by a login whose access he opened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from sembilan.accounts import selectors as logins
from sembilan.accounts import services as accounts
from sembilan.accounts.errors import AccessFromSigner, NobodyBeside, SamePerson
from sembilan.accounts.models import ActivationLink, User
from sembilan.itembank import services as itembank
from sembilan.itembank.models import EvidenceStatement, Instrument
from sembilan.measurement import services as measurement
from sembilan.measurement.models import Signature
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.errors import PersonNumberMissing
from sembilan.tenancy.rules import SYSTEM, Actor, Role
from tests import cast, making
from tests.cast import AT, Agencies
from tests.rooms.measurement import making as halls

NAMED = "Laporan uji coba 2025, 412 peserta, Bandar Lampung, 3 Maret 2025, reliabilitas 0,81."


def invited(name: str, role: Role, agencies: Agencies, by: Actor, number: str) -> Actor:
    """Somebody whose access the inviter opened, as the page does it."""
    made = tenancy.invite(name, name.title(), role, agencies.nation, person_number=number, actor=by, at=AT)
    return cast.actor(accounts.activate(made.activation, cast.PASSWORD, at=AT))


@pytest.fixture
def nina(people: dict[str, User]) -> Actor:
    return cast.actor(people["nina"])


@pytest.fixture
def second(agencies: Agencies, nina: Actor) -> Actor:
    """A psychometrician whom nina invited for herself, under an invented number."""
    return invited("bayangan", Role.PSYCHOMETRICIAN, agencies, nina, "197001011990019999")


@pytest.fixture
def twin(agencies: Agencies) -> Actor:
    """A second login of nina, opened by somebody else, under her own number."""
    return invited("nina.dua", Role.PSYCHOMETRICIAN, agencies, SYSTEM, cast.person_number("nina"))


@pytest.fixture
def potensi(nation_scope: None) -> Instrument:
    return making.make_instruments()["potensi"]


def test_evidence_is_not_countersigned_by_a_login_that_the_first_signer_opened(
    potensi: Instrument, nina: Actor, second: Actor, twin: Actor, people: dict[str, User]
) -> None:
    statement = itembank.propose_evidence(potensi, "pilot", NAMED, actor=nina, at=AT)
    with pytest.raises(AccessFromSigner):
        itembank.countersign_evidence(statement, actor=second, at=AT)
    with pytest.raises(SamePerson):
        itembank.countersign_evidence(statement, actor=twin, at=AT)
    assert itembank.countersign_evidence(statement, actor=cast.actor(people["siska"]), at=AT).evidence == "pilot"


def test_nor_by_one_whose_access_he_opened_through_another_nor_the_other_way_round(
    potensi: Instrument, nina: Actor, agencies: Agencies
) -> None:
    between = invited("perantara", Role.NATIONAL_ADMIN, agencies, nina, "197001011990019998")
    last = invited("ujung", Role.PSYCHOMETRICIAN, agencies, between, "197001011990019997")
    statement = itembank.propose_evidence(potensi, "pilot", NAMED, actor=last, at=AT)
    with pytest.raises(AccessFromSigner):
        itembank.countersign_evidence(statement, actor=nina, at=AT)


def test_two_accesses_from_one_hand_are_told_to_whoever_reads_the_signatures(
    potensi: Instrument, nina: Actor, second: Actor, agencies: Agencies, people: dict[str, User], client_of: Any
) -> None:
    third = invited("boneka", Role.PSYCHOMETRICIAN, agencies, nina, "197001011990019996")
    statement = itembank.propose_evidence(potensi, "pilot", NAMED, actor=second, at=AT)
    itembank.countersign_evidence(statement, actor=third, at=AT)
    assert logins.shared_openers([second.uuid, third.uuid]) == [people["nina"].name]
    assert logins.shared_openers([second.uuid, people["siska"].uuid]) == []
    page = client_of("siska").get("/bank/bukti/potensi/").content.decode()
    assert f"dibuka atau diperbarui oleh {people['nina'].name}" in page


def test_who_opened_an_access_stays_on_record(nina: Actor, second: Actor) -> None:
    for change in (ActivationLink.objects.all().delete, lambda: ActivationLink.objects.update(issued_by=second.uuid)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_renewed_access_counts_like_an_opened_one(potensi: Instrument, nina: Actor, people: dict[str, User]) -> None:
    tenancy.renew_activation(people["siska"], "Lupa kata sandi", actor=nina, at=AT)
    statement = itembank.propose_evidence(potensi, "pilot", NAMED, actor=cast.actor(people["siska"]), at=AT)
    with pytest.raises(AccessFromSigner):
        itembank.countersign_evidence(statement, actor=nina, at=AT + timedelta(days=400))


def test_an_item_is_not_approved_by_a_login_of_its_author_or_one_he_opened(
    potensi: Instrument, agencies: Agencies, nina: Actor, twin: Actor
) -> None:
    tenancy.grant(User.objects.get(uuid=nina.uuid), Role.ITEM_WRITER, agencies.nation, actor=SYSTEM, at=AT)
    writer = cast.actor(User.objects.get(uuid=nina.uuid))
    record = next(one for one in making.bank_records() if one["instrument"] == "potensi")
    version = itembank.submit_for_review(itembank.add_item(record, actor=writer, at=AT), actor=writer, at=AT)
    with pytest.raises(SamePerson):
        itembank.approve(version, actor=twin, at=AT)
    opened = invited("telaah", Role.ITEM_WRITER, agencies, writer, "197001011990019996")
    with pytest.raises(AccessFromSigner):
        itembank.approve(version, actor=opened, at=AT)
    with pytest.raises(AccessFromSigner):
        itembank.load_bank([record], author=writer, reviewer=opened, at=AT)


def checked_run(agencies: Agencies, siska: Actor) -> Any:
    table = halls.scoring_table("FORM-A")
    halls.seal("FORM-A", table)
    session = halls.sit("Sesi 1", agencies.lampung.path, {"FORM-A": halls.simulate(table, 3, seed=1)})
    run = measurement.score_sessions("Penskoran uji", "2025", [session.uuid], agencies.lampung.path, actor=siska, at=AT)
    return measurement.check_run(run, actor=siska, at=AT)


def test_a_sheet_is_not_signed_twice_from_one_hand_by_service_or_by_sql(
    agencies: Agencies, people: dict[str, User], nina: Actor, second: Actor, twin: Actor
) -> None:
    run = checked_run(agencies, cast.actor(people["siska"]))
    signed = measurement.sign_sheet(run, "", actor=nina, at=AT)
    with pytest.raises(AccessFromSigner):
        measurement.sign_sheet(run, "", actor=second, at=AT)
    with pytest.raises(SamePerson):
        measurement.sign_sheet(run, "", actor=twin, at=AT)
    Signature.objects.create(sheet=signed.sheet, signer=twin.uuid, signer_label="x", role="psychometrician", at=AT)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic():
        measurement.release(run, actor=nina, at=AT)


def test_the_database_itself_refuses_evidence_signed_by_two_logins_of_one_person(
    potensi: Instrument, nina: Actor, twin: Actor
) -> None:
    statement = itembank.propose_evidence(potensi, "pilot", NAMED, actor=nina, at=AT)
    EvidenceStatement.objects.filter(pk=statement.pk).update(second_signer=twin.uuid, second_label="x", second_at=AT)
    with pytest.raises(DatabaseError, match="two people"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE itembank_instrument SET evidence = 'pilot' WHERE code = 'potensi'")


def test_whoever_opened_every_other_signer_s_access_does_not_sign_first_and_block_the_rest(
    agencies: Agencies, potensi: Instrument
) -> None:
    """As on a new site: the first administrator invited everybody. Those whom he invited sign beside each other."""
    first = invited("pertama", Role.NATIONAL_ADMIN, agencies, SYSTEM, "197001011990019990")
    one, two = (
        invited(f"psikometri{number}", Role.PSYCHOMETRICIAN, agencies, first, f"19700101199001998{number}") for number in (1, 2)
    )
    with pytest.raises(NobodyBeside):
        itembank.propose_evidence(potensi, "pilot", NAMED, actor=first, at=AT)
    run = checked_run(agencies, one)
    with pytest.raises(NobodyBeside):
        measurement.sign_sheet(run, "", actor=first, at=AT)
    measurement.sign_sheet(run, "", actor=one, at=AT)
    measurement.sign_sheet(run, "", actor=two, at=AT)
    statement = itembank.propose_evidence(potensi, "pilot", NAMED, actor=one, at=AT)
    assert itembank.countersign_evidence(statement, actor=two, at=AT).evidence == "pilot"


def test_no_staff_role_without_the_number_of_its_person(agencies: Agencies, nina: Actor) -> None:
    with pytest.raises(PersonNumberMissing):
        tenancy.invite("tanpa.nomor", "Tanpa Nomor", Role.PROCTOR, agencies.lampung, actor=nina, at=AT)
    assert tenancy.invite("pegawai", "Pegawai", Role.OFFICIAL, agencies.lampung, actor=nina, at=AT).user.pk
