"""What the demo is made from, by name: read before anything is set up."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
ROSTER: Final = ROOT / "demo" / "roster_lampung.xlsx"
