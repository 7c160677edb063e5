"""What the ways of dossiers tell: which step follows which, where time is lost, and why waiting changed."""
