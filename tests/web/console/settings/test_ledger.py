"""The ledger's page: what was fixed, in words and only to whoever may see it, and the checkpoint to keep outside."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sembilan.accounts.models import User
from sembilan.kit import clock
from sembilan.ledger import services
from sembilan.ledger.models import Checkpoint, Leaf, LeafSecret
from sembilan.measurement.models import ScoringRun
from sembilan.people.models import ImportBatch, Official
from sembilan.reporting.models import Document
from sembilan.web.console.settings import leaves
from tests import making as house
from tests.cast import AT, Agencies
from tests.house.source import python_files
from tests.rooms.ledger import making

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
    assert appended <= set(leaves.KINDS)
    assert {"import", "form", "session", "release"} <= appended


def test_the_auditor_reads_the_newest_checkpoint_the_kinds_and_what_he_may_see(client_of: ClientOf, checkpoint: Checkpoint) -> None:
    page, root = text(client_of("audi")), bytes(checkpoint.root).hex()
    for told in (
        "2 dari 2 catatan", f"{root[:12]}…", root, checkpoint.note.rstrip().splitlines()[-1].split(" ")[1], "Impor data pegawai",
        "pegawai.xlsx</a>", "Paket soal yang disegel", "sembilan verify-ledger", FILE,
    ):  # fmt: skip
        assert told in page
    assert "RAHASIA-1" not in page
    assert page.count("milik nasional; isinya tidak terbuka bagi Anda") == 1


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


# --- one agency's decision, followed through the ledger ----------------------------------------------------------------------


@pytest.fixture
def decided(agencies: Agencies, people: dict[str, User], settings: Any, tmp_path: Path) -> ScoringRun:
    """Two people of Lampung scored and released, another mapped, with a report."""
    settings.HOME = tmp_path
    house.make_short_battery()
    making.measured(people, agencies)
    making.mapped(agencies)
    return ScoringRun.objects.get()


def names_in(page: str) -> list[str]:
    return [one.full_name for one in Official.objects.all() if one.full_name in page]


def leaf_of(kind: str) -> Leaf:
    return Leaf.objects.filter(kind=kind).latest("position")


def rows(client: Client, kind: str) -> str:
    answer = client.get(PAGE, {"jenis": kind})
    return " ".join(answer.content.decode().split('id="daftar"')[1].split())


def test_the_auditor_follows_scoring_release_mapping_and_report_by_name(client_of: ClientOf, decided: ScoringRun) -> None:
    client, code, run = client_of("audi"), Document.objects.get().code, decided
    for kind, told in (
        ("scoring_run", (run.title, "Provinsi Uji Lampung")),
        ("release", (run.title, "Provinsi Uji Lampung", "2 orang", f"periode {run.period}")),
        ("mapping_run", ("periode", "1 orang", "catatan sampai")),
        ("policy", ("periode",)),
        ("report", (f"kode {code}", f'href="/verifikasi/{code}/"')),
    ):
        page = rows(client, kind)
        for words in told:
            assert words in page, (kind, words)
        assert "isinya tidak terbuka" not in page
        assert not names_in(page)


def test_another_agencys_auditor_reads_no_name_and_opens_no_leaf(client_of: ClientOf, decided: ScoringRun) -> None:
    client, title = client_of("orang_lain"), decided.title
    page = text(client)
    assert title not in page
    assert Document.objects.get().code not in page
    for leaf in Leaf.objects.all():
        for address in (f"{PAGE}{leaf.position}/", f"{PAGE}{leaf.position}/isi.json"):
            assert client.get(address).status_code == 404


def test_the_nations_leaves_are_named_to_an_agency_and_not_opened(client_of: ClientOf, decided: ScoringRun) -> None:
    assert client_of("audi").get(f"{PAGE}{leaf_of('scoring_run').position}/").status_code == 404
    assert client_of("nina").get(f"{PAGE}{leaf_of('scoring_run').position}/").status_code == 200


def test_before_the_release_an_agency_reads_of_no_scoring(client_of: ClientOf, agencies: Agencies) -> None:
    where = {
        "path": agencies.lampung.path,
        "period": "2025",
        "sessions": [],
        "batteries": {},
        "evidence": "sample",
        "parameters": "sementara",
    }
    leaf = services.append("scoring_run", {}, path="n", at=AT)
    ScoringRun.objects.create(title="Penskoran Uji", leaf=leaf.position, scored_at=AT, **where)
    assert "Penskoran Uji" not in text(client_of("audi"))
    assert "milik nasional; isinya tidak terbuka" in text(client_of("audi"))


def test_a_leaf_can_be_recomputed_from_what_its_page_gives(client_of: ClientOf, decided: ScoringRun) -> None:
    client = client_of("audi")
    for kind in ("release", "mapping_run", "report", "policy"):
        leaf = leaf_of(kind)
        page = html.unescape(client.get(f"{PAGE}{leaf.position}/").content.decode())
        domain, salt = re.findall(r"printf '%s' '([^']+)'", page)
        content = client.get(f"{PAGE}{leaf.position}/isi.json")
        assert f"catatan-{leaf.position}.json" in content["Content-Disposition"]
        digest = hashlib.sha256(domain.encode() + bytes.fromhex(salt) + content.content).hexdigest()
        assert digest == bytes(leaf.commitment).hex()
        assert digest in page
        assert "Cocok" in page
        assert not names_in(page)


def test_a_leaf_that_its_content_does_not_open_is_told(client_of: ClientOf, agencies: Agencies) -> None:
    leaf = services.append("import", {"rows": 1}, path=agencies.lampung.path, at=AT)
    Leaf.objects.create(position=leaf.position + 1, kind="import", commitment=bytes(32), at=AT)
    LeafSecret.objects.create(leaf_id=leaf.position + 1, salt=bytes(32), payload={"rows": 1}, path=agencies.lampung.path)
    client = client_of("audi")
    assert "Tidak cocok" not in client.get(f"{PAGE}{leaf.position}/").content.decode()
    assert "Tidak cocok" in client.get(f"{PAGE}{leaf.position + 1}/").content.decode()


def test_a_leaf_that_is_not_there_is_not_found(client_of: ClientOf) -> None:
    for position in ("7", "9" * 30):
        assert client_of("audi").get(f"{PAGE}{position}/").status_code == 404
