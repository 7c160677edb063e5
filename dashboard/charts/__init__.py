"""Figures of charts as plain dicts for Plotly; pure."""

from dashboard.charts.bars import bars, histogram, inflow
from dashboard.charts.base import DARK, LIGHT, Figure, Palette, Series
from dashboard.charts.calibration import Point, calibration
from dashboard.charts.dots import Row, dots
from dashboard.charts.lines import ahead, band, lines, stacked

__all__ = [
    "DARK",
    "LIGHT",
    "Figure",
    "Palette",
    "Point",
    "Row",
    "Series",
    "ahead",
    "band",
    "bars",
    "calibration",
    "dots",
    "histogram",
    "inflow",
    "lines",
    "stacked",
]
