"""The screen of printed forms, in parts."""
