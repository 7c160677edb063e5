"""A model and what it is worth as bytes, and back. Pure."""

from __future__ import annotations

import dataclasses
import io
import json
from typing import Any

import numpy as np

from dashboard.risk.backtest import Group, Verdict
from dashboard.risk.model import Model, Part

#: raised when what is learnt, or how it is packed, changes: another version is learnt anew
VERSION = 1
ARRAYS = ("tables", "ratio", "limit", "counts", "effects")
PLAIN = ("learnt", "cases", "usual_limit", "usual_open", "shift", "power")


def packed(model: Model, verdict: Verdict | None) -> bytes:
    """Both, compressed: arrays as numbers of 32 bits, all else as JSON."""
    arrays: dict[str, Any] = {}
    words: dict[str, Any] = {name: getattr(model, name) for name in PLAIN}
    words["verdict"] = None if verdict is None else dataclasses.asdict(verdict)
    for name in ("stay", "rest"):
        part: Part = getattr(model, name)
        words[name] = {
            "place": [[[list(key), row] for key, row in level.items()] for level in part.place],
            "speed": part.speed,
        }
        for array in ARRAYS:
            arrays[f"{name}_{array}"] = getattr(part, array).astype(np.float32)
    arrays["words"] = np.frombuffer(json.dumps(words).encode(), np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def unpacked(data: bytes) -> tuple[Model, Verdict | None]:
    """What was packed by this version."""
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        words = json.loads(arrays["words"].tobytes())
        parts: dict[str, Any] = {
            name: Part(
                place=tuple({tuple(key): row for key, row in level} for level in words[name]["place"]),
                speed=words[name]["speed"],
                **{array: arrays[f"{name}_{array}"].astype(np.float64) for array in ARRAYS},
            )
            for name in ("stay", "rest")
        }
    told = words["verdict"]
    if told is not None:
        told["groups"] = tuple(Group(**group) for group in told["groups"])
    model = Model(**{name: words[name] for name in PLAIN}, **parts)
    return model, None if told is None else Verdict(**told)
