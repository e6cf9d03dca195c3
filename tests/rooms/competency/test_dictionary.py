from __future__ import annotations

from typing import Any

from django.utils import translation

from sembilan.competency import selectors, services
from sembilan.competency.rules import GROUPS
from sembilan.competency.translations import in_language
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


TEXTS = ("name", "definition", "strength", "growth")


def test_every_text_a_page_shows_is_there_in_english(nation_scope: None) -> None:
    services.load_dictionary(actor=SYSTEM, at=AT)
    for codes in GROUPS.values():
        for code in codes:
            construct = selectors.construct(code)
            assert construct is not None
            record, english = construct.content, in_language(construct.content, "en")
            ours, told = texts_of(record), texts_of(english)
            assert ours.keys() == told.keys(), code
            assert [name for name in ours if not told[name] or told[name] == ours[name]] == [], code


def texts_of(record: dict[str, Any]) -> dict[str, str]:
    """Every text of a record that a page shows, by its place."""
    found = {name: record[name] for name in TEXTS if record.get(name)}
    found |= {f"level {level['level']}": level["description"] for level in record["levels"]}
    return found | {f"suggestion {place}": text for place, text in enumerate(record.get("suggestions", []))}


def test_names_follow_the_readers_language_and_the_record_stays_indonesian(nation_scope: None) -> None:
    services.load_dictionary(actor=SYSTEM, at=AT)
    with translation.override("en"):
        assert selectors.names()["integritas"] == "Integrity"
    with translation.override("id"):
        assert selectors.names()["integritas"] == "Integritas"
    construct = selectors.construct("integritas")
    assert construct is not None
    assert construct.content["name"] == "Integritas"
    assert in_language(construct.content, "id") == construct.content
