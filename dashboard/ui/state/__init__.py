"""The screen of the system's state."""
