"""The system says in Chinese what must be set before it starts in earnest."""

from __future__ import annotations

import importlib

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from config.celery import app, refuse_an_evicting_broker
from config.checks import links_lead_somewhere, secrets_are_own, served_over_https
from config.front import FILES, PackageFinder
from config.serving.broker import BrokerRefused, check_policy
from tests.servers import free_port, private_redis


@pytest.fixture
def earnest(settings: Settings) -> Settings:
    settings.DEMO = settings.DEBUG = False
    settings.SECRET_KEY, settings.API_KEY_PEPPER = "k" * 50, "p" * 40
    settings.AUDIT_KEY = "a" * 40
    settings.PUBLIC_URL = "https://luodi.example"
    return settings


def test_own_secrets_are_taken(earnest: Settings) -> None:
    assert secrets_are_own() == []


@pytest.mark.parametrize(
    ("setting", "variable"),
    [
        ("SECRET_KEY", "LUODI_SECRET_KEY"),
        ("API_KEY_PEPPER", "LUODI_API_KEY_PEPPER"),
        ("AUDIT_KEY", "LUODI_AUDIT_KEY"),
    ],
)
def test_a_sample_or_short_secret_is_refused(earnest: Settings, setting: str, variable: str) -> None:
    setattr(earnest, setting, earnest.SAMPLE_SECRET)
    assert [variable in refusal.msg and "示例密钥" in refusal.msg for refusal in secrets_are_own()] == [True]
    setattr(earnest, setting, "short")
    assert ["至少需要 32 个字符" in refusal.msg for refusal in secrets_are_own()] == [True]


@pytest.mark.parametrize(
    ("value", "word"), [("1:" + "a" * 40 + ",2:" + "b" * 40, "写法有误"), ("2:short,1:" + "a" * 40, "太短")]
)
def test_each_of_several_audit_keys_is_looked_at(earnest: Settings, value: str, word: str) -> None:
    earnest.AUDIT_KEY = value
    assert [word in refusal.msg for refusal in secrets_are_own()] == [True]
    earnest.AUDIT_KEY = f"2:{'b' * 40},1:{'a' * 40}"
    assert secrets_are_own() == []


def test_a_demonstration_may_use_sample_secrets(earnest: Settings) -> None:
    earnest.SECRET_KEY = earnest.SAMPLE_SECRET
    earnest.DEMO = True
    assert secrets_are_own() == []


def test_a_web_server_started_by_hand_is_refused_too(earnest: Settings) -> None:
    earnest.SECRET_KEY = earnest.SAMPLE_SECRET
    with pytest.raises(ImproperlyConfigured, match="LUODI_SECRET_KEY"):
        importlib.import_module("config.wsgi")


def test_plain_http_and_links_to_the_own_machine_are_warned_about(earnest: Settings) -> None:
    assert [warning.id for warning in served_over_https()] == ["luodi.W001"]
    earnest.HTTPS = True
    assert (served_over_https(), links_lead_somewhere()) == ([], [])
    earnest.PUBLIC_URL = "http://127.0.0.1:8000"
    assert [warning.id for warning in links_lead_somewhere()] == ["luodi.W002"]


def test_a_worker_started_by_hand_refuses_a_redis_that_evicts() -> None:
    before = app.conf.broker_url
    with private_redis(policy="volatile-lru") as url:
        app.conf.broker_url = url
        try:
            with pytest.raises(SystemExit, match="volatile-lru"):
                refuse_an_evicting_broker()
        finally:
            app.conf.broker_url = before


def test_a_broker_that_is_away_is_told_in_a_sentence() -> None:
    with pytest.raises(BrokerRefused, match="CELERY_BROKER_URL"):
        check_policy(f"redis://127.0.0.1:{free_port()}/0")


def test_front_end_files_are_found_and_their_absence_is_told(settings: Settings, tmp_path: object) -> None:
    finder = PackageFinder()
    assert finder.check() == []
    assert str(finder.find("tabler/css/tabler.min.css")).endswith("tabler.min.css")
    assert finder.find("tabler/css/unknown.css") == []
    assert {path for path, storage in finder.list([]) if storage.exists(path)} == set(FILES)
    settings.NODE_MODULES = tmp_path
    assert ["make install" in str(error.hint) for error in finder.check()] == [True]


def test_the_demo_mail_server_is_for_demonstrations_only(earnest: Settings) -> None:
    with pytest.raises(CommandError, match="演示模式"):
        call_command("demo_smtp")
