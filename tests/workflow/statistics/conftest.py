"""The scene of this room."""

from __future__ import annotations

import pytest

from tests.workflow.statistics.scene import Scene, build_scene


@pytest.fixture
def scene(db: None) -> Scene:
    """芜湖 and six projects."""
    return build_scene()
