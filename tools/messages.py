"""The message catalogues: extract, check, compile. The msgids are Indonesian, the interface's first language.

    tools/messages.py extract   bring locale/id and locale/en to what src/ says; English texts of new entries stay empty
    tools/messages.py check     fail with a list where a catalogue is not complete; changes nothing
    tools/messages.py compile   make the .mo files that are older than their .po (done by ./run)

locale/id repeats each msgid (the tool writes it); locale/en is written by people. The .po files are kept in git, .mo files are not.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
LOCALES = ROOT / "locale"
LANGUAGES = {"id": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
WRITTEN = datetime(2025, 11, 24, tzinfo=UTC)  # a fixed date in the header: an extraction that changes no text changes no file

POLICIES = SOURCE / "sembilan" / "profiling" / "policies"
JOINT_PRIOR = SOURCE / "sembilan" / "measurement" / "joint_prior.json"
SHOWN_POLICIES = (
    "assessment_map.json",
    "bkn_411_2025.json",
    "box_treatments.json",
    "national_bounds.json",
    "predikat_saja.json",
    "regional.json",
)
POLICY_WORDS = frozenset({"name", "source", "note", "treatments", "performance", "potential", "potential_standard_source"})

# Function -> which arguments are context, message, plural.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# As config/jinja.py sets them: the extracted text must be, to the letter, the text that the template asks for.
JINJA = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
LONE_PERCENT = re.compile(r"(?<!%)(?:%%)*%(?![%(])")
PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")  # {n} is filled in by the exam page

Key = tuple[str | None, str]
Text = str | tuple[str, ...]


def main(words: list[str]) -> int:
    commands = {"extract": extract, "check": check, "compile": compile_all}
    if len(words) != 1 or words[0] not in commands:
        print(__doc__)
        return 2
    return commands[words[0]]()


def extract() -> int:
    wanted = messages()
    for language in LANGUAGES:
        before, after = catalogue(language), empty(language)
        for key, found in wanted.items():
            old = before.get(found.id, found.context)
            string = identity(found.id) if language == "id" else old.string if old else blank(found.id)
            after.add(
                found.id, string, found.locations, user_comments=old.user_comments if old else (), context=key[0], flags=found.flags
            )
        file = po_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        with io.BytesIO() as text:
            write_po(text, after, width=130, sort_by_file=True, include_lineno=False)
            written = text.getvalue()
        if not file.exists() or file.read_bytes() != written:
            file.write_bytes(written)
        missing = sum(1 for message in after if message.id and not filled(message.string))
        print(f"{language}: {len(wanted)} messages" + (f", {missing} without a text" if missing else ""))
    return compile_all()


def check() -> int:
    problems = find_problems()
    for line in problems:
        print(line)
    if problems:
        print(f"\n{len(problems)} problems. `tools/messages.py extract` adds new messages; their English is written in locale/en.")
        return 1
    print("The catalogues are complete.")
    return 0


def find_problems() -> list[str]:
    """Every sentence of what is wrong with the two catalogues; empty where they are complete."""
    wanted = messages()
    return [line for language in LANGUAGES for line in problems_of(language, wanted)]


def problems_of(language: str, wanted: dict[Key, Message]) -> Iterator[str]:
    have = catalogue(language)
    known = {key_of(message): message for message in have if message.id}
    for key, found in wanted.items():
        where = f"{language}: {shown(key)} ({found.locations[0][0]})"
        message = known.get(key)
        if message is None:
            yield f"{where}: not in the catalogue"
        elif message.id != found.id:
            yield f"{where}: the plural form differs from the source"
        elif message.fuzzy:
            yield f"{where}: marked fuzzy; read it again and remove the mark"
        elif not filled(message.string):
            yield f"{where}: has no text"
        elif language == "id" and message.string != identity(message.id):
            yield f"{where}: must repeat its msgid; change the source instead"
        elif wrong := places_differ(message):
            yield f"{where}: {wrong}"
    for key in known.keys() - wanted.keys():
        yield f"{language}: {shown(key)}: no longer in the source"
    for message in have.obsolete.values():
        yield f"{language}: {shown(key_of(message))}: kept as obsolete; remove it"


def places_differ(message: Message) -> str:
    """A sentence where a translation names other %(places)s or {places} than its source, or writes a single % where that writes %%.

    A plural form may leave out the number.
    """
    sources, texts = as_tuple(message.id), as_tuple(message.string)
    if any("%%" in source for source in sources) and any(LONE_PERCENT.search(text) for text in texts):
        return "has a single % where its source writes %%"
    allowed = set().union(*(places(source) for source in sources))
    needed = set.intersection(*(places(source) for source in sources))
    for text in texts:
        there = places(text)
        if there - allowed:
            return f"names {sorted(there - allowed)}, which the source does not give"
        if len(sources) == 1 and needed - there:
            return f"leaves out {sorted(needed - there)}"
    return ""


def messages() -> dict[Key, Message]:
    """Every message of src/, with the files that hold it."""
    found = Catalog(charset="utf-8")
    for file in sorted([*SOURCE.rglob("*.py"), *SOURCE.glob("**/jinja2/**/*.html")]):
        if "migrations" in file.parts:
            continue
        place = file.relative_to(ROOT).as_posix()
        for line, text, context in from_python(file.read_text()) if file.suffix == ".py" else from_template(file):
            found.add(text, None, [(place, line)], context=context)
    for file in (*(POLICIES / name for name in SHOWN_POLICIES), JOINT_PRIOR):
        for line, text, context in from_policy(file):
            found.add(text, None, [(file.relative_to(ROOT).as_posix(), line)], context=context)
    return {key_of(message): message for message in found if message.id}


def from_python(source: str) -> Iterator[tuple[int, Text, str | None]]:
    """Calls of a keyword with plain strings. (Babel's own reader also takes strings from inside `gettext(words["a"])`.)"""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in KEYWORDS:
            continue
        strings = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        wanted = KEYWORDS[name] or (1,)
        if len(strings) < len(wanted) or not all(strings):
            continue
        context = strings[0] if isinstance(wanted[0], tuple) else None
        texts = tuple(strings[place - 1] for place in wanted if isinstance(place, int))
        yield node.lineno, texts if len(texts) > 1 else texts[0], context


def from_template(file: Path) -> Iterator[tuple[int, Text, str | None]]:
    for line, text, _comments, context in extract_from_file("jinja2", file, keywords=KEYWORDS, options=JINJA):
        if as_tuple(text)[0]:
            yield line, text, context


def from_policy(file: Path) -> Iterator[tuple[int, Text, str | None]]:
    """The words of a rule that is data: what pages show of it, each once."""

    def walk(value: object, key: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner, key)
        elif isinstance(value, str) and key in POLICY_WORDS and any(sign.isalpha() for sign in value):
            yield value

    for text in dict.fromkeys(walk(json.loads(file.read_text()), "")):
        yield 1, text, None


def catalogue(language: str) -> Catalog:
    file = po_file(language)
    if not file.exists():
        return empty(language)
    with file.open("rb") as text:
        return read_po(text, locale=language, charset="utf-8")


def compile_all() -> int:
    for language in LANGUAGES:
        source, target = po_file(language), po_file(language).with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            with target.open("wb") as binary:
                write_mo(binary, catalogue(language))
    return 0


def po_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def empty(language: str) -> Catalog:
    made = Catalog(
        locale=language,
        project="Sembilan",
        version="1",
        charset="utf-8",
        creation_date=WRITTEN,
        revision_date=WRITTEN,
        fuzzy=False,
        header_comment="# Messages of Sembilan. The msgids are Indonesian; see tools/messages.py.",
        last_translator="Sembilan",
        language_team=language,
        msgid_bugs_address="see CONTRIBUTING.md",
    )
    made.mime_headers = [("Plural-Forms", LANGUAGES[language])]
    return made


def key_of(message: Message) -> Key:
    return message.context, as_tuple(message.id)[0]


def as_tuple(text: Text) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def identity(text: Text) -> Text:
    """What the Indonesian catalogue holds: the message itself, in one form (Indonesian nouns have no plural)."""
    return text if isinstance(text, str) else (text[-1],)


def blank(text: Text) -> Text:
    return "" if isinstance(text, str) else ("", "")


def filled(text: Text) -> bool:
    return bool(text) and all(as_tuple(text))


def places(text: str) -> set[str]:
    return {python or script for python, script in PLACE.findall(text)}


def shown(key: Key) -> str:
    text = key[1] if len(key[1]) < 90 else key[1][:87] + "..."
    return f"{text!r}" + (f" [{key[0]}]" if key[0] else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
