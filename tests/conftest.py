"""Fixtures that hold real parts: database files, Redis, an SMTP server, a browser. See tests/servers.py.

Safe when several pytest runs, each with several xdist workers, share one machine: nothing has a fixed name or port.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import TransactionTestCase
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer
from xdist.remote import Producer

from config import celery_app
from config.serving.database import GUARDS
from projects.audit.models import Head
from tests.browsing import Luodi, chromium
from tests.databases import drop_copy, migrated_copy
from tests.grouping import Together
from tests.servers import private_redis
from tests.smtp import SmtpServer

HOME = Path(tempfile.mkdtemp(prefix="luodi-test-"))
hypothesis.settings.register_profile("luodi", deadline=None)  # a slow machine is no counterexample
hypothesis.settings.load_profile("luodi")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in the thread of the test


def pytest_configure(config: pytest.Config) -> None:
    """Point everything that is written at a folder of this process."""
    django_settings.STATIC_ROOT = str(HOME / "static")
    (HOME / "static").mkdir(exist_ok=True)
    django_settings.MEDIA_ROOT = str(HOME / "evidence")
    django_settings.DEMO_MAILDIR = HOME / "mail"
    django_settings.AUDIT_STRICT = True
    django_settings.LIMITS = {**django_settings.LIMITS, "LIMITS": 0}  # on where tests are about them
    django_settings.AUDIT_CHECKPOINTS = str(HOME / "audit-checkpoints.jsonl")
    django_settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    celery_app.conf.update(broker_url="memory://", broker_transport_options={})
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    database = django_settings.DATABASES["default"]
    test = database.setdefault("TEST", {})
    if connection.vendor == "sqlite":
        test["NAME"] = str(HOME / "test.sqlite3")  # a file: several threads write at once
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    else:
        test["NAME"] = f"test_luodi_{os.getpid()}"


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Groups stay together (tests/grouping.py)."""
    return Together(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(HOME, ignore_errors=True)


def _install_flush_without_triggers() -> None:
    """Transitions refuse DELETE and TRUNCATE; only the emptying of the test database may pass.

    The calendar stays: a migration loads it once, and no test changes it for another.
    """
    flush = TransactionTestCase._fixture_teardown
    names = connection.introspection.django_table_names

    def all_but_the_calendar(*args: bool, **kwargs: bool) -> list[str]:
        return [name for name in names(*args, **kwargs) if not name.startswith("workdays_")]

    def teardown(self: TransactionTestCase) -> None:
        for guards in GUARDS:
            guards.remove(connection)
        try:
            with mock.patch.object(connection.introspection, "django_table_names", all_but_the_calendar):
                flush(self)
        finally:
            for guards in GUARDS:
                guards.install(connection)
            Head.objects.create(pk=1)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


_install_flush_without_triggers()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In place of pytest-django's: a copy of the database that was migrated once (tests/databases.py)."""
    with django_db_blocker.unblock():
        migrated_copy()
    yield
    with django_db_blocker.unblock():
        drop_copy()


@pytest.fixture(scope="session")
def redis_url(worker_id: str) -> Iterator[str]:
    """URL of a real Redis of this process: ``REDIS_URL`` (one database a worker), else a private server."""
    given = os.environ.get("REDIS_URL")
    if given:
        number = int(worker_id.removeprefix("gw")) + 1 if worker_id != "master" else 0
        yield urlsplit(given)._replace(path=f"/{number}").geturl()
        return
    with private_redis() as url:
        yield url


@pytest.fixture(scope="session")
def _smtp_process() -> Iterator[SmtpServer]:
    server = SmtpServer(HOME / "received")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def smtp_server(_smtp_process: SmtpServer, settings: Settings) -> Iterator[SmtpServer]:
    """A real SMTP server, empty and obliging until scripted; Django's mail settings point at it."""
    settings.EMAIL_HOST = _smtp_process.host
    settings.EMAIL_PORT = _smtp_process.port
    _smtp_process.reset()
    yield _smtp_process
    _smtp_process.reset()


@pytest.fixture(scope="session")
def _browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def live_luodi(_browser: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Luodi]:
    """The whole site on the test database, and Chromium in front of it. LUODI_SHOTS names a folder to keep pictures."""
    settings.PUBLIC_URL = str(live_server)
    wanted = os.environ.get("LUODI_SHOTS")
    luodi = Luodi(str(live_server), _browser, Path(wanted) if wanted else None)
    yield luodi
    luodi.close()
