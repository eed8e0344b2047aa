"""No log line carries personal data or a secret, and nobody forges one."""

from __future__ import annotations

import json
import logging
import logging.config
from typing import Any

import pytest
import structlog
from celery.app.log import Logging
from django.test import Client, RequestFactory

from config import celery_app
from config.logs import DROPPED, LONGEST, logging_config
from config.reporting import HidingFilter, HidingReporter
from tests.config.lines import logged

PHONE, ID, MAIL = "13987654321", "340204199001011234", "li.tian@luodi.example"
PASSWORD, CODE = "Tiger-canary-7731", "774411"
KEY = f"luodi_{'c' * 12}.{'K' * 43}"
PERSONAL = (PHONE, ID, MAIL)

log = logging.getLogger("tests.logs")


def say_everything() -> None:
    """Every way in which a value gets into a line."""
    log.info("called %s about %s", PHONE, ID)
    log.info("called %(phone)s", {"phone": PHONE})
    log.warning(f"mail to {MAIL} with key {KEY}")
    log.error(
        "extra", extra={"phone": PHONE, "rows": [{"id": ID}, (PHONE,)], "number": int(PHONE), "raw": PHONE.encode()}
    )
    log.error("extra", extra={"password": PASSWORD, "data": {"otp_code": CODE, "code": CODE, "api_key": KEY}})
    log.info("Authorization: Bearer %s; sessionid=%s; password=%s", KEY, PASSWORD, PASSWORD)
    structlog.get_logger("tests.logs").info("structured", phone=PHONE, cookie=PASSWORD, note=f"致电{PHONE}")
    structlog.get_logger("tests.logs").info("positional %s", PHONE)
    try:
        fail_with(PHONE, PASSWORD)
    except ValueError:
        log.exception("failed for %s", PHONE)
        structlog.get_logger("tests.logs").exception("failed")
    log.info("where", stack_info=True)


def fail_with(phone: str, password: str) -> None:
    """Holds canaries in local variables, says them in its message and in a note."""
    held = {"phone": phone, "password": password}
    try:
        raise KeyError(f"{held['phone']} {ID}")
    except KeyError as cause:
        broken = ValueError(f"no such number {phone}, password={password}")
        broken.add_note(f"seen {ID}")
        raise broken from cause


CANARIES = (*PERSONAL, PASSWORD, CODE, KEY)


def test_no_line_holds_a_canary() -> None:
    with logged() as lines:
        say_everything()
    assert [canary for canary in CANARIES if canary in lines.text] == []
    assert len(lines.parsed()) == 11
    assert "139****4321" in lines.text and "l****@luodi.example" in lines.text


def test_without_the_processor_every_canary_is_found() -> None:
    """Negative control."""
    with logged(guarded=False) as lines:
        say_everything()
    assert [canary for canary in CANARIES if canary not in lines.text] == []


NAMES = ["password", "new_password1", "Authorization", "cookie", "csrf_token", "client_secret", "code", "totp_code",
         "api_key", "apikey", "sessionid_cookie", "口令", "signature", "credentials"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_stands_under_the_name_of_a_secret_is_dropped(name: str) -> None:
    with logged() as lines:
        log.info("x", extra={name: "short"})
        log.info("x", extra={"data": {name: ["short"]}})
    assert [lines.parsed()[0][name], lines.parsed()[1]["data"][name]] == [DROPPED, DROPPED]


@pytest.mark.parametrize("name", ["status_code", "smtp_code", "exit_code", "region_code", "status", "path"])
def test_what_an_operator_needs_stays(name: str) -> None:
    with logged() as lines:
        log.info("x", extra={name: 550})
    assert lines.parsed()[0][name] == 550


FORGERIES = [
    'x\n{"event": "forged", "level": "info"}',
    'x\r\n{"event": "forged"}',
    'x\r{"event": "forged"}',
    "\x1b[2J\x1b[Hforged",
    "x\x9b31mforged",
    "x\x0bforged\x0cforged\x85forged",
    "x\u2028forged\u2029",
    "x\u202eforged\u2066",
    "x\x00\x08\x7fforged",
]


@pytest.mark.parametrize("text", FORGERIES)
def test_nobody_forges_a_line_or_moves_the_cursor(text: str) -> None:
    with logged() as lines:
        log.info("said %s", text, extra={"note": text, "list": [text], text: "name"})
        log.info(text)
        structlog.get_logger("tests.logs").info(text, note=text)
    assert len(lines.parsed()) == 3
    assert [one for one in lines.text if ord(one) < 32 and one != "\n"] == []
    decoded = json.dumps(lines.parsed(), ensure_ascii=False)
    assert [
        escape for escape in ("\\n", "\\r", "\\u001b", "\x9b", "\x85", "\u2028", "\u202e", "\x7f") if escape in decoded
    ] == []
    assert {one["level"] for one in lines.parsed()} == {"info"}
    assert not any(one["event"] == "forged" for one in lines.parsed())


def test_without_the_processor_the_characters_come_through() -> None:
    """Negative control."""
    with logged(guarded=False) as lines:
        log.info("x\x9b31m\u202eforged\n")
    assert "\x9b" in lines.text and lines.parsed()[0]["event"].endswith("\n")


def test_a_traceback_says_where_and_never_what_was_held() -> None:
    with logged() as lines:
        try:
            fail_with(PHONE, PASSWORD)
        except ValueError:
            log.exception("failed")
    (line,) = lines.parsed()
    places = [frame["name"] for part in line["exception"] for frame in part["frames"]]
    assert "fail_with" in places
    assert not any("locals" in frame for part in line["exception"] for frame in part["frames"])


def test_long_and_deep_values_are_cut() -> None:
    deep: Any = PHONE
    for _ in range(30):
        deep = [deep]
    with logged() as lines:
        log.info("x" * 100_000, extra={"deep": deep, "none": None, "ratio": 0.5, "yes": True})
    (line,) = lines.parsed()
    assert (len(line["event"]), line["none"], line["ratio"], line["yes"]) == (LONGEST, None, 0.5, True)


def test_every_logger_of_django_and_celery_goes_through_the_one_handler() -> None:
    config = logging_config("INFO")
    assert list(config["handlers"]) == ["stderr"]
    assert {name: one.get("handlers", []) for name, one in config["loggers"].items() if one.get("handlers")} == {}
    given = [logger for logger in logging.Logger.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    own = [
        logger.name
        for logger in given
        if logger.name.startswith(("django", "celery", "projects")) and real_handlers(logger)
    ]
    assert own == []


def test_a_worker_adds_no_handler_that_does_not_mask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Logging, "already_setup", False)
    Logging(celery_app).setup("INFO")
    assert [one for name in ("celery", "celery.task") for one in real_handlers(logging.getLogger(name))] == []


def real_handlers(logger: logging.Logger) -> list[logging.Handler]:
    return [one for one in logger.handlers if not isinstance(one, logging.NullHandler)]


@pytest.mark.django_db
def test_refused_requests_are_logged_without_what_was_in_their_address() -> None:
    with logged() as lines:
        Client().get(f"/nowhere/{PHONE}/?password={PASSWORD}&phone={PHONE}&code={CODE}&mail={MAIL}")
        Client().get(f"/nowhere/%0d%0a%7b%22event%22:%22forged%22%7d{ID}")
    assert [one["status_code"] for one in lines.parsed() if one["logger"] == "django.request"] == [404, 404]
    assert [canary for canary in CANARIES if canary in lines.text] == []


@pytest.mark.parametrize("debug", [True, False])
def test_an_error_report_names_values_and_shows_none(debug: bool, settings: Any) -> None:
    settings.DEBUG = debug
    sent = {"password": PASSWORD, "phone": PHONE, "otp": CODE}
    request = RequestFactory(headers={"Authorization": f"Bearer {KEY}"}).post(f"/x/{PHONE}/?id={ID}&mail={MAIL}", sent)
    request.COOKIES["sessionid"] = KEY
    try:
        fail_with(PHONE, PASSWORD)
    except ValueError as broken:
        reporter = HidingReporter(request, type(broken), broken, broken.__traceback__)
        report = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert "fail_with" in report and "phone" in report
    assert [canary for canary in CANARIES if canary in report] == []


def test_the_reports_of_the_settings_are_these(settings: Any) -> None:
    assert f"{HidingReporter.__module__}.{HidingReporter.__name__}" == settings.DEFAULT_EXCEPTION_REPORTER
    assert f"{HidingFilter.__module__}.{HidingFilter.__name__}" == settings.DEFAULT_EXCEPTION_REPORTER_FILTER


def test_an_error_report_shows_no_secret_of_the_settings(settings: Any) -> None:
    settings.FIELD_KEYS, settings.AUDIT_KEY, settings.EMAIL_HOST_PASSWORD = "1:fieldkey", "auditkey", "mailpw"
    shown = repr(HidingFilter().get_safe_settings())
    assert [one for one in ("fieldkey", "auditkey", "mailpw", settings.SECRET_KEY) if one in shown] == []
