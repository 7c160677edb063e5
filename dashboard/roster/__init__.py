"""The roster: who is on which field, whether that holds, and something better (pure)."""
