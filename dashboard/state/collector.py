"""What stands in memory and in the store, as gauges of `/metrics`, read when they are collected."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from dashboard import meters
from dashboard.about import VERSION
from dashboard.office_holder import installed
from dashboard.readiness import READINESS
from dashboard.state.reading import READER, Reading


class Standing(Collector):
    """Of the Office of this process; nothing before it is open."""

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: to be registered must not read the store."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """Every gauge. Where the store is silent, only what needs no store, within some seconds."""
        yield _one("motcua_build_info", "The version of the program.", 1, version=VERSION,
                   streamlit=version("streamlit"))  # fmt: skip
        office = installed()
        if office is None:
            return
        frame = office.cube.frame
        rows, bytes_ = frame.size
        yield _one("motcua_frame_rows", "Rows of the figures in memory.", rows)
        yield _one("motcua_frame_bytes", "Bytes of the figures in memory.", bytes_)
        if frame.age is not None:
            told = "Since the figures were last brought up to date, which every question does."
            yield _one("motcua_frame_age_seconds", told, frame.age)
        fault = READINESS.fault()
        yield _one("motcua_ready", "1 where this process can serve, as /readyz has it.", 0 if fault else 1)
        silent = fault is not None and fault.part == "store"
        yield _one("motcua_store_up", "1 where the store reads and writes.", 0 if silent else 1)
        if not silent:
            yield from of_store(READER.read(office))


def of_store(found: Reading) -> Iterator[Metric]:
    """The gauges of a reading."""
    if found.disk is not None:
        yield _one("motcua_data_free_bytes", "What the disk of the data folder has left.", found.disk.free)
        yield _one("motcua_data_bytes", "What the data folder holds.", found.disk.used)
    if found.error is not None:
        return
    waiting = GaugeMetricFamily("motcua_notices_waiting", "Notices that wait to be sent.", labels=["medium"])
    oldest = GaugeMetricFamily(
        "motcua_notices_oldest_seconds", "Since when the oldest of them waits.", labels=["medium"]
    )
    for medium, one in found.waiting.items():
        waiting.add_metric([medium], one.count)
        oldest.add_metric([medium], max(0.0, (found.at - one.since).total_seconds()))
    stuck = GaugeMetricFamily("motcua_notices", "Notices that are being sent or were given up.",
                              labels=["state"])  # fmt: skip
    for state, count in found.notices.items():
        stuck.add_metric([state], count)
    yield from (waiting, oldest, stuck)
    if found.hooks is not None:
        hooks = GaugeMetricFamily("motcua_webhooks", "Webhooks by state.", labels=["state"])
        hooks.add_metric(["active"], found.hooks.active)
        hooks.add_metric(["stopped"], found.hooks.stopped)
        yield hooks
        yield _one("motcua_webhook_events_waiting", "Events that the webhook furthest behind has not taken.",
                   found.hooks.behind)  # fmt: skip
    yield _one("motcua_sessions", "Sessions that are signed in.", found.sessions or 0)
    yield _one("motcua_sessions_in_use", "Those used within five minutes.", found.in_use or 0)
    if found.proof is not None:
        at = found.proof.at.timestamp()
        yield _one("motcua_verify_timestamp_seconds", "When the store was last proved.", at)
        yield _one("motcua_verify_differences", "What the last proof found wrong.", found.proof.differences)


def _one(name: str, told: str, value: float, **labels: str) -> Metric:
    gauge = GaugeMetricFamily(name, told, labels=list(labels))
    gauge.add_metric(list(labels.values()), value)
    return gauge


def register() -> None:
    """Show them with the other meters, once."""
    global _registered
    if not _registered:
        _registered = True
        meters.REGISTRY.register(Standing())


_registered = False
