"""The public postal service: pick-ups, the day's list, results sent back, and the time of each leg."""
