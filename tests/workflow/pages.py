"""How the tests of pages begin."""

from __future__ import annotations

import pytest
from django.test import Client

from projects.people.models import Officer

PAGE_TEST = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def enter(officer: Officer) -> Client:
    """A browser in which the officer has signed in."""
    client = Client()
    client.force_login(officer)
    return client
