"""One object of every kind that the log commits to, then each changed by SQL as the owner of the tables, whose triggers he may
disable: verify-ledger names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from sembilan.accounts.models import User
from sembilan.cli import ledger as command
from sembilan.ledger import selectors, services
from sembilan.ledger.kinds import kinds
from sembilan.ledger.models import Leaf, LeafSecret
from sembilan.people import services as people_services
from tests import cast
from tests import making as house
from tests.cast import Agencies
from tests.rooms.ledger.making import LATER, mapped, measured
from tests.rooms.people.files import bring

FIRST = "(SELECT min(id) FROM {0})"

# (kind, table, what is done to it). Every kind that a room registers is here.
CHANGED = (
    ("import", "people_importbatch", "UPDATE {0} SET file_hash = repeat('0', 64) WHERE undone_at IS NULL"),
    ("import", "people_importbatch", "UPDATE {0} SET counts = jsonb_set(counts, '{{pegawai,new}}', '9') WHERE undone_at IS NULL"),
    ("import", "people_importbatch", "UPDATE {0} SET counts = '[1]' WHERE undone_at IS NULL"),
    ("import", "people_importrow", "UPDATE {0} SET raw = raw || '{{\"Nama\": \"Lain\"}}' WHERE id = " + FIRST),
    ("import", "people_importrow", "DELETE FROM {0} WHERE id = (SELECT max(id) FROM {0})"),
    ("import_undone", "people_importbatch", "UPDATE {0} SET undone_at = undone_at + interval '1 day'"),
    ("form", "delivery_packagebody", "UPDATE {0} SET body = jsonb_set(body, '{{sections,0,minutes}}', '99')"),
    ("form", "delivery_sealedpackage", "UPDATE {0} SET outline = jsonb_set(outline, '{{0,minutes}}', '99')"),
    ("form", "assembly_battery", "UPDATE {0} SET scoring = jsonb_set(scoring, '{{0,minimum_share}}', '\"0.01\"')"),
    ("form", "assembly_batteryform", "DELETE FROM {0} WHERE id = " + FIRST),
    ("session", "delivery_answer", "UPDATE {0} SET value = '\"Z\"' WHERE kind = 'answer'"),
    ("session", "delivery_answer", "DELETE FROM {0} WHERE id = (SELECT max(id) FROM {0})"),
    ("session", "delivery_attempt", "UPDATE {0} SET used_ms = used_ms + 1 WHERE id = " + FIRST),
    (
        "session",
        "delivery_answer",  # the whole journals of two people exchanged
        "UPDATE {0} SET seq = seq + 1000 WHERE attempt_id = (SELECT min(attempt_id) FROM {0});"
        "UPDATE {0} SET attempt_id = (SELECT min(attempt_id) FROM {0}) WHERE seq < 1000;"
        "UPDATE {0} SET seq = seq - 1000, attempt_id = (SELECT max(id) FROM delivery_attempt) WHERE seq > 1000",
    ),
    ("policy", "profiling_talentpolicy", "UPDATE {0} SET body = jsonb_set(body, '{{name}}', '\"Lain\"')"),
    ("policy", "profiling_talentpolicy", "UPDATE {0} SET body = jsonb_set(body, '{{validity,years}}', '2.5')"),
    ("policy", "profiling_talentpolicy", "UPDATE {0} SET published_at = published_at - interval '9 days'"),
    ("scoring_run", "measurement_score", "UPDATE {0} SET n_answered = n_answered + 1 WHERE id = " + FIRST),
    ("scoring_run", "measurement_score", "UPDATE {0} SET posterior = set_byte(posterior, 0, 1) WHERE theta <> 0"),
    ("scoring_run", "measurement_judgedattempt", "UPDATE {0} SET codes = set_byte(codes, 0, 0)"),
    ("scoring_run", "measurement_careerscore", "UPDATE {0} SET blocks_answered = blocks_answered + 1"),
    ("release", "measurement_signature", "UPDATE {0} SET signer = gen_random_uuid() WHERE id = " + FIRST),
    ("release", "measurement_signature", "UPDATE {0} SET note = 'setuju'"),
    ("release", "measurement_qualitysheet", "UPDATE {0} SET facts = jsonb_set(facts, '{{persons}}', '9')"),
    ("release", "measurement_qualitysheet", "UPDATE {0} SET facts = '{{}}'"),
    ("release", "measurement_score", "UPDATE {0} SET released_at = NULL WHERE id = " + FIRST),
    ("mapping_run", "profiling_boxresult", "UPDATE {0} SET box = 9, possible = '[9]' WHERE box IS DISTINCT FROM 9"),
    ("mapping_run", "profiling_boxresult", "UPDATE {0} SET performance_low = performance_low + 1"),
    ("mapping_run", "profiling_boxresult", "UPDATE {0} SET chance_low = '[1, 0, 0, 0, 0, 0, 0, 0, 0]'"),
    ("mapping_run", "profiling_boxresult", "UPDATE {0} SET inputs = inputs || '{{\"penghargaan\": {{}}}}'"),
    ("mapping_run", "profiling_profile", "UPDATE {0} SET jpm_competency = 10000"),
    ("mapping_run", "profiling_mappingrun", "UPDATE {0} SET seed = seed + 1"),
    ("mapping_withdrawal", "profiling_runwithdrawal", "UPDATE {0} SET reason = 'Alasan yang lain sama sekali'"),
    ("report", "reporting_document", "UPDATE {0} SET sha256 = repeat('0', 64)"),
    ("ledger_key", "ledger_ledgerkey", "UPDATE {0} SET verifier = 'x' WHERE leaf IS NULL"),
    ("ledger_key", "ledger_ledgerkey", "UPDATE {0} SET reason = 'Alasan lain' WHERE leaf IS NOT NULL"),
)  # fmt: skip


@pytest.fixture
def logged(owner: None, people: dict[str, User], agencies: Agencies, settings: Any, tmp_path: Path) -> None:
    """One object of every kind, made by the services, and a checkpoint over all."""
    settings.LEDGER_KEY_FILE, settings.HOME = tmp_path / "key.pem", tmp_path
    agus = cast.actor(people["agus"])
    bring(agencies.lampung, actor=agus)
    people_services.undo_import(bring(agencies.lampung, actor=agus, at=LATER, name="lagi.xlsx"), actor=agus, at=LATER)
    house.make_short_battery()
    measured(people, agencies)
    mapped(agencies)
    services.make_checkpoint(at=LATER)
    services.renew_key("berkas hilang", at=LATER)
    services.make_checkpoint(at=LATER)


def told(table: str, statement: str) -> set[tuple[str, str]]:
    """What verify-ledger finds after the statement; nothing of it stays."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement.format(table))
            assert cursor.rowcount != 0, statement
        found = {(one.what, one.kind) for one in selectors.differences()}
        transaction.set_rollback(True)
    return found


def test_whatever_the_owner_changes_behind_a_leaf_is_named(logged: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.verify_ledger("en") == 0, capsys.readouterr().out
    assert {kind for kind, _table, _statement in CHANGED} == set(kinds())
    assert set(Leaf.objects.values_list("kind", flat=True)) == set(kinds())
    unseen = [(kind, statement) for kind, table, statement in CHANGED if ("changed", kind) not in told(table, statement)]
    assert unseen == []
    # what is added without a leaf, and what is taken from under one
    copied = "policy_id, path, as_of, seed, counts, made_at, proposed_day, day_reason, made_by"
    add = f"INSERT INTO {{0}} (uuid, {copied}) SELECT gen_random_uuid(), {copied} FROM {{0}} LIMIT 1"
    assert told("profiling_mappingrun", add) == {("unlogged", "mapping_run")}
    assert told("reporting_document", "DELETE FROM {0}") == {("gone", "report")}
    assert ("gone", "policy") in told("profiling_talentpolicy", "UPDATE {0} SET state = 'draft', published_at = NULL")
    assert told("ledger_leaf", "INSERT INTO {0} SELECT max(position) + 1, 'pujian', 'x', now() FROM {0}") == {("unknown", "pujian")}
    assert (
        told("ledger_leafsecret", "DELETE FROM {0}") == set()
    )  # an erased secret can no longer be compared: the command says how many
    _prints(capsys)


def _prints(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE reporting_document DISABLE TRIGGER USER")
        cursor.execute("UPDATE reporting_document SET sha256 = repeat('0', 64)")
    position = Leaf.objects.get(kind="report").position
    LeafSecret.objects.filter(leaf__kind="policy").update(path="n")
    capsys.readouterr()
    assert command.verify_ledger("en") == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("key ")]
    assert len(lines) == 2
    assert lines[0].startswith(f"leaf {position}, report: report of 20")
    assert lines[0].endswith("is not what was committed")
    assert "Dewi" not in lines[0]
    assert command.verify_ledger() == 1
    line, verdict = (one for one in capsys.readouterr().out.splitlines() if not one.startswith("kunci "))
    assert line.startswith(f"catatan {position}, report: laporan 20")
    assert line.endswith("tidak lagi seperti yang ditetapkan")
    assert verdict.endswith("Ada yang tidak cocok.")
