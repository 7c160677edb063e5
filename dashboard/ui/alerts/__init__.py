"""The parts of the screen of alerts."""
