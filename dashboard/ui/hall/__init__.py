"""The hall on a clerk's screen: calling, bookings, figures, arrangement."""
