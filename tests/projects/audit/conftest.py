"""Every test of the log has a file of checkpoints of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def checkpoint_file(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "kept" / "checkpoints.jsonl"
    settings.AUDIT_CHECKPOINTS = str(path)
    return path
