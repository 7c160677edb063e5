"""The screen of boards."""
