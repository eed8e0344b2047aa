"""A chat server of every kind, empty and obliging until scripted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.chat import ChatServer
from tests.factories import NOW
from tests.notifications.outbox.samples import MovableClock


@pytest.fixture(scope="session")
def _chat_process() -> Iterator[ChatServer]:
    server = ChatServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def chat(_chat_process: ChatServer, settings: Settings, clock: MovableClock) -> Iterator[ChatServer]:
    """The only host that messages may go to; its clock is the test's."""
    settings.CHANNEL_ORIGINS = [_chat_process.base]
    settings.CHANNEL_TIMEOUT = 0.5
    settings.PUBLIC_URL = "https://luodi.example"
    _chat_process.reset()
    _chat_process.clock = lambda: clock.now.timestamp()
    yield _chat_process
    _chat_process.reset()
