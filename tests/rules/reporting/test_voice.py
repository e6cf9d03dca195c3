"""To whom a report speaks."""

from __future__ import annotations

from pathlib import Path

import sembilan
from sembilan.reporting.rules import doubt, narrative, voice
from sembilan.reporting.rules.doubt import Placed, Settler, Waiting
from sembilan.reporting.rules.policy import narrative_policy

WRITTEN = Path(sembilan.__file__).parents[2] / "locale" / "id" / "LC_MESSAGES" / "django.po"


def messages() -> set[str]:
    found, held = set(), None
    for line in WRITTEN.read_text().splitlines():
        if line.startswith("msgid "):
            held = line[7:-1]
        elif held is not None and line.startswith('"'):
            held += line[1:-1]
        elif held is not None:
            found.add(held)
            held = None
    return found


def test_every_sentence_with_a_twin_is_one_that_is_said() -> None:
    assert set(voice.ABOUT) <= messages()
    assert all("Anda" in to for to in voice.ABOUT)
    assert not any("Anda" in about for about in voice.ABOUT.values())


def test_everybody_else_reads_about_the_person() -> None:
    waiting = tuple(Waiting(settler.value, settler) for settler in Settler)
    placed = Placed(5, (5,), {5: "kinerja sesuai, potensial menengah"}, {5: 0.9}, {5: 0.95}, waiting, (), "Kota Uji")
    to = " ".join(doubt.of_box(placed, narrative_policy()))
    about = " ".join(doubt.of_box(placed, narrative_policy(), voice.about(str)))
    assert "Jika Anda memiliki bukti" in to
    assert "Anda" not in about
    assert "Ini tidak berarti pegawai ini pernah dihukum." in about
    names = {"sosial": "Sosial"}
    for orientation in ("manajerial", "fungsional", "seimbang"):
        assert "Anda" not in narrative.career({"sosial": 1.0}, names, orientation, voice.about(str))
