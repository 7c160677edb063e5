"""The screen of notices, in parts."""
