"""The screens of process maps, of what changed, and of the health of the data."""
