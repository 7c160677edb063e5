"""The screen of statutory reports, in parts."""
