"""What the store counts of its transactions; `dashboard/meters.py` shows it."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

TRANSACTIONS = Counter(
    "motcua_transactions", "Transactions by how they ended.", ["outcome"], registry=None
)
RETRIES = Counter(
    "motcua_transaction_retries", "Times a transaction was begun again after a conflict.", registry=None
)
CONFLICTS = Counter(
    "motcua_transaction_conflicts", "Tries that another's write (or the net) ended.", registry=None
)
SECONDS = Histogram(
    "motcua_transaction_duration_seconds", "How long transactions take, with what was tried again.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20), registry=None,
)  # fmt: skip
