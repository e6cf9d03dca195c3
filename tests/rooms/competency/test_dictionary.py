from __future__ import annotations

from sembilan.competency import selectors, services
from sembilan.competency.rules import GROUPS
from sembilan.tenancy.rules import SYSTEM
from tests.cast import AT


def test_the_dictionary_loads_once_and_in_official_order(nation_scope: None) -> None:
    assert services.load_dictionary(actor=SYSTEM, at=AT) == 29
    assert services.load_dictionary(actor=SYSTEM, at=AT) == 0
    for group, codes in GROUPS.items():
        assert tuple(construct.code for construct in selectors.constructs(group)) == codes


def test_every_construct_has_a_name_a_definition_and_a_source(nation_scope: None) -> None:
    services.load_dictionary(actor=SYSTEM, at=AT)
    for codes in GROUPS.values():
        for code in codes:
            construct = selectors.construct(code)
            assert construct is not None
            assert construct.name
            assert len(construct.definition) > 30
            assert construct.source
