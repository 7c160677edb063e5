"""Reference data of the Office, as files with their sources, and what loads them."""
