"""Keeping the Office's data: backups, restoring them, and bringing older stores up to date."""
