"""The screen of the roster, in parts."""
