"""Việc của tôi: what waits for whom, in which order and why; doing it for one dossier or for many."""
