"""The page and the API of packs: what is typed stays, versions, downloads, one question more for nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, City, sign_in
from tests.workflow.packs.samples import CUT, FREEZE, frozen, report, sitting, two_projects
from workflow.dispatch.models import Meeting
from workflow.packs.models import FreezePlan, Pack

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def meeting(city: City) -> Meeting:
    ours, _ = two_projects(city)
    report(city, ours, now=NOW)
    return sitting(city)


@pytest.fixture
def office(city: City) -> Client:
    return sign_in(Client(), city.dispatcher)


def page(meeting: Meeting, **query: Any) -> str:
    return reverse("packs:pack", args=[meeting.pk], query=query or None)


def test_an_empty_page_offers_to_freeze(office: Client, meeting: Meeting) -> None:
    shown = office.get(page(meeting)).content.decode()
    assert "还没有定稿的材料" in shown and "按此定稿" in shown


def test_freezing_without_a_cut_off_takes_now(office: Client, meeting: Meeting) -> None:
    answer = office.post(page(meeting), {"do": "freeze", "cut_off": "", "edition": 0})
    assert answer.status_code == 302
    assert Pack.objects.get().cut_off == NOW


def test_a_minute_that_was_typed_counts_whole(office: Client, meeting: Meeting) -> None:
    office.post(page(meeting), {"do": "freeze", "cut_off": "2026-11-18T08:00", "edition": 0})
    assert f"{Pack.objects.get().cut_off.astimezone(NOW.tzinfo):%H:%M:%S}" == "08:00:59"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"cut_off": "2026-11-18T10:00"}, "不能晚于现在"),
        ({"cut_off": "昨天"}, "请写作"),
        ({"cut_off": "2026-11-01T10:00"}, "须晚于"),
    ],
)
def test_a_refused_freeze_keeps_what_was_typed(
    office: Client, meeting: Meeting, sent: dict[str, str], words: str
) -> None:
    answer = office.post(page(meeting), {"do": "freeze", "edition": 0, **sent})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Pack.objects.exists()


def test_who_looked_at_an_older_edition_is_asked_to_look_again(city: City, office: Client, meeting: Meeting) -> None:
    frozen(city, meeting, cut_off=NOW, now=NOW)
    answer = office.post(page(meeting), {"do": "freeze", "edition": 0, "reason": "补充"})
    assert answer.status_code == 412
    assert Pack.objects.count() == 1


def test_an_older_edition_stays_readable_and_what_was_never_made_is_not_there(
    city: City, office: Client, meeting: Meeting
) -> None:
    frozen(city, meeting, cut_off=NOW, now=NOW)
    frozen(city, meeting, cut_off=CUT, now=FREEZE, reason="补充")
    assert "第1版" in office.get(page(meeting, edition=1)).content.decode()
    assert office.get(page(meeting, edition=3)).status_code == 404


def test_the_page_asks_as_often_whatever_is_in_the_pack(
    city: City, office: Client, meeting: Meeting, django_assert_max_num_queries: Any
) -> None:
    frozen(city, meeting, cut_off=NOW, now=NOW)
    with django_assert_max_num_queries(32):
        office.get(page(meeting))


def test_a_download_is_an_attachment_that_nobody_keeps(city: City, office: Client, meeting: Meeting) -> None:
    pack = frozen(city, meeting, cut_off=NOW, now=NOW)
    answer = office.get(reverse("packs:file", args=[pack.pk, "docx"]))
    assert answer.headers["Cache-Control"] == "private, no-store" and "attachment" in answer["Content-Disposition"]
    assert answer.content == bytes(pack.files.get(kind="docx").data)
    assert office.get(reverse("packs:file", args=[pack.pk, "exe"])).status_code == 404


def test_the_plan_is_set_on_the_page(office: Client, meeting: Meeting) -> None:
    sent = {"do": "plan", "is_on": "on", "lead": 2, "unit": "workdays", "at": "17:30", "version": 0}
    assert office.post(page(meeting), sent).status_code == 302
    assert str(FreezePlan.objects.get()) == "会前2个工作日17:30自动定稿"
    assert office.post(page(meeting), sent).status_code == 412


def test_the_api_freezes_lists_reads_and_hands_out(office: Client, meeting: Meeting) -> None:
    packs = reverse("api:meeting-packs", args=[meeting.pk])
    made = office.post(packs, {}, content_type="application/json", headers={"Idempotency-Key": "freeze-pack-0001"})
    assert made.status_code == 201, made.content
    (listed,) = office.get(packs).json()["results"]
    assert listed["edition"] == 1 and listed["sha256"] == Pack.objects.get().sha256
    detail = office.get(listed["url"]).json()
    assert detail["content"]["head"]["number"] == 1 and not detail["is_excerpt"]
    pdf = office.get(listed["files"][1]["url"])
    assert pdf.content.startswith(b"%PDF")


def test_the_api_gives_the_newest_pack_of_a_sitting_at_one_address(office: Client, meeting: Meeting) -> None:
    pack = reverse("api:meeting-pack", args=[meeting.pk])
    nothing = office.get(pack)
    assert (nothing.status_code, nothing.json()["code"]) == (404, "not_found")
    for reason, key in (("", "freeze-pack-0001"), ("补充议题", "freeze-pack-0002")):
        sent = {"reason": reason}
        made = office.post(pack, sent, content_type="application/json", headers={"Idempotency-Key": key})
        assert made.status_code == 201, made.content
    latest = office.get(pack)
    assert latest.json()["edition"] == 2 and latest.json()["content"]["head"]["number"] == 1
    assert latest.json() == office.get(latest.json()["url"]).json()


def test_the_newest_pack_is_trimmed_to_its_content_too(city: City, office: Client, meeting: Meeting) -> None:
    frozen(city, meeting, cut_off=NOW, now=NOW)
    pack = reverse("api:meeting-pack", args=[meeting.pk])
    assert sorted(office.get(pack, {"fields": "edition,content"}).json()) == ["content", "edition"]
    assert office.get(pack, {"fields": "contents"}).status_code == 422


def test_the_api_sets_the_plan_under_its_version(office: Client, meeting: Meeting) -> None:
    address = reverse("api:meeting-series-pack-plan", args=[meeting.series_id])
    assert office.get(address).json()["version"] == 0
    sent = {"is_on": True, "lead": 24, "unit": "hours"}
    put: Any = lambda tag: office.put(address, sent, content_type="application/json", headers={"If-Match": tag})  # noqa: E731
    assert put('"3"').status_code == 412
    assert put('"0"').json()["said"] == "会前24小时自动定稿"
