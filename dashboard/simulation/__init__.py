"""What if: the open dossiers and the coming weeks, simulated from how the Office really works."""
