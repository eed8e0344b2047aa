"""Canaries through every path, then a search of everything that leaves the house (reliability.md 6, row 30).

Two telephones: one belongs to an officer and is looked for everywhere, the database included; the other is typed into
free texts, and is looked for on pages, in answers of the API to readers, in logs, mails, the audit log and reports.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse

from config.reporting import HidingReporter
from notifications.outbox.sender import deliver_due
from projects.audit import services as audit_services
from projects.audit.models import Entry
from projects.ledger.models import Project
from projects.people.roles import Role
from projects.people.services import add_officer
from projects.privacy.fields import EncryptedTextField
from tests.api.callers import CLERK, body_of, caller
from tests.config.lines import Lines, logged
from tests.factories import NOW, PASSWORD, City, give_chief, new_project, own_password, sign_in
from tests.notifications.outbox.samples import MovableClock, told
from tests.projects.ledger.test_project_page import shown
from tests.projects.privacy.samples import dump
from tests.smtp import SmtpServer
from tests.workflow.pages import enter

OFFICERS, TYPED = "13987654321", "13712345678"
ID, MAIL = "340204199001011234", "canary.mail@luodi.example"
SECRET, CODE = "Tiger-canary-7731", "774411"
KEY = f"luodi_{'c' * 12}.{'K' * 43}"
CANARIES = (OFFICERS, TYPED, ID, SECRET, CODE, KEY)
WORDS = f"请联系张三{TYPED}，身份证{ID}"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@dataclass
class Traces:
    """What left the house."""

    logs: str = ""
    mails: str = ""
    audit: str = ""
    report: str = ""
    answers: str = ""
    database: bytes = b""
    refused: list[int] = field(default_factory=list)


@pytest.fixture
def clock() -> Iterator[None]:
    """The doors' clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def project(city: City) -> Project:
    """A project whose chief has the canary number."""
    city.chief.phone = OFFICERS
    city.chief.save()
    found = new_project(city, summary=WORDS)
    give_chief(city, found)
    return found


def walk(city: City, project: Project, server: SmtpServer, lines: Lines) -> Traces:
    """Every door that takes words, each with canaries, the answers of the unprivileged kept."""
    found = Traces()
    _sign_in_wrongly(found)
    _write_on_pages(city, project, found)
    _write_by_api(city, project, found)
    _break(city, project, found)
    _ask_for_numbers(city)
    _read(city, project, found)
    told(
        city.clerk,
        title=f"提醒{TYPED}",
        text=WORDS,
        html=f"<p>{WORDS}</p>",
        calendar=_calendar(),
        calendar_method="REQUEST",
    )
    deliver_due(clock=MovableClock())
    found.mails = "\n".join(_decoded(mail.raw) for mail in server.accepted)
    found.logs = lines.text
    rows = Entry.objects.order_by("seq").values()
    found.audit = json.dumps(list(rows), default=str, ensure_ascii=False)
    found.database = dump()
    return found


def _sign_in_wrongly(found: Traces) -> None:
    client = Client()
    for username in ("litian", TYPED):
        sent = {"username": username, "password": SECRET, "code": CODE}
        found.refused.append(client.post(f"/login/?phone={TYPED}&password={SECRET}", sent).status_code)
    found.refused.append(client.post("/second-factor/", {"code": CODE, "token": CODE}).status_code)


def _write_on_pages(city: City, project: Project, found: Traces) -> None:
    client = enter(city.clerk)
    edit = {**shown(client.get(reverse("ledger:edit", args=[project.pk]))), "site": WORDS, "password": SECRET}
    claim = {"note": WORDS, "reason": WORDS, "do": "draft", "effective_on": "2026-11-17", "version": ""}
    for path, sent in [
        (reverse("ledger:edit", args=[project.pk]), edit),
        (reverse("steps:claim", args=[project.pk, "sign"]), claim),
        (reverse("steps:direct", args=[project.pk, "suspend"]), {"note": WORDS, "reason": WORDS, "do": "take"}),
        (reverse("ledger:assign", args=[project.pk]), {"basis": WORDS, "role": "chief"}),
        (f"/projects/{TYPED}/", {"x": WORDS}),
    ]:
        found.refused.append(client.post(path, sent).status_code)
    found.refused.append(client.get(f"/nowhere/{TYPED}/?id={ID}&password={SECRET}&key={KEY}").status_code)


def _write_by_api(city: City, project: Project, found: Traces) -> None:
    system = caller(city.district, *CLERK)
    wrong = Client(headers={"Authorization": f"Bearer {KEY}"})
    body = {"name": f"项目{TYPED}", "summary": WORDS, "password": SECRET, "code": CODE, "phone": TYPED}
    found.refused += [
        system.post("/projects/", {**body, "external_ref": "x"}).status,
        system.post("/projects/", body_of(city, name=f"项目{TYPED}", summary=WORDS)).status,
        system.patch(f"/projects/{project.pk}/", {"summary": f"改{WORDS}"}, version=_version(project)).status,
        wrong.post("/api/v1/projects/", body, content_type="application/json").status_code,
        wrong.post("/api/v1/projects/", f'{{"phone": "{TYPED}', content_type="application/json").status_code,
        system.get(f"/projects/?q={TYPED}&id={ID}").status,
    ]
    assert TYPED in system.get(f"/projects/{project.pk}/").response.content.decode()  # who may write it back
    reader = caller(city.district, "project:read")
    for path in ("/projects/", "/officers/", "/organisations/", f"/projects/{project.pk}/", "/enterprises/"):
        found.answers += reader.get(path).response.content.decode()


def _version(project: Project) -> int:
    return Project.objects.get(pk=project.pk).version


def _break(city: City, project: Project, found: Traces) -> None:
    """A fault of our own with canaries in hand, its log lines and the report Django would mail."""
    client = enter(city.clerk)
    client.raise_request_exception = False

    def fail(*args: Any, **kwargs: Any) -> None:
        password, phone = SECRET, TYPED
        raise RuntimeError(f"fault about {phone} {ID}, password={password}")

    with pytest.MonkeyPatch.context() as broken:
        broken.setattr("workflow.desk.queries.archive.project_for", fail)
        address = reverse("desk:project", args=[project.pk])
        answer = client.get(address, {"phone": TYPED, "token": KEY})
        found.refused.append(answer.status_code)
        found.answers += answer.content.decode()
    try:
        fail()
    except RuntimeError as fault:
        request = RequestFactory().post(f"/?phone={TYPED}", {"password": SECRET, "code": CODE, "phone": TYPED})
        reporter = HidingReporter(request, type(fault), fault, fault.__traceback__)
        found.report = reporter.get_traceback_text() + reporter.get_traceback_html()


def _ask_for_numbers(city: City) -> None:
    """Two that are shown, one for words that hold a number themselves; two refused."""
    address = reverse("people:reveal", args=[city.chief.pk])
    for who, sent in [
        (city.leader, {"reason": "meeting"}),
        (city.dispatcher, {"reason": "other", "words": f"回电{TYPED}"}),
    ]:
        assert OFFICERS in enter(who).post(address, sent).content.decode()
    enter(city.clerk).post(address, {"reason": "meeting", "words": WORDS})
    enter(city.leader).post(address, {"reason": "other", "words": ""})


def _read(city: City, project: Project, found: Traces) -> None:
    """Pages of those who were shown nothing."""
    tabs = ("overview", "responsibilities", "evidence", "claims", "meetings", "history")
    archive = reverse("desk:project", args=[project.pk])
    places = [*(f"{archive}?tab={tab}" for tab in tabs), "/", "/projects/", "/board/", "/meetings/", "/reminders/",
              "/enterprises/"]  # fmt: skip
    for who in (city.clerk, city.leader, city.dispatcher, city.verifier_of("sign")):
        for place in places:
            found.answers += enter(who).get(place, follow=True).content.decode()
    _read_as_administrators(city, found)


def _read_as_administrators(city: City, found: Traces) -> None:
    """Lists, one person, the audit log with its export."""
    officer = f"/backoffice/people/officer/{city.chief.pk}/change/"
    unit = reverse("people:organisation", args=[city.district.pk])
    places = [
        "/organisations/",
        unit,
        "/accounts/",
        f"/accounts/{city.chief.pk}/",
        "/audit/",
        "/audit/export/",
        officer,
    ]
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        keeper = add_officer(city.city, username=f"new-{role}", name="管", roles=[role], by=None, now=NOW)
        own_password(keeper)
        client = sign_in(Client(), keeper)
        for place in places:
            answer = client.get(place)
            found.answers += b"".join(answer).decode()
            found.refused.append(answer.status_code)


def _calendar() -> str:
    """An entry folded in the middle of the number."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//ZH", "BEGIN:VEVENT", f"UID:{uuid.uuid4()}@luodi.example",
             "DTSTAMP:20261118T010000Z", "DTSTART:20261118T010000Z", f"DESCRIPTION:tel {TYPED[:5]}\r\n {TYPED[5:]}",
             "END:VEVENT", "END:VCALENDAR", ""]  # fmt: skip
    return "\r\n".join(lines)


def _decoded(raw: bytes) -> str:
    """Headers and every part of a mail in clear."""
    message = message_from_bytes(raw, policy=policy.default)
    parts = [part.get_payload(decode=True) or b"" for part in message.walk() if not part.is_multipart()]
    unfolded = "".join(part.decode("utf-8").replace("\r\n ", "").replace("\n ", "") for part in parts)
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), unfolded])


@pytest.fixture
def lines() -> Iterator[Lines]:
    with logged() as found:
        yield found


def clear(text: str, canaries: tuple[str, ...] = CANARIES) -> list[str]:
    """The canaries that stand in ``text``."""
    return [canary for canary in canaries if canary in text]


def test_no_canary_leaves_the_house(city: City, project: Project, smtp_server: SmtpServer, lines: Lines) -> None:
    found = walk(city, project, smtp_server, lines)
    assert set(found.refused) >= {200, 201, 302, 400, 401, 404, 422, 500}, found.refused
    assert [TYPED in summary for summary in Project.objects.values_list("summary", flat=True)] == [True, True]
    assert clear(found.logs) == []
    assert clear(found.mails) == []
    assert clear(found.audit) == []
    assert clear(found.report) == []
    assert clear(found.answers) == []
    assert [canary for canary in (OFFICERS, SECRET, KEY) if canary.encode() in found.database] == []
    assert "137****5678" in found.mails and "137****5678" in found.audit and "137****5678" in found.logs
    assert "340204********1234" in found.mails and "139****4321" in found.answers
    _check_each_unmasking_is_one_entry(city)


def test_no_line_is_forged_on_the_way(city: City, project: Project, lines: Lines) -> None:
    client = enter(city.clerk)
    forged = '\r\n{"event": "forged", "level": "info"}\x1b[2K'
    client.post(reverse("ledger:edit", args=[project.pk]), {"name": forged, "version": project.version})
    client.get("/nowhere/%0d%0a%7B%22event%22%3A%20%22forged%22%7D/")
    Client(headers={"User-Agent": "x\x1b[2K", "Referer": "y"}).post("/login/", {"username": forged, "password": forged})
    events = [line["event"] for line in lines.parsed()]
    assert events and "forged" not in events
    assert [one for one in lines.text if ord(one) < 32 and one != "\n"] == []


def _check_each_unmasking_is_one_entry(city: City) -> None:
    entries = Entry.objects.filter(action="phone.reveal").order_by("seq").values_list("actor", "object_id", "detail")
    assert list(entries) == [
        ("chenshizhang", str(city.chief.pk), "事由：会议通知"),
        ("wangdiao", str(city.chief.pk), "事由：其他；回电137****5678"),
    ]


def _without_masks(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(audit_services, "mask_text", str)
    broken.setattr("notifications.outbox.services.mask_text", str)
    broken.setattr("notifications.outbox.services.masked_calendar", str)
    broken.setattr(EncryptedTextField, "get_prep_value", models.TextField.get_prep_value)
    broken.setattr("projects.privacy.showing.mask_phone", str)
    broken.setattr("projects.privacy.middleware.masked_page", str)


GUARDS: dict[str, Callable[[Traces], bool]] = {
    "logs": lambda found: not {TYPED, ID, SECRET} - set(clear(found.logs)),
    "mails": lambda found: not {TYPED, ID} - set(clear(found.mails)),
    "audit": lambda found: not {TYPED, ID} - set(clear(found.audit)),
    "answers": lambda found: not {OFFICERS, TYPED, ID} - set(clear(found.answers)),
    "database": lambda found: OFFICERS.encode() in found.database,
}


def test_with_the_guards_taken_away_the_canaries_are_found(
    city: City, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: each place would show them."""
    with ExitStack() as stack:
        _without_masks(monkeypatch)
        lines = stack.enter_context(logged(guarded=False))
        city.chief.phone = OFFICERS
        city.chief.save()
        monkeypatch.setattr(EncryptedTextField, "from_db_value", lambda self, value, *args: value)
        found_project = new_project(city, summary=WORDS)
        give_chief(city, found_project)
        found = walk(city, found_project, smtp_server, lines)
    assert [place for place, is_found in GUARDS.items() if not is_found(found)] == []


def test_the_canaries_are_of_the_right_kind() -> None:
    assert len({*CANARIES}) == 6 and PASSWORD not in CANARIES
    assert django_settings.FIELD_CIPHER == "sm4-gcm"
