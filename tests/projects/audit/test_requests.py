"""The door records what no service did: refusals, faults, requests that changed nothing. And it tells on a service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import Settings

from projects.audit import keeping
from projects.audit.doorways import QUIET, ROOMS
from projects.audit.middleware import READS_A_MINUTE
from projects.audit.models import Entry, Result
from projects.audit.services import UNWRITABLE
from projects.audit.strictness import UnauditedWrite
from projects.errors import Conflict
from projects.ledger.models import Project
from tests.factories import NOW, City, build_city, new_project
from tests.projects.audit.samples import auditor, enter, refuse_every_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


def last() -> Entry:
    return Entry.objects.order_by("-seq")[0]


def test_a_refused_page_is_recorded_with_its_sentence_and_in_chinese(city: City) -> None:
    answer = enter(city.clerk).post("/audit/export/", REMOTE_ADDR="10.9.8.7")
    assert answer.status_code == 403
    found = last()
    assert (found.actor, found.result, found.address) == ("litian", Result.REFUSED, "10.9.8.7")
    assert (found.action, found.action_label) == ("request.write", "提交：审计记录")
    assert found.object_name == "POST /audit/export/"
    assert "403" in found.detail
    assert found.request


def test_what_is_not_visible_is_recorded_as_refused_to_read(city: City) -> None:
    project = new_project(city)
    assert enter(city.sibling_clerk).get(f"/projects/{project.pk}/").status_code == 404
    found = last()
    assert (found.action, found.action_label, found.result) == ("request.read", "打开：工作台与台账", Result.REFUSED)


def test_a_stranger_is_the_login_s_business(city: City, client: Client) -> None:
    before = Entry.objects.count()
    assert client.post("/projects/new/").status_code == 302
    assert client.get("/nowhere/").status_code == 404
    assert Entry.objects.count() == before


def test_a_form_that_was_not_accepted_is_recorded(city: City) -> None:
    answer = enter(city.clerk).post("/projects/new/", {"name": ""})
    assert answer.status_code == 422
    assert (last().action, last().result) == ("request.write", Result.REFUSED)


def test_an_unknown_address_is_recorded_too(city: City) -> None:
    assert enter(city.clerk).post("/nowhere/").status_code == 404
    assert last().action_label == "提交：其他页面"


def test_a_wrong_method_is_recorded(city: City) -> None:
    assert enter(auditor(city.city)).get("/audit/check/").status_code == 405


def test_a_request_that_changed_nothing_says_so(city: City) -> None:
    series = {"frequency": "weekly"}
    answer = enter(city.dispatcher).post("/meetings/series/preview/", series)
    assert answer.status_code == 200
    assert (last().result, last().detail) == (Result.DONE, "没有产生变更")


def test_an_act_with_an_entry_gets_no_second_one(city: City) -> None:
    browser = enter(auditor(city.city))
    before = Entry.objects.count()
    assert browser.post("/audit/check/").status_code == 302
    assert [one.action for one in Entry.objects.filter(seq__gt=before)] == ["audit.check"]


def test_an_act_that_was_undone_after_its_entry_is_recorded_as_refused(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The view's own transaction rolls the entry back: the table, not the memory, says what is there."""
    asked = keeping.check_asked

    def undone(**kwargs: Any) -> None:
        with transaction.atomic():
            asked(**kwargs)
            raise Conflict("别人抢先了")

    monkeypatch.setattr(keeping, "check_asked", undone)
    assert enter(auditor(city.city)).post("/audit/check/").status_code == 409
    assert (last().action, last().result) == ("request.write", Result.REFUSED)
    assert not Entry.objects.filter(action="audit.check").exists()


def test_a_flood_of_refused_reads_is_bounded_and_says_so(city: City) -> None:
    browser, other = enter(city.clerk), enter(city.sibling_clerk)
    with time_machine.travel(NOW.replace(second=5), tick=False) as clock:
        before = Entry.objects.count()
        for number in range(READS_A_MINUTE + 30):
            browser.get(f"/nowhere/{number}/")
        mine = Entry.objects.filter(seq__gt=before)
        assert mine.count() == READS_A_MINUTE + 1
        assert (last().action, "60 次" in last().detail) == ("request.flood", True)
        other.get("/nowhere/")
        assert last().actor == "zhaotian"
        clock.shift(timedelta(minutes=1))
        browser.get("/nowhere/")
        assert (last().action, last().actor) == ("request.read", "litian")
        browser.post("/nowhere/")
        assert last().action == "request.write"


def test_the_page_says_so_when_the_entry_cannot_be_written_and_nothing_is_done(city: City) -> None:
    browser = enter(auditor(city.city))
    refuse_every_entry()
    answer = browser.post("/audit/export/")
    assert answer.status_code == 302
    assert UNWRITABLE in browser.get("/audit/").content.decode()
    answer = browser.post("/audit/check/")
    assert answer.status_code == 503
    assert UNWRITABLE in answer.content.decode()


def test_a_project_is_not_made_when_its_entry_cannot_be_written(city: City) -> None:
    refuse_every_entry()
    with pytest.raises(Exception, match="审计记录无法写入"):
        new_project(city)
    assert not Project.objects.exists()


def test_every_room_with_pages_has_a_chinese_name() -> None:

    spaces = set(get_resolver().namespace_dict)
    assert spaces <= set(ROOMS) | QUIET, spaces - set(ROOMS)


def test_strictness_tells_on_a_door_whose_service_records_nothing(
    city: City, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard itself: a service that writes in silence is named, with the table."""

    def silent(*, by: Any, now: Any) -> None:
        city.clerk.name = "改名"
        city.clerk.save(update_fields=["name"])

    monkeypatch.setattr(keeping, "check_asked", silent)
    settings.AUDIT_STRICT = True
    browser = enter(auditor(city.city))
    with pytest.raises(UnauditedWrite, match=r"POST /audit/check/ .* UPDATE people_officer"):
        browser.post("/audit/check/")
    settings.AUDIT_STRICT = False
    assert browser.post("/audit/check/").status_code == 302  # negative control: the guard off, and it passes


def test_strictness_leaves_recorded_and_refused_requests_alone(city: City, settings: Settings) -> None:
    settings.AUDIT_STRICT = True
    assert enter(auditor(city.city)).post("/audit/check/").status_code == 302
    assert enter(city.clerk).post("/audit/check/").status_code == 403


def test_the_clock_of_a_refusal_is_the_door_s(city: City) -> None:
    before = timezone.now()
    enter(city.clerk).get("/audit/")
    assert before <= last().at <= timezone.now()
