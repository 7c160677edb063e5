"""Notices: what is told to whom, written with what causes it, and sent afterwards, once."""
