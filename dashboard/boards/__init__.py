"""Boards: what a chart may ask, what all charts of a board ask together, and the files made of it."""
