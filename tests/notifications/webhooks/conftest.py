"""The receiver, the city, and a system with a webhook to the receiver."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from notifications.webhooks.models import Webhook
from projects.people.models import Officer
from tests.factories import City, build_city
from tests.notifications.webhooks.receiving import Receiver, own_address
from tests.notifications.webhooks.samples import Clock, allow_own_network, hook, system


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Answers 204 until told otherwise."""
    if not own_address():
        pytest.skip("this machine has no address but the loopback")
    server = Receiver()
    yield server
    server.close()


@pytest.fixture
def city(db: None) -> City:
    """芜湖 with its people."""
    return build_city()


@pytest.fixture
def owner(city: City) -> Officer:
    """The system of 繁昌区."""
    return system(city.district)


@pytest.fixture
def webhook(owner: Officer, receiver: Receiver) -> Webhook:
    """Its webhook, with the network of the receiver allowed."""
    allow_own_network()
    return hook(owner, receiver.url())


@pytest.fixture
def clock() -> Clock:
    """Stands still."""
    return Clock()
