"""The units of an agency: seen as a tree, renamed, added, moved with everybody in them, removed when empty."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from sembilan.kit import scope
from sembilan.people import unit_tree
from sembilan.people.models import Official
from sembilan.tenancy.models import Organisation
from tests import cast
from tests.cast import AT, Agencies
from tests.rooms.profiling import making

ClientOf = Callable[[str], Client]
LIST = "/data/unit/"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def stage(agencies: Agencies) -> tuple[Organisation, Organisation, Official]:
    """A department with a division in which one official stands, and an empty department."""
    place = making.make_place(agencies.lampung, "U001", "Dinas Pertama")
    division = making.tenancy.add_unit(place.unit, "U001.1", "Bidang Satu", actor=making.SYSTEM, at=AT)
    official = making.make_official(place, "Dewi Uji", unit=division)
    empty = making.tenancy.add_unit(agencies.lampung, "U002", "Dinas Kosong", actor=making.SYSTEM, at=AT)
    return division, empty, official


def test_the_tree_is_walked_one_storey_at_a_time_and_counts_people_with_those_below(
    agencies: Agencies, people: dict, client_of: ClientOf
) -> None:
    division, _empty, _official = stage(agencies)
    above = division.parent
    assert above is not None
    rows = unit_tree.unit_tree(actor=cast.actor(people["agus"]))
    found = {row.unit.code: (row.above, row.units, row.own, row.all) for row in rows}
    assert found["U001"] == (None, 1, 0, 1)
    assert found["U001.1"] == (above.pk, 0, 1, 1)
    assert found["U002"] == (None, 0, 0, 0)
    assert [row.unit.code for row in unit_tree.found(rows, "SATU")] == ["U001.1"]
    agus = client_of("agus")
    assert "Dinas Pertama" in text(agus.get(LIST))
    assert "Bidang Satu" not in text(agus.get(LIST))
    assert "Bidang Satu" in text(agus.get(f"{LIST}?di={above.uuid}"))
    assert "Dinas Kosong" not in text(agus.get(f"{LIST}?di={above.uuid}"))
    assert "Bidang Satu" in text(agus.get(f"{LIST}?cari=bidang"))
    assert "Tidak ada unit yang cocok" in text(agus.get(f"{LIST}?cari=tidak-ada"))


def test_a_unit_is_renamed_and_moved_with_its_people(agencies: Agencies, client_of: ClientOf) -> None:
    division, empty, official = stage(agencies)
    agus, where = client_of("agus"), f"{LIST}{division.uuid}/"
    assert agus.get(where).status_code == 200
    assert agus.post(where, {"name": "Bidang Baru", "echelon": "iii/a"}).status_code == 302
    assert "bukan unit di instansi ini" in text(agus.post(f"{where}pindah/", {"parent": "Tidak Ada"}, follow=True))
    assert "sekarang berada di bawah Dinas Kosong" in text(agus.post(f"{where}pindah/", {"parent": "Dinas Kosong"}, follow=True))
    with scope.carried(scope=["n"]):
        division.refresh_from_db()
        official.refresh_from_db()
        assert (division.name, division.echelon, division.parent_id) == ("Bidang Baru", "III.a", empty.pk)
        assert official.path == division.path
        assert division.path.startswith(empty.path)
    told = text(agus.post(f"{where}pindah/", {"parent": agencies.lampung.name}, follow=True))
    assert f"sekarang berada di bawah {agencies.lampung.name}" in told


def test_a_unit_never_goes_below_itself(agencies: Agencies, client_of: ClientOf) -> None:
    division, _empty, _official = stage(agencies)
    above = division.parent
    assert above is not None
    told = text(client_of("agus").post(f"{LIST}{above.uuid}/pindah/", {"parent": division.code}, follow=True))
    assert "unit itu sendiri berada di atasnya" in told


def test_a_unit_is_added_once_and_removed_only_when_empty(agencies: Agencies, client_of: ClientOf) -> None:
    division, empty, _official = stage(agencies)
    agus = client_of("agus")
    new = {"below-name": "Subbidang A", "below-code": "U001.1.1", "below-echelon": ""}
    assert "ditambahkan di bawah Bidang Satu" in text(agus.post(f"{LIST}{division.uuid}/tambah/", new, follow=True))
    twice = agus.post(f"{LIST}{division.uuid}/tambah/", new)
    assert twice.status_code == 400
    assert "sudah dipakai" in text(twice)
    assert agus.post(f"{LIST}baru/", {"name": "Badan Baru", "code": "b@d", "echelon": ""}).status_code == 400
    assert agus.post(f"{LIST}baru/", {"name": "Badan Baru", "code": "U009", "echelon": ""}).status_code == 302
    assert "tidak dapat dihapus" in text(agus.post(f"{LIST}{division.uuid}/hapus/", follow=True))
    assert "dihapus dari susunan unit" in text(agus.post(f"{LIST}{empty.uuid}/hapus/", follow=True))
    with scope.carried(scope=["n"]):
        assert not Organisation.objects.filter(pk=empty.pk).exists()
        assert Organisation.objects.filter(code="U009", parent=agencies.lampung).exists()


def test_a_list_of_people_opens_at_any_unit(agencies: Agencies, client_of: ClientOf) -> None:
    division, empty, _official = stage(agencies)
    assert "Dewi Uji" in text(client_of("agus").get(f"/data/?unit={division.uuid}"))
    assert "Dewi Uji" not in text(client_of("agus").get(f"/data/?unit={empty.uuid}"))
    assert client_of("agus").get("/data/?unit=bukan-unit").status_code == 200


def test_an_auditor_sees_the_tree_and_changes_nothing(agencies: Agencies, client_of: ClientOf) -> None:
    division, _empty, _official = stage(agencies)
    auditor = client_of("audi")
    assert "Dinas Kosong" in text(auditor.get(LIST))
    assert ">Ubah<" not in text(auditor.get(LIST))
    assert "Tambah unit" not in text(auditor.get(LIST))
    assert auditor.get(f"{LIST}{division.uuid}/").status_code == 404


def test_a_stranger_finds_no_unit_of_ours(agencies: Agencies, client_of: ClientOf) -> None:
    division, _empty, _official = stage(agencies)
    stranger = client_of("orang_lain")
    for asked in ("", "?cari=bidang", f"?di={division.parent.uuid}"):  # type: ignore[union-attr]
        assert "Bidang Satu" not in text(stranger.get(f"{LIST}{asked}"))
    for part in ("", "pindah/", "tambah/", "hapus/"):
        assert stranger.post(f"{LIST}{division.uuid}/{part}", {"name": "X"}).status_code == 404
