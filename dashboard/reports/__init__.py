"""Statutory reports: form II.06a as of any day, what is beside it, and periods that are closed."""
