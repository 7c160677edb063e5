"""The hall: numbers, bookings, calls at the counters, the wall, and how long people wait there."""
