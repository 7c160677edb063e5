"""One noun a file: its document, its collection, its indexes, its queries."""
