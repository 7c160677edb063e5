"""The screen of retention."""
