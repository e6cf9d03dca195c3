"""Agencies from the command line of a site."""

from __future__ import annotations

import pytest

from sembilan.audit.models import AuditEvent
from sembilan.cli import agency, site
from sembilan.tenancy.models import Kind, Organisation
from tests.cast import Agencies


def test_an_agency_is_added_below_the_root_with_a_witness(agencies: Agencies) -> None:
    assert agency.add_agency("jambi", "Pemerintah Provinsi Jambi") == 0
    made = Organisation.objects.get(code="jambi")
    assert (made.kind, made.path) == (Kind.AGENCY, "n.jambi")
    assert AuditEvent.objects.filter(action="tenancy.add_agency", path="n.jambi").count() == 1


def test_a_code_is_used_once(agencies: Agencies) -> None:
    with pytest.raises(site.Refused, match=r"tenancy\.code_taken"):
        agency.add_agency(agencies.lampung.code, "Lagi")


def test_without_a_root_the_way_is_told(nation_scope: None) -> None:
    with pytest.raises(site.Refused, match="sembilan init"):
        agency.add_agency("jambi", "Pemerintah Provinsi Jambi")
