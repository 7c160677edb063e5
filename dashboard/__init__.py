"""What the application does: the clock, the lifecycle, the cube, search, exchange, access and the screens' parts."""
