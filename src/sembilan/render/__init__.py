"""Pictures, tables and documents from plain dataclasses: SVG, XLSX, CSV, PNG, PDF.

Nouns: Palette, NineBoxLabels, BoxPosition, MapPosition, RadarAxis, LevelEstimate, PersonReport, Sheet.
The same SVG is shown in a page and set in a PDF; only the palette differs (custom properties against plain colours).
It must never know Django, a database row, a clock, or how a number was computed; words come in translated.
"""
