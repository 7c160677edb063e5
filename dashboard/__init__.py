"""What the application does: the clock, the lifecycle, the cube, search, exchange, access, the screens."""
