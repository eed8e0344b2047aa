"""Fixtures of the killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notifications.chaos.shooting import Shooting, shooting_range
from tests.smtp import SmtpServer


@pytest.fixture(scope="session")
def _range(
    django_db_setup: None, _smtp_process: SmtpServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shooting]:
    """One process for all tests: it takes seconds to start."""
    with shooting_range(_smtp_process, tmp_path_factory.mktemp("range")) as shooting:
        yield shooting


@pytest.fixture
def shooting(transactional_db: None, _range: Shooting, smtp_server: SmtpServer, tmp_path: Path) -> Shooting:
    """Nobody has died yet; the relay has its journal."""
    _range.folder, _range.journal = tmp_path, str(smtp_server.maildir)
    return _range
