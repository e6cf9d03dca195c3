"""The ledger's page: what was fixed, in words and only to whoever may see it, and the checkpoint to keep outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sembilan.kit import clock
from sembilan.ledger import services
from sembilan.ledger.models import Checkpoint
from sembilan.people.models import ImportBatch
from sembilan.web.console.settings import ledger
from tests.cast import AT, Agencies
from tests.house.source import python_files

ClientOf = Callable[[str], Client]
PAGE = "/pengaturan/buku-besar/"
FILE = f"{PAGE}titik-periksa.txt"


def text(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def checkpoint(agencies: Agencies) -> Checkpoint:
    """Two leaves: an import of Lampung, and a sealed form of the nation."""
    where = {"agency": agencies.lampung, "path": agencies.lampung.path}
    batch = ImportBatch.objects.create(**where, file_name="pegawai.xlsx", file_hash="0" * 64, uploaded_at=AT, uploaded_by="uji")
    services.append("import", {"batch": str(batch.uuid)}, path=batch.path, at=AT)
    services.append("form", {"package": "RAHASIA-1"}, path="n", at=AT)
    made = services.make_checkpoint(at=AT)
    assert made is not None
    return made


def test_every_kind_of_leaf_that_a_room_appends_has_its_words() -> None:
    appended = {kind for file in python_files() for kind in re.findall(r"\bappend\(\s*\"([a-z_]+)\"", file.read_text())}
    assert appended <= set(ledger.KINDS)
    assert {"import", "form", "session", "release"} <= appended


def test_the_auditor_reads_the_newest_checkpoint_the_kinds_and_what_he_may_see(client_of: ClientOf, checkpoint: Checkpoint) -> None:
    page, root = text(client_of("audi")), bytes(checkpoint.root).hex()
    for told in (
        "2 dari 2 catatan", f"{root[:12]}…", root, checkpoint.note.rstrip().splitlines()[-1].split(" ")[1], "Impor data pegawai",
        "pegawai.xlsx</a>", "Paket soal yang disegel", "sembilan verify-ledger", FILE,
    ):  # fmt: skip
        assert told in page
    assert "RAHASIA-1" not in page
    assert page.count("tidak terlihat bagi Anda, atau tanpa nama") == 1


def test_another_agency_sees_that_something_was_fixed_and_not_what(client_of: ClientOf, checkpoint: Checkpoint) -> None:
    page = text(client_of("orang_lain"))
    assert "2 dari 2 catatan" in page
    assert "pegawai.xlsx" not in page


def test_the_checkpoint_is_handed_out_as_it_was_signed(client_of: ClientOf, checkpoint: Checkpoint) -> None:
    answer = client_of("audi").get(FILE)
    assert answer.content.decode() == checkpoint.note
    assert "titik-periksa-2.txt" in answer["Content-Disposition"]


def test_a_key_that_cannot_be_used_is_told_with_the_time_since_when(
    client_of: ClientOf, settings: Any, tmp_path: Path, agencies: Agencies
) -> None:
    settings.LEDGER_KEY_FILE = tmp_path / "key.pem"
    services.append("form", {}, path="n", at=AT)
    services.make_checkpoint(at=AT)
    assert "Titik periksa tidak dapat dibuat" not in text(client_of("audi"))
    settings.LEDGER_KEY_FILE.unlink()
    page = text(client_of("audi"))
    assert "Titik periksa tidak dapat dibuat" in page
    assert "renew-ledger-key" in page
    assert "belum tercakup titik periksa" not in page  # nothing waits for one
    services.append("form", {}, path="n", at=clock.now())
    assert "belum tercakup titik periksa." in text(client_of("audi"))


@pytest.mark.parametrize(("hours", "told"), [(24, False), (26, True)])
def test_a_daily_checkpoint_that_did_not_come_is_told(client_of: ClientOf, agencies: Agencies, hours: int, told: bool) -> None:
    services.append("form", {}, path="n", at=clock.now() - timedelta(hours=hours))
    assert ("Titik periksa harian tidak datang" in text(client_of("audi"))) is told


def test_before_the_first_checkpoint_the_page_says_so(client_of: ClientOf) -> None:
    client = client_of("audi")
    assert "Belum ada titik periksa" in text(client)
    assert client.get(FILE)["Location"] == PAGE


def test_whoever_does_not_audit_finds_no_ledger(client_of: ClientOf) -> None:
    for address in (PAGE, FILE):
        assert client_of("wati").get(address).status_code == 404


def test_the_trail_and_the_auditors_menu_lead_to_the_ledger(client_of: ClientOf) -> None:
    client = client_of("audi")
    for address in ("/", "/pengaturan/jejak/"):
        assert f'href="{PAGE}"' in client.get(address).content.decode()
