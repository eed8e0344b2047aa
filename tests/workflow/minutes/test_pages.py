"""The pages of meeting mode and minutes: what each visitor gets, what stays typed, what the queue is answered."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from projects.people.models import Officer
from tests.factories import City, build_city, sign_in
from tests.workflow.minutes.samples import AFTER, DURING, Sitting, confirmed, decided, drafted, sent, sitting
from workflow.dispatch.models import AgendaEntry
from workflow.items.models import Item
from workflow.minutes.models import AgreedTime, Decision, Minutes, Presence, Receipt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def during() -> Any:
    """The doors read this clock."""
    with mock.patch("django.utils.timezone.now", return_value=DURING):
        yield


def client_of(officer: Officer) -> Client:
    """A browser of its own."""
    return sign_in(Client(), officer)


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def sat(city: City) -> Sitting:
    return sitting(city)


@pytest.fixture
def office(city: City) -> Client:
    return client_of(city.dispatcher)


def path(sat: Sitting, part: str) -> str:
    return f"/meetings/{sat.meeting.pk}/{part}/"


def body(city: City, sat: Sitting, **over: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "entry": sat.first.pk, "text": "完成用地报批", "lead": str(city.district.pk),
            "joint": [str(city.departments["GX"].pk)], "officer": "", "on": "", "days": 5, "counting": "working",
            **over}  # fmt: skip


def sends(client: Client, url: str, said: Any) -> HttpResponse:
    return client.post(url, json.dumps(said), content_type="application/json")


def test_the_room_holds_every_project_and_the_panel_of_the_office(city: City, sat: Sitting, office: Client) -> None:
    page = office.get(path(sat, "room")).content.decode()
    assert "光伏跟踪支架生产基地" in page and "新能源汽车零部件项目" in page
    assert 'id="clerk"' in page and page.count('class="slide"') == 4


def test_a_leader_reads_the_room_without_the_panel(city: City, sat: Sitting) -> None:
    page = client_of(city.leader).get(path(sat, "room")).content.decode()
    assert "光伏跟踪支架生产基地" in page and 'id="clerk"' not in page


def test_a_unit_elsewhere_sees_no_project_that_is_not_its_own(city: City, sat: Sitting) -> None:
    decided(city, sat)
    page = client_of(city.sibling_clerk).get(path(sat, "room")).content.decode()
    assert "光伏跟踪支架生产基地" not in page and "完成项目用地报批" not in page and "这里只列出您可查看的项目" in page


def test_the_room_takes_the_same_number_of_queries_however_long_the_agenda(
    city: City, sat: Sitting, office: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(110):
        office.get(path(sat, "room"))


def test_the_queue_is_answered_with_the_item_and_again_with_the_same(city: City, sat: Sitting, office: Client) -> None:
    said = body(city, sat)
    first, again = (sends(office, path(sat, "room/decisions"), said) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert json.loads(first.content)["item"] == "交办〔2026〕1号" and Item.objects.count() == 1


@pytest.mark.parametrize(
    ("over", "field"),
    [({"text": ""}, "text"), ({"lead": str(uuid4())}, "lead"), ({"days": ""}, "due_on"), ({"key": "x"}, "key"),
     ({"days": "三"}, "days"), ({"entry": 999}, "entry")],
)  # fmt: skip
def test_the_queue_is_told_what_is_wrong(
    city: City, sat: Sitting, office: Client, over: dict[str, Any], field: str
) -> None:
    answer = sends(office, path(sat, "room/decisions"), body(city, sat, **over))
    said = json.loads(answer.content)
    assert answer.status_code == 422 and said["field"] == field and said["detail"]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("garbage", ["[]", "{", '"x"', '{"text": "\\u0000"}'])
def test_garbage_is_refused_and_never_an_error(sat: Sitting, office: Client, garbage: str) -> None:
    answer = office.post(path(sat, "room/decisions"), garbage, content_type="application/json")
    assert answer.status_code == 422


def test_a_form_is_no_record_of_a_queue(sat: Sitting, office: Client) -> None:
    assert office.post(path(sat, "room/decisions"), {"text": "办"}).status_code == 422


def test_after_confirmation_the_queue_hears_why(city: City, sat: Sitting, office: Client) -> None:
    confirmed(city, sat)
    answer = sends(office, path(sat, "room/decisions"), body(city, sat))
    assert answer.status_code == 409 and json.loads(answer.content)["code"] == "minutes_confirmed"


def test_a_leader_sends_nothing(city: City, sat: Sitting) -> None:
    assert sends(client_of(city.leader), path(sat, "room/decisions"), body(city, sat)).status_code == 403


def test_an_entry_is_marked_and_gets_minutes(sat: Sitting, office: Client) -> None:
    assert sends(office, path(sat, "room/entries"), {"entry": sat.first.pk, "state": "discussed"}).status_code == 201
    assert sends(office, path(sat, "room/entries"), {"entry": sat.first.pk, "minutes": 12}).status_code == 201
    assert AgendaEntry.objects.get(pk=sat.first.pk).state == "discussed"
    assert AgreedTime.objects.get().minutes == 12
    assert sends(office, path(sat, "room/entries"), {"entry": sat.first.pk, "minutes": 0}).status_code == 422
    assert sends(office, path(sat, "room/entries"), {"entry": 10**12, "state": "discussed"}).status_code == 422


def test_the_poll_shows_what_the_other_clerk_recorded(city: City, sat: Sitting) -> None:
    made = decided(city, sat)
    page = client_of(city.leader).get(path(sat, "room/decisions")).content.decode()
    assert str(made.key) in page and "完成项目用地报批" in page


def test_attendance_keeps_what_was_typed_when_it_is_refused(city: City, sat: Sitting, office: Client) -> None:
    said = {f"state-{city.leader.pk}": "attended", f"state-{city.verifiers['sign'].pk}": "excused",
            "guest-0-name": "郑总", "guest-0-unit": "中信博"}  # fmt: skip
    answer = office.post(path(sat, "attendance"), said)
    assert answer.status_code == 422 and "郑总" in answer.content.decode() and not Presence.objects.exists()
    said[f"reason-{city.verifiers['sign'].pk}"] = "出差"
    assert office.post(path(sat, "attendance"), said).status_code == 302
    assert {one.name: one.state for one in Presence.objects.all()} == {
        "陈市长": "attended", "钱认": "excused", "郑总": "observed",
    }  # fmt: skip


def test_the_editor_saves_and_a_slower_one_sees_both_versions(city: City, sat: Sitting, office: Client) -> None:
    made = decided(city, sat)
    draft = drafted(city, sat, now=DURING)
    said = {"version": draft.version, "opening": "开头一。", f"decision-{made.pk}": "办好用地报批",
            "section-0-heading": "会议强调", "section-0-text": "第一段\r\n\r\n第二段"}  # fmt: skip
    assert office.post(path(sat, "minutes/edit"), said).status_code == 302
    stored = Minutes.objects.get()
    assert stored.sections == [{"heading": "会议强调", "paragraphs": ["第一段", "第二段"]}]
    assert Decision.objects.get().text == "办好用地报批"
    late = client_of(city.leader).post(path(sat, "minutes/edit"), {**said, "opening": "主持人的开头。"})
    page = late.content.decode()
    assert late.status_code == 412 and "主持人的开头。" in page and "开头一。" in page
    assert f'name="version" value="{stored.version}"' in page


def test_the_whole_way_from_draft_to_acknowledgement(city: City, sat: Sitting, office: Client) -> None:
    decided(city, sat)
    drafted(city, sat, now=DURING)
    office.post(path(sat, "minutes"), {"do": "submit", "version": Minutes.objects.get().version})
    chair = client_of(city.leader)
    assert "确认并锁定" in chair.get(path(sat, "minutes")).content.decode()
    chair.post(path(sat, "minutes"), {"do": "confirm", "version": Minutes.objects.get().version})
    assert Minutes.objects.get().number == "芜湖市调纪〔2026〕1号"
    office.post(path(sat, "minutes"), {"do": "send", "officers": [str(city.clerk.pk), str(city.leader.pk)]})
    clerk = client_of(city.clerk)
    assert "请阅后签收" in clerk.get(path(sat, "minutes")).content.decode()
    assert clerk.post(path(sat, "minutes"), {"do": "acknowledge"}).status_code == 302
    assert Receipt.objects.get(officer=city.clerk).acknowledged_at
    assert "未签收 1 人" in office.get(path(sat, "minutes")).content.decode()


def test_a_refused_correction_keeps_its_words(city: City, sat: Sitting, office: Client) -> None:
    confirmed(city, sat)
    answer = office.post(path(sat, "minutes"), {"do": "correct", "text": "时限应为12月", "reason": ""})
    assert answer.status_code == 422 and "时限应为12月" in answer.content.decode()


def test_the_document_is_downloaded_by_whoever_got_it_and_nobody_else(city: City, sat: Sitting) -> None:
    made = sent(city, sat)
    answer = client_of(city.clerk).get(path(sat, "minutes/pdf"))
    assert answer.content == bytes(made.editions.get().pdf) and "attachment" in answer["Content-Disposition"]
    assert client_of(city.clerk).get(path(sat, "minutes/exe")).status_code == 404
    assert client_of(city.sibling_clerk).get(path(sat, "minutes/pdf")).status_code == 404


def test_an_unconfirmed_draft_is_read_by_its_writers_alone(city: City, sat: Sitting, office: Client) -> None:
    drafted(city, sat)
    assert office.get(path(sat, "minutes/preview")).status_code == 200
    assert client_of(city.chief).get(path(sat, "minutes/preview")).status_code == 404


def test_the_list_shows_what_waits_to_be_acknowledged(city: City, sat: Sitting) -> None:
    sent(city, sat)
    page = client_of(city.clerk).get("/minutes/").content.decode()
    assert "芜湖市调纪〔2026〕1号" in page and "待签收" in page
    assert "还没有会议纪要" in client_of(city.sibling_clerk).get("/minutes/").content.decode()


def test_a_decision_is_dropped_on_the_page_with_its_item(city: City, sat: Sitting, office: Client) -> None:
    made = decided(city, sat)
    office.post(path(sat, "minutes"), {"do": "drop", "decision": str(made.pk), "reason": "另议"})
    assert Item.objects.get().state == "void"
    assert "撤去：另议" in office.get(path(sat, "minutes")).content.decode()


def test_the_clock_of_the_samples_is_that_of_the_sitting() -> None:
    assert timedelta(hours=5, minutes=30) == AFTER - DURING
