"""Preview, apply, change, undo: on a small file."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.utils import timezone

from sembilan.accounts.models import User
from sembilan.audit.models import AuditEvent
from sembilan.kit import events
from sembilan.kit.formats import tanggal
from sembilan.kit.said import shown
from sembilan.kit.tabular import NotATable
from sembilan.ledger.models import Leaf, LeafSecret
from sembilan.people import models as m
from sembilan.people import selectors, services
from sembilan.people.errors import BatchNotApplied, BatchNotPreviewed, ColumnsNotMapped, LaterImport, NothingToImport, StillUsed
from sembilan.people.errors_sheet import error_sheet
from sembilan.people.events import OfficialMoved, RosterImported
from sembilan.people.models import ImportBatch, Official
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor
from tests import cast
from tests.cast import AT, Agencies
from tests.rooms.people.files import BUDI, CUT, ROWS, SARI, bring, totals, workbook


@pytest.fixture
def agus(people: dict[str, User]) -> Actor:
    return cast.actor(people["agus"])


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    heard: list[Any] = []
    monkeypatch.setattr(events, "_subscribers", {OfficialMoved: [heard.append], RosterImported: [heard.append]})
    return heard


def person(nip: str) -> Official:
    return Official.objects.get(nip=nip)


def changed_person(index: int, **change: str) -> list[Any]:
    """The sheet of people with one cell of one row changed."""
    from tests.rooms.people.files import HEADS

    row = list(ROWS["pegawai"][index])
    for head, value in change.items():
        row[HEADS["pegawai"].index(head)] = value
    return [row if at == index else one for at, one in enumerate(ROWS["pegawai"])]


def test_a_preview_writes_nothing_but_the_batch_and_its_rows(agus: Actor, agencies: Agencies) -> None:
    batch = services.preview_import(agencies.lampung, "uji.xlsx", workbook(), actor=agus, at=AT)
    assert (batch.state, totals(batch, "read", "doubtful", "refused")) == ("previewed", (16, 2, 1))
    assert len(batch.file_hash) == 64
    assert not Official.objects.exists()
    assert not m.QualityIssue.objects.exists()
    assert not Leaf.objects.filter(kind="import").exists()


def test_applying_leaves_a_leaf_a_witness_and_news(agus: Actor, agencies: Agencies, told: list[Any]) -> None:
    batch = bring(agencies.lampung, actor=agus)
    leaf = Leaf.objects.get(position=batch.leaf)
    payload = json.dumps(LeafSecret.objects.get(leaf=leaf).payload)
    assert leaf.kind == "import"
    assert batch.file_hash in payload
    assert SARI not in payload
    assert "Sari" not in payload
    assert AuditEvent.objects.filter(action="people.apply_import", object_id=str(batch.uuid)).count() == 1
    assert [one for one in told if isinstance(one, RosterImported)] == [RosterImported(batch.pk, agencies.lampung.path, AT)]


def test_the_row_a_persons_own_data_come_from_is_that_of_the_newest_import_in_force(agus: Actor, agencies: Agencies) -> None:
    first = bring(agencies.lampung, actor=agus)
    sari = person(SARI)
    number = first.rows.get(target=f"official:{sari.pk}").number
    told = f"{first.file_name}, lembar pegawai, baris {number}; diimpor {tanggal(timezone.localtime(first.applied_at))}"
    assert {official: shown(one) for official, one in selectors.roster_sources([sari.pk]).items()} == {sari.pk: told}
    services.undo_import(first, actor=agus, at=AT)
    assert selectors.roster_sources([sari.pk]) == {}


def test_people_stand_in_their_units_with_posts_registers_and_sources(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, actor=agus)
    sari = person(SARI)
    assert sari.path == f"{agencies.lampung.path}.u1.u1_1"
    assert (sari.grade, sari.position.code if sari.position else "") == ("III/c", "J1")
    assert selectors.standard_of([sari, person(BUDI)]) == {
        sari.pk: ({"integritas": 3, "kerja_sama": 2}, "position"),
        person(BUDI).pk: ({}, "tier"),
    }
    bundle = selectors.registers([sari.pk], AT.date())
    assert [(row.name, row.hours, row.source) for row in bundle.trainings] == [
        ("Bimtek", None, "uji.xlsx, lembar riwayat, baris 2")
    ]
    assert [row.serving for row in bundle.disciplines] == [False]
    assert [row.levels for row in bundle.assessments] == [{"integritas": 3, "kesadaran_diri": 4}]
    assert list(sari.accommodations.values_list("kind", "path")) == [("large_text", sari.path)]


def test_an_orphan_stands_at_the_agency_and_no_declaration_covers_him(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, actor=agus)
    orphan, sari = person(CUT), person(SARI)
    assert (orphan.unit, orphan.path, orphan.nip_valid) == (None, agencies.lampung.path, False)
    covered = selectors.complete_registers([orphan.path, sari.path], AT.date().replace(month=10, day=31))
    assert set(covered[orphan.path]) == set()
    assert set(covered[sari.path]) == {"pelatihan"}
    assert selectors.complete_registers([sari.path], AT.date())[sari.path] == {}  # the declaration ends before that day


def test_the_same_file_again_changes_nothing(agus: Actor, agencies: Agencies) -> None:
    content = workbook()
    bring(agencies.lampung, content, actor=agus)
    before = list(Official.objects.order_by("pk").values())
    issues = m.QualityIssue.objects.count()
    again = bring(agencies.lampung, content, actor=agus)
    assert totals(again, "read", "same") == (16, 16)
    assert list(Official.objects.order_by("pk").values()) == before
    assert m.QualityIssue.objects.count() == issues
    assert selectors.earlier_import(again) is not None


def test_a_changed_file_updates_and_keeps_what_stood_there(agus: Actor, agencies: Agencies, told: list[Any]) -> None:
    bring(agencies.lampung, actor=agus)
    batch = bring(agencies.lampung, workbook(pegawai=changed_person(1, golRuangAkhir="IV/b", unorId="U1")), actor=agus)
    budi = person(BUDI)
    assert totals(batch, "changed", "same") == (1, 2)
    assert (budi.grade, budi.path) == ("IV/b", f"{agencies.lampung.path}.u1")
    row = batch.rows.get(outcome="changed")
    assert row.before is not None
    assert (row.before["grade"], row.before["path"]) == ("IV/a", f"{agencies.lampung.path}.u2")
    assert m.Award.objects.get(official=budi).path == budi.path  # the registers moved with him
    assert [one.after for one in told if isinstance(one, OfficialMoved)] == [budi.path]
    services.undo_import(batch, actor=agus, at=AT)
    budi.refresh_from_db()
    assert (budi.grade, budi.path) == ("IV/a", f"{agencies.lampung.path}.u2")
    assert m.Award.objects.get(official=budi).path == budi.path


def test_a_file_without_a_column_leaves_that_field_alone(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, actor=agus)
    bring(agencies.lampung, f"NIP;Nama\n{SARI};Sari Utami Dewi\n".encode(), actor=agus, name="nama.csv")
    sari = person(SARI)
    assert (sari.name, sari.grade, sari.status) == ("Sari Utami Dewi", "III/c", "active")
    assert sari.unit is not None
    assert sari.accommodations.count() == 1


def test_what_a_person_mended_survives_the_same_old_file(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, actor=agus)
    services.mend_issue(m.QualityIssue.objects.get(cause="hours_impossible"), "9 JP", actor=agus, at=AT)
    again = bring(agencies.lampung, actor=agus)
    assert totals(again, "same") == (16,)
    assert m.Training.objects.get().hours == 9


def test_a_corrected_nip_in_a_new_file_is_the_same_person(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, actor=agus)
    old = person(CUT).pk
    bring(agencies.lampung, workbook(pegawai=changed_person(2, nipBaru=f"{CUT}5")), actor=agus)
    assert person(f"{CUT}5").pk == old
    assert m.PerformanceRating.objects.filter(official_id=old).count() == 1  # the row that waited for him came in


def test_a_sheet_may_come_alone_later(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, workbook(pegawai=ROWS["pegawai"]), actor=agus)
    assert person(SARI).unit is None
    bring(agencies.lampung, workbook(unit=ROWS["unit"], kinerja=ROWS["kinerja"]), actor=agus)
    assert person(SARI).path == f"{agencies.lampung.path}.u1.u1_1"  # the doubt about the unit settled itself
    assert m.PerformanceRating.objects.count() == 1


def test_undo_takes_back_everything_the_batch_made(agus: Actor, agencies: Agencies) -> None:
    batch = bring(agencies.lampung, actor=agus)
    services.undo_import(batch, actor=agus, at=AT)
    models = (Official, m.Position, m.PerformanceRating, m.Training, m.RegisterDeclaration, m.ExternalAssessment, m.Accommodation)
    assert [model.objects.count() for model in models] == [0] * len(models)  # type: ignore[attr-defined]
    assert not Organisation.objects.filter(path__under=agencies.lampung.path, kind="unit").exists()
    assert set(m.QualityIssue.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert batch.rows.count() == 16
    with pytest.raises(BatchNotApplied):
        services.undo_import(batch, actor=agus, at=AT)
    assert totals(bring(agencies.lampung, actor=agus), "same") == (0,)  # and the file may come again


def test_undo_is_refused_while_a_later_import_stands(agus: Actor, agencies: Agencies) -> None:
    first = bring(agencies.lampung, actor=agus)
    bring(agencies.lampung, workbook(pegawai=changed_person(1, nama="Budi K.")), actor=agus, name="kedua.xlsx")
    with pytest.raises(LaterImport, match=r"kedua\.xlsx"):
        services.undo_import(first, actor=agus, at=AT)


def test_undo_is_refused_where_somebody_has_a_login(agus: Actor, agencies: Agencies, people: dict[str, User]) -> None:
    batch = bring(agencies.lampung, actor=agus)
    services.link_account(person(BUDI), people["evi"], actor=agus, at=AT)
    with pytest.raises(StillUsed, match="akun"):
        services.undo_import(batch, actor=agus, at=AT)
    assert person(BUDI).user == people["evi"]


def test_undo_is_refused_where_a_unit_has_a_role(agus: Actor, agencies: Agencies, people: dict[str, User]) -> None:
    from sembilan.tenancy import services as tenancy
    from sembilan.tenancy.rules import SYSTEM, Role

    batch = bring(agencies.lampung, actor=agus)
    unit = Organisation.objects.get(code="U1")
    tenancy.grant(people["evi"], Role.AGENCY_ADMIN, unit, actor=SYSTEM, at=AT)
    with pytest.raises(StillUsed):
        services.undo_import(batch, actor=agus, at=AT)
    assert Official.objects.count() == 3


def test_columns_are_mapped_by_hand_where_we_do_not_know_them(agus: Actor, agencies: Agencies) -> None:
    content = f"Nomor;Siapa;Tempat\n{SARI};Sari Utami;U1\n".encode()
    batch = services.preview_import(agencies.lampung, "pegawai.csv", content, actor=agus, at=AT)
    with pytest.raises(NothingToImport):
        services.apply_import(batch, actor=agus, at=AT)
    services.remap_import(batch, {"pegawai": ("pegawai", {})}, actor=agus, at=AT)
    with pytest.raises(ColumnsNotMapped, match="NIP, Nama"):
        services.apply_import(batch, actor=agus, at=AT)
    services.remap_import(batch, {"pegawai": ("pegawai", {"nip": "Nomor", "name": "Siapa", "unit": "Tempat"})}, actor=agus, at=AT)
    services.apply_import(batch, actor=agus, at=AT)
    assert person(SARI).name == "Sari Utami"
    with pytest.raises(BatchNotPreviewed):
        services.remap_import(batch, {}, actor=agus, at=AT)


def test_a_batch_is_applied_once(agus: Actor, agencies: Agencies) -> None:
    batch = bring(agencies.lampung, actor=agus)
    with pytest.raises(BatchNotPreviewed):
        services.apply_import(batch, actor=agus, at=AT)


def test_a_preview_nobody_wants_goes_with_its_rows_and_leaves_a_witness(agus: Actor, agencies: Agencies) -> None:
    batch = services.preview_import(agencies.lampung, "uji.xlsx", workbook(), actor=agus, at=AT)
    services.discard_import(batch, actor=agus, at=AT)
    assert not ImportBatch.objects.exists()
    assert not m.ImportRow.objects.exists()
    gone = AuditEvent.objects.get(action="people.discard_import")
    assert (gone.object_id, gone.facts) == (str(batch.uuid), {"file_sha256": batch.file_hash, "rows": 16})


def test_what_is_applied_is_undone_and_not_thrown_away(agus: Actor, agencies: Agencies, people: dict[str, User]) -> None:
    batch = bring(agencies.lampung, actor=agus)
    with pytest.raises(BatchNotPreviewed):
        services.discard_import(batch, actor=agus, at=AT)
    with pytest.raises(NotAllowed):
        services.discard_import(batch, actor=cast.actor(people["audi"]), at=AT)
    assert Official.objects.count() == 3


def test_a_wrong_file_leaves_nothing(agus: Actor, agencies: Agencies) -> None:
    with pytest.raises(NotATable):
        services.preview_import(agencies.lampung, "foto.png", b"\x89PNG\r\n\x1a\n\0\0\0", actor=agus, at=AT)
    assert not ImportBatch.objects.exists()


def test_a_title_above_the_header_is_passed_over(agus: Actor, agencies: Agencies) -> None:
    content = f"DAFTAR PEGAWAI;\nper November;\nNIP;Nama\n{SARI};Sari Utami\n".encode()
    batch = bring(agencies.lampung, content, actor=agus, name="a.csv")
    assert batch.rows.get().number == 4
    assert person(SARI).name == "Sari Utami"


def test_a_nip_stored_as_a_number_waits(agus: Actor, agencies: Agencies) -> None:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("pegawai")
    page.write_row(0, 0, ["nipBaru", "nama"])
    page.write_number(1, 0, 198512102010032916)
    page.write_string(1, 1, "Sari Utami")
    book.close()
    batch = bring(agencies.lampung, stream.getvalue(), actor=agus)
    assert batch.causes["nip_imprecise"] == 1
    assert not Official.objects.exists()
    services.mend_issue(m.QualityIssue.objects.get(cause="nip_imprecise"), SARI, actor=agus, at=AT)
    assert person(SARI).name == "Sari Utami"


def test_the_error_sheet_is_the_file_again_with_one_line_a_row_and_no_live_formula(agus: Actor, agencies: Agencies) -> None:
    from sembilan.kit.tabular import read
    from tests.rooms.people.files import HEADS

    bring(agencies.lampung, workbook(unit=ROWS["unit"], jabatan=ROWS["jabatan"]), actor=agus)
    rows = changed_person(0, nama='=HYPERLINK("http://x")', tglLahir="31-02-1985")
    batch = bring(agencies.lampung, workbook(pegawai=rows), actor=agus)
    content = error_sheet(batch, selectors.rows_with_doubts(batch), str)
    (sheet,) = read(content, "x.xlsx")
    assert sheet.name == "pegawai"
    assert not sheet.formulas
    heads, first = sheet.rows[3], sheet.rows[4]
    assert heads == (*HEADS["pegawai"], "Sembilan: baris", "Sembilan: masalah")
    assert first[: len(rows[0])] == tuple(cell or None for cell in rows[0])
    assert str(first[-1]).count("; ") == 1
    assert "Nama berisi rumus" in str(first[-1])
    assert len(sheet.rows) - 4 == len({row.pk for row in selectors.rows_with_doubts(batch)})


def test_a_mended_error_sheet_comes_in_again_and_changes_what_was_mended(agus: Actor, agencies: Agencies) -> None:
    from sembilan.kit.tabular import as_text, read

    bring(agencies.lampung, workbook(unit=ROWS["unit"], jabatan=ROWS["jabatan"]), actor=agus)
    batch = bring(agencies.lampung, workbook(pegawai=changed_person(0, tglLahir="31-02-1985")), actor=agus)
    (sheet,) = read(error_sheet(batch, selectors.rows_with_doubts(batch), str), "x.xlsx")
    lines = [[as_text(cell).replace("31-02-1985", "10-12-1985") for cell in row] for row in sheet.rows[3:]]
    again = bring(agencies.lampung, "\n".join("\t".join(line) for line in lines).encode(), actor=agus, name="pegawai.csv")
    assert again.mapping["pegawai"]["unmatched"] == []
    assert totals(again, "new", "changed") == (0, 1)
    assert str(person(SARI).born) == "1985-12-10"
    assert not m.QualityIssue.objects.filter(cause="date_impossible", state="open").exists()


def test_a_column_chosen_by_hand_is_chosen_already_in_the_next_file(agus: Actor, agencies: Agencies) -> None:
    content = f"Nomor;Siapa;Tempat;Jabatan\n{SARI};Sari Utami;U1;x\n".encode()
    columns = {"nip": "Nomor", "name": "Siapa", "unit": "Tempat"}
    batch = services.preview_import(agencies.lampung, "pegawai.csv", content, actor=agus, at=AT)
    services.remap_import(batch, {"pegawai": ("pegawai", {})}, actor=agus, at=AT)
    services.remap_import(batch, {"pegawai": ("pegawai", columns)}, actor=agus, at=AT)
    again = services.preview_import(agencies.lampung, "lain.csv", content.replace(b"Nomor", b"NOMOR"), actor=agus, at=AT)
    assert again.mapping["lain"]["kind"] == "pegawai"
    assert again.mapping["lain"]["columns"] == columns | {"nip": "NOMOR"}
    assert again.mapping["lain"]["unmatched"] == ["Jabatan"]  # left out by hand, so left out again
    services.remap_import(again, {"lain": ("pegawai", columns | {"nip": "NOMOR", "position_name": "Jabatan"})}, actor=agus, at=AT)
    third = services.preview_import(agencies.lampung, "lain.csv", content, actor=agus, at=AT)
    assert third.mapping["lain"]["columns"]["position_name"] == "Jabatan"


@pytest.mark.parametrize("name", ["evi", "komar", "audi", "orang_lain", "nina", "siska"])
def test_only_the_agencys_own_admin_imports(name: str, agus: Actor, agencies: Agencies, people: dict[str, User]) -> None:
    with pytest.raises(NotAllowed):
        services.preview_import(agencies.lampung, "uji.xlsx", workbook(), actor=cast.actor(people[name]), at=AT)
    batch = services.preview_import(agencies.lampung, "uji.xlsx", workbook(), actor=agus, at=AT)
    with pytest.raises(NotAllowed):
        services.apply_import(batch, actor=cast.actor(people[name]), at=AT)


@pytest.mark.parametrize("name", ["", 0, "=1-1"])
def test_a_name_that_is_none_never_displaces_one(name: object, agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, actor=agus)
    rows = [(row[0], name, *row[2:]) if row[0] == SARI else row for row in ROWS["pegawai"]]
    bring(agencies.lampung, workbook(pegawai=rows), actor=agus, name="kedua.xlsx")
    assert person(SARI).full_name == "Sari Utami"
    assert m.QualityIssue.objects.filter(official=person(SARI), cause__in=("name_missing", "name_formula")).count() == 1


COUNTED = ("new", "changed", "same", "doubtful", "refused")


def previewed_and_applied(agency: Organisation, content: bytes, agus: Actor, name: str = "a.csv") -> list[tuple[int, ...]]:
    batch = services.preview_import(agency, name, content, actor=agus, at=AT)
    before = totals(batch, *COUNTED)
    return [before, totals(services.apply_import(batch, actor=agus, at=AT), *COUNTED)]


def test_a_doubtful_row_that_enters_is_counted_as_new_too_before_and_after(agus: Actor, agencies: Agencies) -> None:
    content = f"NIP;Nama;Jenis Kelamin;Kedudukan;Unit Kerja;Jenjang\n{SARI};Sari Utami;L;Aktif;;Pelaksana\n".encode()
    assert previewed_and_applied(agencies.lampung, content, agus) == [(1, 0, 0, 1, 0)] * 2
    assert previewed_and_applied(agencies.lampung, content, agus) == [(0, 0, 1, 0, 0)] * 2


def test_a_preview_counts_what_applying_the_whole_file_does(agus: Actor, agencies: Agencies) -> None:
    assert previewed_and_applied(agencies.lampung, workbook(), agus) == [(15, 0, 0, 2, 1)] * 2
    other = workbook(pegawai=changed_person(1, golRuangAkhir="IV/b", jenisKelamin="P"))
    assert previewed_and_applied(agencies.lampung, other, agus) == [(0, 1, 2, 1, 0)] * 2


@pytest.mark.parametrize("nip", [f"'{SARI}", f"{SARI[:8]} {SARI[8:14]} {SARI[14:15]} {SARI[15:]}", f"\u200b{SARI}"])
def test_a_nip_in_another_dress_changes_nothing(nip: str, agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, actor=agus)
    content = f"NIP;Nama\n{nip};Sari  Utami\n".encode()
    for _time in range(2):
        assert previewed_and_applied(agencies.lampung, content, agus) == [(0, 0, 1, 0, 0)] * 2


def test_another_spelling_of_what_stands_changes_nothing_however_often_it_comes(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, actor=agus)
    for _time in range(2):
        other = workbook(pegawai=changed_person(0, golRuangAkhir="III c", tglLahir="1985-12-10"))
        assert previewed_and_applied(agencies.lampung, other, agus) == [(0, 0, 3, 0, 0)] * 2


def test_a_preview_leaves_no_trace_of_trying(agus: Actor, agencies: Agencies, told: list[Any]) -> None:
    witnessed = AuditEvent.objects.count()
    batch = services.preview_import(agencies.lampung, "uji.xlsx", workbook(), actor=agus, at=AT)
    assert AuditEvent.objects.count() == witnessed + 1
    assert not Organisation.objects.filter(path__under=agencies.lampung.path, kind="unit").exists()
    assert not batch.rows.exclude(target="").exists()
    assert not [one for one in told if isinstance(one, RosterImported)]


def formula_book(**written: str) -> bytes:
    """A roster of one person; `written`: header -> formula, what it amounts to is the cell of ROWS."""
    import xlsxwriter

    from tests.rooms.people.files import HEADS

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("pegawai")
    for column, (head, value) in enumerate(zip(HEADS["pegawai"], ROWS["pegawai"][0], strict=True)):
        page.write_string(0, column, head)
        if head in written:
            page.write_formula(1, column, written[head], None, value)
        else:
            page.write_string(1, column, value)
    book.close()
    return stream.getvalue()


def test_a_live_formula_is_no_name_but_may_give_another_value(agus: Actor, agencies: Agencies) -> None:
    bring(agencies.lampung, workbook(unit=ROWS["unit"], jabatan=ROWS["jabatan"]), actor=agus)
    content = formula_book(nama='="Sari"&" Utami"', golRuangAkhir='="III/c"')
    batch = bring(agencies.lampung, content, actor=agus)
    issue = m.QualityIssue.objects.get(batch=batch)
    assert (issue.cause, issue.value) == ("name_formula", '="Sari"&" Utami"')
    assert (person(SARI).name, person(SARI).grade) == ("(nama belum jelas)", "III/c")
    services.mend_issue(issue, "Sari Utami", actor=agus, at=AT)
    assert person(SARI).name == "Sari Utami"
    assert totals(bring(agencies.lampung, content, actor=agus), "same", "changed") == (1, 0)
