"""The real roster, dirty on purpose: nothing dropped, nothing zeroed, every doubt counted under its cause."""

from __future__ import annotations

from collections import Counter

from sembilan.accounts.models import User
from sembilan.people import models as m
from sembilan.people import selectors, services
from sembilan.people.models import ImportRow, Official, QualityIssue
from sembilan.tenancy.models import Organisation
from tests import cast
from tests.cast import AT, Agencies
from tests.rooms.people.files import ROSTER, bring, totals

ROWS = {
    "pegawai": 1910,
    "unit": 614,
    "jabatan": 612,
    "kinerja": 3646,
    "riwayat": 2399,
    "umpan_balik_360": 1046,
    "riwayat_jabatan": 4024,
    "pendidikan": 1568,
    "kelengkapan": 252,
    "hasil_asesmen": 290,
}
CAUSES = {
    "nip_unknown": 66,
    "row_repeated": 6,  # five people, one record
    "unit_parent_unknown": 1,  # these wait
    "date_before_service": 1019,
    "hours_impossible": 267,
    "assessment_before_instrument": 93,
    "nip_malformed": 11,
    "status_retired": 11,
    "sex_against_nip": 10,
    "name_formula": 7,
    "unit_unknown": 7,
    "date_future": 6,
    "date_impossible": 5,
}


def test_the_whole_roster_goes_in_and_every_doubt_is_in_the_queue(people: dict[str, User], agencies: Agencies) -> None:
    agus = cast.actor(people["agus"])
    batch = bring(agencies.lampung, ROSTER.read_bytes(), actor=agus, name="roster_lampung.xlsx")

    assert {sheet: counts["read"] for sheet, counts in batch.counts.items()} == ROWS
    assert totals(batch, "read", "new", "changed", "same", "doubtful", "refused", "unused") == (16361, 16288, 0, 0, 1328, 73, 0)
    assert ImportRow.objects.filter(batch=batch).count() == 16361
    assert batch.causes == CAUSES
    assert {cause: n for cause, n, _suggested in selectors.open_causes(actor=agus)} == CAUSES

    officials = Official.objects.all()
    assert officials.count() == 1905
    assert Counter(officials.values_list("nip_valid", flat=True)) == {True: 1894, False: 11}
    assert Counter(officials.values_list("status", flat=True)) == {"active": 1894, "retired": 11}
    assert officials.filter(unit=None, path=agencies.lampung.path).count() == 7
    assert officials.filter(position=None).count() == 1363  # 72% without a position code
    assert not officials.filter(grade__contains=".").exists()
    assert not officials.filter(name__startswith="=").exists()
    assert selectors.schedulable(agencies.lampung).count() == 1883

    assert Organisation.objects.filter(path__under=agencies.lampung.path, kind="unit").count() == 612
    counted = {
        m.Position: 612,
        m.PositionStandard: 5508,
        m.PerformanceRating: 3626,
        m.Feedback360: 1041,
        m.PositionHistory: 4007,
        m.Education: 1559,
        m.RegisterDeclaration: 252,
        m.ExternalAssessment: 289,
        m.Accommodation: 81,
    }
    assert {model: model.objects.count() for model in counted} == counted  # type: ignore[attr-defined]
    assert (
        m.Award.objects.count() + m.TeamAssignment.objects.count() + m.Training.objects.count() + m.Discipline.objects.count()
        == 2384
    )
    assert m.Training.objects.filter(hours=None).count() == 265
    assert not m.Training.objects.filter(hours=0).exists()
    assert not m.Position.objects.exclude(vacancy_source="").exists()  # the file says of no post that it is vacant

    again = bring(agencies.lampung, ROSTER.read_bytes(), actor=agus, name="roster_lampung.xlsx")
    assert totals(again, "same", "new", "changed", "doubtful", "refused") == (16361, 0, 0, 0, 0)
    assert QualityIssue.objects.count() == sum(CAUSES.values())

    mended = services.mend_issues(selectors.issues(actor=agus, cause="nip_malformed"), actor=agus, at=AT)
    assert mended == 11
    assert not selectors.issues(actor=agus, cause="nip_unknown").exists()  # their 66 rows followed of themselves
    assert m.PerformanceRating.objects.count() == 3646
    third = bring(agencies.lampung, ROSTER.read_bytes(), actor=agus, name="roster_lampung.xlsx")
    assert totals(third, "same") == (16361,)  # what was mended is not undone by the old file
    assert not Official.objects.filter(nip_valid=False).exists()

    for one in (third, again, batch):
        services.undo_import(one, actor=agus, at=AT)
    assert not Official.objects.exists()
    assert not m.PerformanceRating.objects.exists()
    assert not Organisation.objects.filter(path__under=agencies.lampung.path, kind="unit").exists()
    assert ImportRow.objects.filter(batch=batch).count() == 16361  # what came stays on file
