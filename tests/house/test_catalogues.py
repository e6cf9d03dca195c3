"""The Indonesian and the English catalogue are complete, and every sentence that people read can be translated."""

from __future__ import annotations

import ast

import pytest
from babel.messages.catalog import Message
from django.utils import translation
from tools import messages

from tests.house.source import SOURCE, dotted, imported_names, python_files, short, tree


def test_both_catalogues_are_complete() -> None:
    assert messages.find_problems() == []


@pytest.mark.parametrize(
    ("source", "text", "wrong"),
    [
        ("%(n)s orang", "%(n)s people", False),
        ("%(n)s orang", "people", True),
        ("%(n)s orang", "%(m)s people", True),
        ("Soal {n} dari {total}", "Item {n} of {total}", False),
        ("Soal {n} dari {total}", "Item {n}", True),
        (("satu orang", "%(n)s orang"), ("one person", "%(n)s people"), False),
        (("satu orang", "%(n)s orang"), ("one person", "%(k)s people"), True),
        ("rentang 90%%.", "90%% range.", False),
        ("rentang 90%%.", "90% range.", True),
        ("90%% dari %(n)s", "90%% of %(n)s", False),
        ("rentang 90%", "90% range", False),
    ],
)
def test_a_translation_keeps_the_places_of_its_source(source: messages.Text, text: messages.Text, wrong: bool) -> None:
    assert bool(messages.places_differ(Message(source, text))) is wrong


def test_the_words_of_a_shipped_rule_stand_in_the_catalogues() -> None:
    known = {found.id for found in messages.messages().values()}
    assert {"Di atas ekspektasi", "Dipromosikan dan dipertahankan", "Bobot Keputusan Kepala BKN 411/2025"} <= known
    assert not any(isinstance(one, str) and one.isdigit() for one in known)
    shown = {file.name for file in messages.POLICIES.glob("*.json")} - {"ladders.json", "tier_standards.json"}
    assert shown == set(messages.SHOWN_POLICIES)


def test_every_broken_rule_and_every_choice_is_marked_for_translation() -> None:
    """A plain string as `message` or as a choice's label would never reach the catalogues."""
    found = []
    for file in python_files():
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ClassDef):
                found += [f"{short(file)}:{line}" for line in unmarked(node)]
    assert found == []


def unmarked(node: ast.ClassDef) -> list[int]:
    bases = {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
    lines = []
    for statement in node.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            continue
        name, value = statement.targets[0].id, statement.value
        label = value.elts[-1] if "TextChoices" in bases and isinstance(value, ast.Tuple) else value if name == "message" else None
        if isinstance(label, ast.Constant | ast.JoinedStr):
            lines.append(statement.lineno)
    return lines


def test_the_guard_sees_a_plain_string() -> None:
    assert unmarked(ast.parse('class A(RuleBroken):\n    message = "Teks"').body[0]) == [2]
    assert unmarked(ast.parse('class A(models.TextChoices):\n    ONE = "one", "Satu"').body[0]) == [2]
    assert unmarked(ast.parse('class A(models.TextChoices):\n    ONE = "one", gettext_noop("Satu")').body[0]) == []


def test_no_message_is_built_before_it_is_translated() -> None:
    """gettext(f"...") and gettext("a" + x) ask the catalogue for a text that no catalogue holds."""
    found = []
    for file in python_files():
        names = imported_names(tree(file))
        for node in ast.walk(tree(file)):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                continue
            if (dotted(node.func, names) or "").rsplit(".", 1)[-1] in messages.KEYWORDS:
                found.append(f"{short(file)}:{node.lineno}")
    assert found == []


def test_templates_speak_through_the_catalogue() -> None:
    """Every template with words has at least one message, except the shells that only arrange others' words."""
    silent = []
    for file in sorted(SOURCE.glob("**/jinja2/**/*.html")):
        text = file.read_text()
        if "trans" not in text and "_(" not in text and "{% block" not in text and "{% macro" not in text:
            silent.append(short(file))
    assert silent == []


def test_english_is_really_shown() -> None:
    with translation.override("en"):
        assert translation.gettext("Anda tidak berwenang melakukan tindakan ini.") != "Anda tidak berwenang melakukan tindakan ini."
    with translation.override("id"):
        assert translation.gettext("Anda tidak berwenang melakukan tindakan ini.") == "Anda tidak berwenang melakukan tindakan ini."


def test_messages_are_found_as_they_will_be_asked_for() -> None:
    found = list(messages.from_python('gettext("a" "b"); gettext(words["no"]); ngettext("x", "y", 2); t.pgettext("c", "z")'))
    assert sorted((str(text), context) for _line, text, context in found) == [("('x', 'y')", None), ("ab", None), ("z", "c")]
