"""What the coming weeks will bring: arrivals, backlog, lateness, with bands and a record of its errors."""
