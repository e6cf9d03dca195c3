"""The life of an item: written by one, approved by another, and never changed after that; who sees it at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError, NotSupportedError, ProgrammingError

from sembilan.accounts.models import User
from sembilan.audit.models import AuditEvent
from sembilan.itembank import access, selectors, services
from sembilan.itembank.errors import (
    AlreadySigned,
    CodeTaken,
    ItemChanged,
    MoveNotAllowed,
    NeedsPerson,
    NoteMissing,
    NothingChanged,
    NotNextEvidence,
    OwnWork,
    ParametersInvalid,
    RecordInvalid,
    SameSigner,
    SourceMissing,
    StatementOpen,
    UnderReview,
    UnknownInstrument,
)
from sembilan.itembank.models import EvidenceStatement, Instrument, Item, ItemVersion, PublishedParameters
from sembilan.kit import scope
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.rules import SYSTEM
from tests import cast, making
from tests.cast import AT, Agencies
from tests.making import MEASURER, REVIEWER, SECOND_MEASURER, WRITER

REFUSED = (IntegrityError, InternalError, NotSupportedError, ProgrammingError)
NAMED = "Uji coba pada 420 pegawai, Oktober 2025, laporan nomor 12."


@pytest.fixture
def instruments(nation_scope: None) -> dict[str, Instrument]:
    return making.make_instruments()


def written(code: str = "MSK-INT-1.1-a", **changes: Any) -> dict[str, Any]:
    found = next(one for one in making.bank_records() if one["code"] == code)
    return {**found, **changes}


def approved(code: str = "MSK-INT-1.1-a") -> ItemVersion:
    version = services.add_item(written(code), actor=WRITER, at=AT)
    services.submit_for_review(version, actor=WRITER, at=AT)
    return services.approve(version, actor=REVIEWER, at=AT)


def test_an_item_is_written_submitted_and_approved_by_two_people_with_a_witness_each(instruments: Any) -> None:
    version = approved()
    assert (version.state, version.author, version.reviewer) == ("approved", WRITER.uuid, REVIEWER.uuid)
    assert selectors.record_of(version) == written()
    actions = set(AuditEvent.objects.filter(object_type="itembank.itemversion").values_list("action", "actor_label"))
    assert actions == {
        ("itembank.add_item", WRITER.label),
        ("itembank.submit", WRITER.label),
        ("itembank.approve", REVIEWER.label),
    }


def test_nobody_approves_his_own_item_nor_does_the_machine(instruments: Any) -> None:
    version = services.add_item(written(), actor=WRITER, at=AT)
    services.submit_for_review(version, actor=WRITER, at=AT)
    with pytest.raises(OwnWork):
        services.approve(version, actor=WRITER, at=AT)
    with pytest.raises(NeedsPerson):
        services.approve(version, actor=SYSTEM, at=AT)
    assert ItemVersion.objects.get(pk=version.pk).state == "review"


def test_a_version_sent_back_can_be_rewritten_by_its_author_and_keeps_the_note(instruments: Any) -> None:
    version = services.add_item(written(), actor=WRITER, at=AT)
    services.submit_for_review(version, actor=WRITER, at=AT)
    services.send_back(version, "Pilihan B terlalu panjang.", actor=REVIEWER, at=AT)
    mended = services.revise_item(version.item, written(rationale="Alasan yang lebih jelas."), actor=WRITER, at=AT)
    assert (mended.pk, mended.number, mended.review_note) == (version.pk, 1, "Pilihan B terlalu panjang.")


def test_a_review_is_of_the_content_that_was_read(instruments: Any) -> None:
    version = services.submit_for_review(services.add_item(written(), actor=WRITER, at=AT), actor=WRITER, at=AT)
    read = selectors.digest_of(version)
    services.send_back(version, "Pilihan B terlalu panjang.", actor=REVIEWER, at=AT, digest=read)
    mended = services.revise_item(version.item, written(rationale="Alasan yang lebih jelas."), actor=WRITER, at=AT)
    services.submit_for_review(mended, actor=WRITER, at=AT)
    assert (mended.pk, mended.number) == (version.pk, version.number)
    with pytest.raises(ItemChanged):
        services.approve(version, actor=REVIEWER, at=AT, digest=read)
    with pytest.raises(ItemChanged):
        services.send_back(version, "Belum jelas.", actor=REVIEWER, at=AT, digest=read)
    now = selectors.digest_of(ItemVersion.objects.get(pk=version.pk))
    assert services.approve(version, actor=REVIEWER, at=AT, digest=now).rationale == "Alasan yang lebih jelas."


def test_the_author_gives_up_his_own_draft_with_a_reason_and_nobody_elses(instruments: Any) -> None:
    draft = services.add_item(written(), actor=WRITER, at=AT)
    with pytest.raises(MoveNotAllowed):
        services.drop(draft, "bukan milik saya", actor=REVIEWER, at=AT)
    with pytest.raises(NoteMissing):
        services.drop(draft, " ", actor=WRITER, at=AT)
    dropped = services.drop(draft, "situasinya tidak lazim", actor=WRITER, at=AT)
    assert (dropped.state, dropped.retired_note, dropped.reviewer) == ("retired", "situasinya tidak lazim", None)
    assert AuditEvent.objects.filter(action="itembank.drop").count() == 1
    with pytest.raises(MoveNotAllowed):
        services.submit_for_review(dropped, actor=WRITER, at=AT)
    again = services.revise_item(dropped.item, written(rationale="Alasan yang lebih jelas."), actor=WRITER, at=AT)
    assert (again.number, again.state) == (2, "draft")


def test_a_change_of_an_approved_item_is_a_new_version_and_retires_the_old_one_when_approved(instruments: Any) -> None:
    first = approved()
    second = services.revise_item(first.item, written(rationale="Alasan yang lebih jelas."), actor=REVIEWER, at=AT)
    assert second.number == 2
    assert [one.pk for one in selectors.approved("manajerial_sosiokultural")] == [first.pk]
    services.submit_for_review(second, actor=REVIEWER, at=AT)
    with pytest.raises(UnderReview):
        services.revise_item(first.item, written(), actor=WRITER, at=AT)
    services.approve(second, actor=WRITER, at=AT)
    assert [one.pk for one in selectors.approved("manajerial_sosiokultural")] == [second.pk]
    assert ItemVersion.objects.get(pk=first.pk).state == "retired"
    with pytest.raises(NothingChanged):
        services.revise_item(first.item, written(rationale="Alasan yang lebih jelas."), actor=WRITER, at=AT)
    with pytest.raises(CodeTaken):
        services.revise_item(first.item, written(scale="komunikasi", indicator="komunikasi.1.1"), actor=WRITER, at=AT)


def test_a_broken_record_a_taken_code_and_an_unknown_instrument_are_refused(nation_scope: None) -> None:
    with pytest.raises(UnknownInstrument):
        services.add_item(written(), actor=WRITER, at=AT)
    making.make_instruments()
    with pytest.raises(RecordInvalid, match="huruf"):
        services.add_item(written(stem="?"), actor=WRITER, at=AT)
    services.add_item(written(), actor=WRITER, at=AT)
    with pytest.raises(CodeTaken):
        services.add_item(written(), actor=WRITER, at=AT)


@pytest.mark.parametrize(
    "change",
    [
        "content = '{}'",
        """scoring = '{"credits": {}}'""",
        "parameters = NULL",
        "rationale = 'lain'",
        "level = 5",
        "state = 'draft'",
        "state = 'review'",
        "reviewer = '00000000-0000-0000-0000-000000000009'",
        "author = '00000000-0000-0000-0000-000000000009'",
        "number = 9",
    ],
)
def test_the_database_itself_refuses_to_change_an_approved_version(instruments: Any, change: str) -> None:
    version = approved()
    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE itembank_itemversion SET {change} WHERE id = %s", [version.pk])


def test_the_database_itself_refuses_to_delete_or_to_invent_an_approved_version(instruments: Any) -> None:
    version = approved()
    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM itembank_itemversion WHERE id = %s", [version.pk])
    version.pk, version.number = None, 7
    with pytest.raises(REFUSED), transaction.atomic():
        version.save(force_insert=True)
    draft = services.add_item(written("MSK-INT-1.2-a"), actor=WRITER, at=AT)
    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE itembank_itemversion SET state = 'approved' WHERE id = %s", [draft.pk])


def test_the_whole_bank_loads_once_by_one_author_and_another_reviewer(instruments: Any) -> None:
    records = making.bank_records()
    loaded = services.load_bank(records, author=WRITER, reviewer=REVIEWER, at=AT)
    assert (loaded.added, loaded.revised, loaded.unchanged) == (len(records), 0, 0)
    stock = selectors.stock(actor=WRITER)
    assert {code: one.total for code, one in stock.items()} == {
        "manajerial_sosiokultural": 144,
        "potensi": 272,
        "literasi_digital": 72,
        "preferensi_karier": 36,
    }
    assert all(set(one.states) == {"approved"} for one in stock.values())
    assert (
        AuditEvent.objects.filter(action__in=("itembank.add_items", "itembank.submit_batch", "itembank.approve_batch")).count() == 3
    )

    changed = [{**records[0], "rationale": "Alasan yang lebih jelas."}, *records[1:]]
    again = services.load_bank(changed, author=WRITER, reviewer=REVIEWER, at=AT)
    assert (again.added, again.revised, again.unchanged) == (0, 1, len(records) - 1)
    assert len(selectors.approved(records[0]["instrument"])) == 72

    broken = [{**records[0], "stem": "?"}, *records[1:]]
    with pytest.raises(RecordInvalid):
        services.load_bank(broken, author=WRITER, reviewer=REVIEWER, at=AT)
    with pytest.raises(OwnWork):
        services.load_bank(records, author=WRITER, reviewer=WRITER, at=AT)
    with pytest.raises(NeedsPerson):
        services.load_bank(records, author=WRITER, reviewer=SYSTEM, at=AT)


def test_evidence_is_raised_by_two_different_people_one_step_at_a_time(instruments: dict[str, Instrument]) -> None:
    potensi = instruments["potensi"]
    with pytest.raises(NotNextEvidence):
        services.propose_evidence(potensi, "selection", NAMED, actor=MEASURER, at=AT)
    with pytest.raises(NeedsPerson):
        services.propose_evidence(potensi, "pilot", NAMED, actor=SYSTEM, at=AT)
    with pytest.raises(NotAllowed):
        services.propose_evidence(potensi, "pilot", NAMED, actor=WRITER, at=AT)
    statement = services.propose_evidence(potensi, "pilot", NAMED, actor=MEASURER, at=AT)
    with pytest.raises(StatementOpen):
        services.propose_evidence(potensi, "pilot", NAMED, actor=SECOND_MEASURER, at=AT)
    with pytest.raises(SameSigner):
        services.countersign_evidence(statement, actor=MEASURER, at=AT)
    assert services.countersign_evidence(statement, actor=SECOND_MEASURER, at=AT).evidence == "pilot"
    with pytest.raises(AlreadySigned):
        services.countersign_evidence(statement, actor=SECOND_MEASURER, at=AT)


def test_the_database_itself_refuses_evidence_without_two_signatures(instruments: dict[str, Instrument]) -> None:
    potensi = instruments["potensi"]
    statement = services.propose_evidence(potensi, "pilot", NAMED, actor=MEASURER, at=AT)
    for statement_sql in (
        "UPDATE itembank_instrument SET evidence = 'pilot' WHERE code = 'potensi'",
        "UPDATE itembank_instrument SET evidence = 'selection' WHERE code = 'potensi'",
        "UPDATE itembank_evidencestatement SET second_signer = first_signer",
        "UPDATE itembank_evidencestatement SET evidence = 'lain'",
        "DELETE FROM itembank_evidencestatement",
    ):
        with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement_sql)
    assert EvidenceStatement.objects.get(pk=statement.pk).second_signer is None


def test_published_parameters_stand_beside_the_version_and_the_newest_counts(instruments: Any) -> None:
    version = approved()
    before = selectors.parameters_of([version])[version.pk]
    assert before is not None
    assert before.provisional
    with pytest.raises(SourceMissing):
        services.publish_parameters(version, "grm", {"a": 1.0, "b": [-1.0, 0.0, 1.0]}, " ", actor=MEASURER, at=AT)
    with pytest.raises(ParametersInvalid):
        services.publish_parameters(version, "grm", {"a": 1.0, "b": [1.0, 0.0]}, "kalibrasi 1", actor=MEASURER, at=AT)
    with pytest.raises(NotAllowed):
        services.publish_parameters(version, "grm", {"a": 1.0, "b": [-1.0, 0.0, 1.0]}, "kalibrasi 1", actor=WRITER, at=AT)
    services.publish_parameters(version, "grm", {"a": 1.0, "b": [-1.0, 0.0, 1.0]}, "kalibrasi 1", actor=MEASURER, at=AT)
    after = selectors.parameters_of([version])[version.pk]
    assert after is not None
    assert (after.values["b"], after.source, after.provisional) == ([-1.0, 0.0, 1.0], "kalibrasi 1", False)
    assert ItemVersion.objects.get(pk=version.pk).parameters == written()["parameters"]
    with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE itembank_publishedparameters SET source = 'lain'")
    draft = services.add_item(written("MSK-INT-1.2-a"), actor=WRITER, at=AT)
    with pytest.raises(MoveNotAllowed):
        services.publish_parameters(draft, "grm", {"a": 1.0, "b": [-1.0, 0.0, 1.0]}, "kalibrasi 1", actor=MEASURER, at=AT)


def test_only_the_roles_of_the_nation_may_and_see_as_a_pair(people: dict[str, User]) -> None:
    making.make_instruments()
    approved()
    for name, user in people.items():
        actor = cast.actor(user)
        national = name in {"nina", "wati", "wawan", "siska", "sandi"}
        assert access.can(actor, "view") is national, name
        assert access.visible_to(actor).exists() is national, name
        assert bool(selectors.items(actor=actor)) is national, name
        assert (selectors.item("MSK-INT-1.1-a", actor=actor) is not None) is national, name
    lain = cast.actor(people["orang_lain"])
    for action in access.MAY:
        assert not access.can(lain, action)
    with pytest.raises(NotAllowed):
        services.add_item(written("MSK-INT-1.2-a"), actor=lain, at=AT)


def test_an_agencys_scope_opens_no_item_by_query_nor_by_sql(people: dict[str, User], agencies: Agencies) -> None:
    making.make_instruments()
    version = approved()
    services.publish_parameters(version, "grm", {"a": 1.0, "b": [-1.0, 0.0, 1.0]}, "kalibrasi 1", actor=MEASURER, at=AT)
    for paths in ([agencies.lampung.path], [agencies.lampung.path, agencies.elsewhere.path], []):
        with scope.carried(scope=paths):
            for model in (Item, ItemVersion, PublishedParameters, EvidenceStatement):
                assert not model.objects.exists(), (paths, model)
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM itembank_itemversion")
                assert cursor.fetchone() == (0,)
                cursor.execute("UPDATE itembank_item SET enemies = '[]'")
                assert cursor.rowcount == 0


def test_the_notices_are_versioned_and_the_newest_counts(instruments: Any) -> None:
    texts = making.instrument_texts()
    making.make_instruments()
    assert selectors.notices()["sample"] == texts["sample_notice"]
    services.load_instruments({**texts, "sample_notice": "Contoh saja."}, actor=MEASURER, at=AT)
    assert selectors.notices()["sample"] == "Contoh saja."
    assert selectors.notices()["privacy"] == texts["privacy_notice"]
