"""What `/metrics` tells: the process, sign-ins, refusals at the gate, readiness; no names, no dossiers."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, PlatformCollector, ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

SIGN_INS = Counter("motcua_sign_ins", "Attempts to sign in.", ["outcome"], registry=REGISTRY)
REFUSALS = Counter(
    "motcua_gate_refusals", "Requests without a session, by what they asked for.", ["kind"], registry=REGISTRY
)
READY = Gauge("motcua_ready", "1 where the last pulse of the store succeeded.", registry=REGISTRY)
