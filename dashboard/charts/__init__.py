"""Figures of charts as plain dicts for Plotly; pure."""

from dashboard.charts.figures import bars, dots, lines, stacked

__all__ = ["bars", "dots", "lines", "stacked"]
