"""Alerts on measures, and the morning's digest."""
