"""The receiver, the city, and a system with a webhook to the receiver."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from notifications.webhooks.models import Webhook
from projects.people.models import Officer
from tests.factories import City, build_city
from tests.founding import founded_once
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


@pytest.fixture(scope="module")
def founded(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """芜湖 with its people."""
    with founded_once(request, django_db_blocker, build_city) as cities:
        yield cities


@pytest.fixture
def city(founded: Callable[[], City], db: None) -> City:
    """The city of this file, as it was founded."""
    return founded()


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
