"""The typesetter: one typst compiler a process, kept warm; data goes in beside the template, never into its source,
and in signs that the typeface has: a document for the archive refuses any other.

Templates lie in `typst/`, the typeface in `fonts/` (system fonts are ignored, so that a document looks the same everywhere).
Use it in spawned processes: a child forked after the first document would wait forever for threads it did not inherit, and
is refused instead. Threads take turns; they would not run faster side by side.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal

import typst

from .coverage import fitter
from .errors import DocumentFailed

HERE = Path(__file__).parent
TEMPLATES = HERE / "typst"
FONTS = HERE / "fonts"

# Readable by any viewer in decades (ISO 19005-2) and by screen readers (ISO 14289-1).
Standard = Literal["a-2a", "a-2b", "ua-1"]
ARCHIVE: tuple[Standard, ...] = ("a-2a", "ua-1")


class Typesetter:
    """Compiles templates by name with data as JSON under `sys.inputs.data`."""

    def __init__(self) -> None:
        self._fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
        self._compiler = typst.Compiler(root=TEMPLATES, font_paths=self._fonts)
        self._fit = fitter(file.read_bytes() for file in FONTS.glob("*.ttf"))
        self._process = os.getpid()
        self._turn = Lock()

    def pdf(self, template: str, data: Mapping[str, object], *, at: datetime, standards: Sequence[Standard] = ARCHIVE) -> bytes:
        """A PDF made at `at` (aware). DocumentFailed with the compiler's diagnostic when the template refuses the data."""
        return self._compile(template, data, "pdf", at=at, standards=standards)

    def png(self, template: str, data: Mapping[str, object], *, ppi: float) -> bytes:
        """The document's only page as PNG. DocumentFailed as above, or when it has several pages."""
        return self._compile(template, data, "png", ppi=ppi)

    def _compile(
        self,
        template: str,
        data: Mapping[str, object],
        kind: Literal["pdf", "png"],
        *,
        at: datetime | None = None,
        ppi: float | None = None,
        standards: Sequence[Standard] = (),
    ) -> bytes:
        if os.getpid() != self._process:
            raise DocumentFailed("this process was forked after a document was made; start workers by spawn")
        try:
            with self._turn:
                made = self._compiler.compile(
                    TEMPLATES / template,
                    format=kind,
                    ppi=ppi,
                    sys_inputs={"data": json.dumps(_fitted(data, self._fit), ensure_ascii=False)},
                    pdf_standards=[*standards],
                    timestamp=at and int(at.timestamp()),
                )
        except typst.TypstError as error:
            raise DocumentFailed(error.diagnostic or error.message) from error
        if not isinstance(made, bytes):
            raise DocumentFailed(f"{template} does not make one document")
        return made


def _fitted(data: object, fit: Callable[[str], str]) -> object:
    """The same data with every text in signs that the typeface has."""
    if isinstance(data, str):
        return fit(data)
    if isinstance(data, Mapping):
        return {key: _fitted(value, fit) for key, value in data.items()}
    return [_fitted(value, fit) for value in data] if isinstance(data, list | tuple) else data


@cache
def typesetter() -> Typesetter:
    """The process's own."""
    return Typesetter()
