"""People with telephones, and a key of their own."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.factories import City, build_city
from tests.projects.privacy.samples import key


@pytest.fixture
def keys(settings: Settings) -> Settings:
    """Key 1 and SM4."""
    settings.FIELD_KEYS = key(1)
    settings.FIELD_CIPHER = "sm4-gcm"
    return settings


@pytest.fixture
def city(keys: Settings) -> City:
    """Their telephones are ciphered with key 1."""
    return build_city()
