"""How likely an open dossier misses its due date, and when it will be done: learnt from history."""
