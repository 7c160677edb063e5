"""What `/metrics` tells of this process: what was asked, done and refused, and how long it took.

Labels take values of bounded lists only (pages, actions, outcomes); no names, no dossiers, no accounts.
What stands in the store (queues, sessions, the last proof) is read by `dashboard/state`.
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from models import meters as store

# When each series was first seen: nobody asks, and it doubles what is sent.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
for _meter in (store.TRANSACTIONS, store.RETRIES, store.CONFLICTS, store.SECONDS):
    REGISTRY.register(_meter)

_LONG = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter(
    "motcua_http_requests", "Requests by page and status.", ["page", "status"], registry=REGISTRY
)
REQUEST_SECONDS = Histogram(
    "motcua_http_request_duration_seconds", "How long requests take.", ["page"], buckets=_LONG,
    registry=REGISTRY,
)  # fmt: skip
CONNECTIONS = Gauge("motcua_websockets", "Browsers that are connected now.", registry=REGISTRY)
RUNS = Counter(
    "motcua_script_runs", "Runs of pages by outcome, what a run begins again by itself included.",
    ["page", "outcome"], registry=REGISTRY,
)  # fmt: skip
RUN_SECONDS = Histogram(
    "motcua_script_run_duration_seconds", "How long pages run, from the click to the last element.",
    ["page"], buckets=_LONG, registry=REGISTRY,
)  # fmt: skip
ACTIONS = Counter(
    "motcua_actions", "Actions of the lifecycle by name and outcome.", ["action", "outcome"],
    registry=REGISTRY,
)  # fmt: skip
SIGN_INS = Counter("motcua_sign_ins", "Attempts to sign in.", ["outcome"], registry=REGISTRY)
REFUSALS = Counter("motcua_refusals", "What was refused, by reason.", ["reason"], registry=REGISTRY)
FAULTS = Counter(
    "motcua_faults", "Errors that nobody foresaw, by what was going on.", ["kind"], registry=REGISTRY
)
JOB_RUNS = Counter(
    "motcua_job_runs", "Rounds of background jobs by outcome.", ["job", "outcome"], registry=REGISTRY
)
JOB_SECONDS = Histogram(
    "motcua_job_duration_seconds", "How long a round of a background job takes.", ["job"],
    buckets=(0.01, 0.1, 1, 10, 60, 600), registry=REGISTRY,
)  # fmt: skip
JOB_SUCCESS = Gauge(
    "motcua_job_last_success_timestamp_seconds", "When a background job last ended well.", ["job"],
    registry=REGISTRY,
)  # fmt: skip
BACKUP_AT = Gauge(
    "motcua_backup_last_success_timestamp_seconds", "When the last good backup began.", registry=REGISTRY
)
BACKUP_BYTES = Gauge(
    "motcua_backup_last_success_bytes", "How large the last good backup is.", registry=REGISTRY
)
BACKUP_OK = Gauge("motcua_backup_ok", "1: the last backup succeeded, 0: it failed.", registry=REGISTRY)
