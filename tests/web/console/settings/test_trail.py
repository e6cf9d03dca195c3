"""The audit trail: plain words for every act, names of places and of people as far as the reader may see them, and its filters."""

from __future__ import annotations

import ast
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sembilan.accounts.models import User
from sembilan.audit.models import ReadEvent
from sembilan.audit.services import note_listing, note_reading, witness
from sembilan.people.models import ImportBatch, Official
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import SYSTEM, Role
from sembilan.web.console.settings import words
from tests import cast
from tests.cast import AT, Agencies
from tests.house.source import python_files, short, tree

NOW = AT + timedelta(minutes=1)  # the cast held its roles by then
ClientOf = Callable[[str], Client]
NAMED_ELSEWHERE = {
    "accounts/services.py": {"accounts.issue_activation", "accounts.renew_access"},
    "tenancy/services.py": {"tenancy.add_agency", "tenancy.add_unit"},
    "itembank/services.py": {"itembank.submit", "itembank.approve", "itembank.send_back", "itembank.retire", "itembank.drop"},
    "delivery/services/sessions.py": {"delivery.open_check_in", "delivery.start_session"},
    "demo/progress.py": {"demo.finish"},
    "profiling/services/reading.py": {"profiling.person_page"},
    "web/console/people/imports.py": {"people.import"},
    "audit/services.py": set(),
}
"""Codes that a service puts together or hands on; a new such place fails the test below until it is named here."""
PLACE_OF_CODE = {"witness": 0, "note_reading": 0, "note_listing": 0, "note_listing_daily": 0, "note_export": 1}


def codes(*verbs: str) -> tuple[set[str], set[str]]:
    """(the codes written out in calls of these verbs, the files where a call has another expression)."""
    written, elsewhere = set(), set()
    for file in python_files():
        for node in ast.walk(tree(file)):
            name = getattr(getattr(node, "func", None), "id", "") or getattr(getattr(node, "func", None), "attr", "")
            if isinstance(node, ast.Call) and name in verbs and node.args:
                code = node.args[PLACE_OF_CODE[name]]
                if isinstance(code, ast.Constant):
                    written.add(str(code.value))
                else:
                    elsewhere.add(short(file))
    return written, elsewhere


def test_every_act_that_is_witnessed_and_every_reading_has_its_words_and_no_words_are_left_over() -> None:
    acts, assembled = codes("witness")
    assert acts | {code for file in assembled for code in NAMED_ELSEWHERE[file]} == set(words.ACTIONS)
    reads, assembled = codes("note_reading", "note_listing", "note_listing_daily", "note_export")
    assert reads | {code for file in assembled for code in NAMED_ELSEWHERE[file]} == set(words.READINGS)
    assert {code.partition(".")[0] for code in words.ACTIONS} == set(words.ROOMS)


@pytest.fixture
def unit(agencies: Agencies) -> Organisation:
    return tenancy.add_unit(agencies.lampung, "U1", "Dinas Uji", actor=SYSTEM, at=AT)


@pytest.fixture
def official(agencies: Agencies, unit: Organisation) -> Official:
    where: dict[str, Any] = {"agency": agencies.lampung, "path": unit.path}
    batch = ImportBatch.objects.create(**where, file_name="uji.xlsx", file_hash="0" * 64, uploaded_at=AT, uploaded_by="uji")
    common = {"nip_valid": True, "employment": "pns", "status": "active", "batch": batch}
    return Official.objects.create(**where, **common, unit=unit, nip="198001012005011001", name="Ani Pasti")


def body(client: Client, query: str) -> str:
    return whole(client, query).partition("<tbody>")[2]


def whole(client: Client, query: str) -> str:
    answer = client.get(f"/pengaturan/jejak/?{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_acts_stand_in_plain_words_with_the_name_of_the_place_and_of_the_machine(client_of: ClientOf, unit: Organisation) -> None:
    page = body(client_of("audi"), "jenis=tindakan&macam=tenancy")
    for told in (">Sistem</td>", ">Menambah unit<br>", ">Dinas Uji</a>", ">Dinas Uji</td>"):
        assert told in page
    assert not any(code in page for code in ("SYSTEM", "tenancy.", unit.path))


def test_acts_are_filtered_by_kind_period_and_actor(client_of: ClientOf, people: dict[str, User], unit: Organisation) -> None:
    agus = cast.actor(people["agus"])
    witness("people.undo_import", "uji", actor=agus, at=AT + timedelta(days=1), path=unit.path)
    witness("people.apply_import", "uji", actor=SYSTEM, at=AT, path=unit.path)
    client = client_of("audi")

    def told(query: str) -> list[str]:
        page = body(client, f"jenis=tindakan&{query}")
        return [one for one in ("Membatalkan impor", "Menerapkan impor", "Menambah unit") if one in page]

    assert told("macam=people") == ["Membatalkan impor", "Menerapkan impor"]
    assert told("macam=people.apply_import") == ["Menerapkan impor"]
    assert told("dari=2025-11-25") == ["Membatalkan impor"]
    assert told("sampai=2025-11-24") == ["Menerapkan impor", "Menambah unit"]
    assert told("dari=2025-11-24&sampai=2025-11-25&macam=people") == ["Membatalkan impor", "Menerapkan impor"]
    assert told("macam=people&pelaku=sistem") == ["Menerapkan impor"]
    assert told("pelaku=agus") == ["Membatalkan impor"]
    assert told("dari=31-31-31&macam=entah") == ["Membatalkan impor", "Menerapkan impor", "Menambah unit"]


def test_a_reading_names_the_person_to_whoever_may_see_him_with_the_nip_masked(
    client_of: ClientOf, people: dict[str, User], official: Official
) -> None:
    komar = cast.actor(people["komar"])
    note_reading("profiling.person_page", actor=komar, at=AT, why="Suksesi", path=official.path, subject=official.uuid)
    note_listing(
        "profiling.people_xlsx", actor=komar, at=AT, why="Rapat komite", path=official.path, people=[official.uuid], count=12
    )
    page = body(client_of("audi"), "jenis=baca")
    for told in (">Komar", "Komite talenta", ">halaman perorangan</td>", ">Ani Pasti</a>", "Suksesi", "12 orang", "Dinas Uji"):
        assert told in page
    assert official.nip not in page
    assert "Ani Pasti" not in body(client_of("nina"), "jenis=baca")  # the nation's administrator sees no people
    found = body(client_of("audi"), "jenis=baca&pegawai=ani")
    assert "Suksesi" in found
    assert "Rapat komite" in found  # he stood in that file
    assert "Rapat komite" in body(client_of("audi"), "jenis=baca&macam=profiling.people_xlsx")
    assert "Suksesi" not in body(client_of("audi"), "jenis=baca&pegawai=budi")
    assert "Suksesi" not in body(client_of("orang_lain"), "jenis=baca")


def test_the_trail_comes_in_pages_that_keep_the_question(client_of: ClientOf, people: dict[str, User], unit: Organisation) -> None:
    for number in range(60):
        witness("people.mend_issue", str(number), actor=cast.actor(people["agus"]), at=AT, path=unit.path)
    page = client_of("audi").get("/pengaturan/jejak/?jenis=tindakan&macam=people&pelaku=agus").content.decode()
    assert "?jenis=tindakan&amp;macam=people&amp;pelaku=agus&amp;hal=2" in page


def test_an_act_says_who_in_which_role_did_what_to_whom_how_many_and_why(
    client_of: ClientOf, people: dict[str, User], official: Official
) -> None:
    agus, ref = cast.actor(people["agus"]), str(uuid.uuid4())
    told = {
        "n": 11,
        "causes": ["nip_malformed"],
        "columns": ["nip"],
        "officials": [str(official.uuid), ref],
        "reason": "Berkas lama",
    }
    witness("people.dismiss_issue", official.agency, actor=agus, at=NOW, path=official.path, **told)
    page = body(client_of("audi"), "macam=people.dismiss_issue")
    for word in (
        ">Agus", "Admin instansi, ", ">Ani Pasti</a>", "dan 1 orang lain", "11 data · NIP bukan 18 angka", "Alasan: Berkas lama",
    ):  # fmt: skip
        assert word in page
    assert f'href="/pegawai/{official.uuid}/"' in page or str(official.uuid) in page
    assert not any(raw in page for raw in (official.nip, ref, "nip_malformed"))
    assert "11 orang" not in page
    hidden = body(client_of("nina"), "macam=people.dismiss_issue")
    assert "2 orang; namanya tidak terlihat bagi Anda" in hidden
    assert "Ani Pasti" not in hidden


def test_what_was_changed_stands_before_and_after_in_words(client_of: ClientOf, agencies: Agencies, unit: Organisation) -> None:
    tenancy.describe_unit(unit, "Dinas Baru", "II.a", actor=SYSTEM, at=AT)
    other = tenancy.add_unit(agencies.lampung, "U2", "Biro Umum", actor=SYSTEM, at=AT)
    tenancy.move_unit(unit, other, actor=SYSTEM, at=AT)
    page = body(client_of("audi"), "macam=tenancy")
    assert "Dinas Uji → Dinas Baru, II.a" in page
    assert f"{agencies.lampung.name} → Biro Umum" in page
    assert agencies.lampung.path + "." not in page


def test_a_role_given_names_the_user_the_role_and_the_place(
    client_of: ClientOf, people: dict[str, User], unit: Organisation
) -> None:
    tenancy.grant(people["komar"], Role.AUDITOR, unit, actor=SYSTEM, at=AT)
    page = body(client_of("audi"), "macam=tenancy.grant")
    assert "Komar: Auditor, Dinas Uji" in page
    assert "/pengaturan/pengguna/" not in page  # an auditor may not open it
    assert f"/pengaturan/pengguna/{people['komar'].uuid}/" in body(client_of("agus"), "macam=tenancy.grant")


def test_nothing_found_says_what_was_asked(client_of: ClientOf, unit: Organisation) -> None:
    page = whole(client_of("audi"), "macam=delivery&dari=2025-11-01&pelaku=Zaki")
    assert "Tidak ada catatan yang cocok" in page
    assert "Saringan Anda: Ruang tes; sejak 1 November 2025; oleh “Zaki”." in page


def test_searching_the_trail_is_itself_noted_once_a_day_for_whoever_it_named(
    client_of: ClientOf, people: dict[str, User], official: Official
) -> None:
    note_reading(
        "profiling.person_page", actor=cast.actor(people["komar"]), at=AT, why="Suksesi", path=official.path, subject=official.uuid
    )
    client = client_of("audi")
    for _ in range(2):
        body(client, "jenis=baca&pegawai=ani")
    noted = ReadEvent.objects.get(what="tenancy.trail")
    assert (noted.actor, noted.why) == (people["audi"].uuid, "Memeriksa jejak: Siapa membaca data; tentang “ani”")
    assert [one.subject for one in noted.people.all()] == [official.uuid]
    body(client, "jenis=baca&pelaku=komar")
    assert ReadEvent.objects.filter(what="tenancy.trail").count() == 2
    assert "jejak tindakan dan pembacaan" in body(client, "jenis=baca&macam=tenancy.trail")
    client.cookies["django_language"] = "en"
    assert "Siapa membaca data" not in body(client, "jenis=baca&macam=tenancy.trail")
