"""A published policy and another agency's rules, asked past every service."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sembilan.kit import scope
from sembilan.people.models import RegisterDeclaration
from sembilan.profiling import services
from sembilan.profiling.models import TalentPolicy
from sembilan.tenancy.rules import SYSTEM
from tests.cast import AT, Agencies
from tests.rooms.profiling import making


@pytest.mark.parametrize("statement", ["UPDATE profiling_talentpolicy SET body = '{}'", "DELETE FROM profiling_talentpolicy"])
def test_a_published_policy_stays_even_by_raw_sql(agencies: Agencies, statement: str) -> None:
    place = making.make_place(agencies.lampung)
    draft = services.draft_policy(place.agency, "2025", "bkn_411_2025", actor=SYSTEM, at=AT)
    services.publish_policy(draft, actor=SYSTEM, at=AT)
    with pytest.raises(ProgrammingError, match="Cannot update or delete rows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_official_carries_no_key_to_another_agencys_policies_and_declarations(agencies: Agencies) -> None:
    here, there = making.make_place(agencies.lampung), making.make_place(agencies.elsewhere)
    for place in (here, there):
        services.draft_policy(place.agency, "2025", "bkn_411_2025", actor=SYSTEM, at=AT)
        RegisterDeclaration.objects.create(
            unit=place.unit, register="penghargaan", complete=False, officer="Petugas", batch=place.batch, path=place.unit.path
        )
    official = making.make_official(here)
    with scope.carried(official=official.pk):
        assert {one.path for one in TalentPolicy.objects.all()} == {here.agency.path}
        assert {one.path for one in RegisterDeclaration.objects.all()} == {here.unit.path}
