"""A district whose network is cut off: its system's client, its signing secret, and its own program from the guide."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as luodi
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from projects.gateway.models import ApiKey, Client
from projects.gateway.signing import secret_of, shown
from projects.people.models import Organisation
from projects.workdays.services import load_years
from tests.api.callers import CLERK, Caller, caller
from tests.factories import NOW, City, build_city
from tests.founding import founded_once
from tests.projects.gateway.calling import PEPPER

EXAMPLE = Path(luodi.BASE_DIR) / "docs/examples/luodi_exchange.py"


def program() -> Any:
    """The example of the guide, loaded as the file it is."""
    spec = importlib.util.spec_from_file_location("luodi_exchange_example", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


GUIDE = program()


@dataclass
class District:
    """What stands on the other side of the gap. ``mirror``: kind → id → object."""

    caller: Caller
    folder: Path
    mirror: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def key(self) -> ApiKey:
        return self.caller.row

    @property
    def client(self) -> Client:
        return self.caller.row.account.client

    @property
    def secret(self) -> str:
        return shown(secret_of(self.key.public_id, PEPPER))

    def take(self, content: bytes, *, errors: tuple[str, ...] = ()) -> bytes:
        """Check a package, bring the mirror up to date, write the receipt."""
        file = self.folder / "package.zip"
        file.write_bytes(content)
        manifest, files, sha256 = GUIDE.opened(file, self.secret, GUIDE.CHANGES)
        GUIDE.apply(self.mirror, manifest, files)
        return bytes(GUIDE.receipt(manifest, sha256, self.secret, errors))

    def parts(self, number: int, *lines: Any, evidence: dict[str, bytes] | None = None) -> dict[str, bytes]:
        """Files of a package of calls."""
        requests = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        return dict(GUIDE.packed(str(self.client.pk), number, requests, evidence or {}, self.secret))

    def pack(self, number: int, *lines: Any, evidence: dict[str, bytes] | None = None) -> bytes:
        """A package of calls."""
        return zipped(self.parts(number, *lines, evidence=evidence))

    def read(self, content: bytes) -> list[dict[str, Any]]:
        """The checked answers of a receipt."""
        file = self.folder / "answers.zip"
        file.write_bytes(content)
        _, files, _ = GUIDE.opened(file, self.secret, GUIDE.ANSWERS)
        return list(GUIDE.rows(files["answers.jsonl"]))


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cut_off(unit: Organisation, folder: Path, *scopes: str) -> District:
    """The client of a unit that signs."""
    return District(caller(unit, *(scopes or CLERK), signing="optional"), folder)


@pytest.fixture(autouse=True)
def two_days_later(settings: Settings) -> Iterator[None]:
    """Two days after the samples were entered, and running; the addresses of files are those of the line."""
    settings.PUBLIC_URL = "http://testserver"
    with time_machine.travel(NOW + timedelta(days=2), tick=True):
        yield


@pytest.fixture(scope="module")
def founded(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[], City]]:
    """芜湖 with its people and this year's calendar."""

    def found() -> City:
        with time_machine.travel(NOW + timedelta(days=2), tick=True):
            year = timezone.localdate().year
            load_years(year, year, now=timezone.now())
            return build_city()

    with founded_once(request, django_db_blocker, found) as cities:
        yield cities


@pytest.fixture
def city(founded: Callable[[], City], db: None) -> City:
    """The city of this file, as it was founded."""
    return founded()


@pytest.fixture
def district_office(city: City, tmp_path: Path) -> District:
    """繁昌区 behind its gap."""
    return cut_off(city.district, tmp_path)
