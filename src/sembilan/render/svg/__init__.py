"""Pictures as SVG text: the two maps, the radar, levels, bars. Each is a pure function of frozen dataclasses."""

from .assessment import MapCounts, MapLabels, MapPosition, assessment_map
from .bars import BarScale, DistributionRow, career_bars, distribution_bars
from .levels import LevelEstimate, level_strip, level_table
from .ninebox import BoxCount, BoxCounts, BoxPosition, NineBoxLabels, nine_box
from .radar import RadarAxis, RadarLabels, radar
from .values import Chance, Interval

__all__ = [
    "BarScale",
    "BoxCount",
    "BoxCounts",
    "BoxPosition",
    "Chance",
    "DistributionRow",
    "Interval",
    "LevelEstimate",
    "MapCounts",
    "MapLabels",
    "MapPosition",
    "NineBoxLabels",
    "RadarAxis",
    "RadarLabels",
    "assessment_map",
    "career_bars",
    "distribution_bars",
    "level_strip",
    "level_table",
    "nine_box",
    "radar",
]
