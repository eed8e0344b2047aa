"""The hash of a closed round: over everything that was reported, in one fixed spelling. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

ALGORITHM = "sha256-v1"


def frozen_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of the JSON with sorted keys and without blanks."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
