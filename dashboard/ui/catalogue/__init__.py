"""The screen of the catalogue, in parts."""
