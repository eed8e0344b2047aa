"""The link between two entries: canonical JSON and a keyed digest. Pure.

The digest is an HMAC (SM3, or SHA-256 where the city asks no 国密), so that whoever can write the database but does
not know ``LUODI_AUDIT_KEY`` cannot forge a row, not even the last one.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

ALGORITHMS = {"hmac-sm3": "sm3", "hmac-sha256": "sha256"}
GENESIS = "0" * 64
"""What the very first entry is linked to."""

HASHED = (
    "seq",
    "at",
    "actor_id",
    "actor",
    "actor_name",
    "actor_unit",
    "address",
    "channel",
    "request",
    "action",
    "action_label",
    "object_type",
    "object_id",
    "object_name",
    "changes",
    "result",
    "detail",
    "algorithm",
)
"""The columns of an entry that its digest covers; ``previous`` stands before them."""


def canonical(value: Any) -> str:
    """JSON with sorted names and no white space: the same value is always the same text."""
    return _bytes(value).decode()


def _bytes(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def instant(at: datetime) -> str:
    """UTC with microseconds, as every database gives it back."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


@lru_cache(maxsize=8)
def _keyed(key: bytes, algorithm: str) -> hmac.HMAC:
    """The digest after it has taken in the key: copied for each entry. ``hmac-sm3:2`` names a key beside it."""
    return hmac.new(key, digestmod=ALGORITHMS[algorithm.partition(":")[0]])


def digest(previous: str, values: Mapping[str, Any], key: bytes) -> str:
    """The hash of an entry in hexadecimal. ``values``: the columns of ``HASHED``, ``at`` an aware datetime."""
    payload = {name: values[name] for name in HASHED}
    payload["at"] = instant(payload["at"])
    made = _keyed(key, payload["algorithm"]).copy()
    made.update(previous.encode() + _bytes(payload))
    return made.hexdigest()
