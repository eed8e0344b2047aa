"""不可抗力豁免 in 今天要办: for the office that may decide, for nobody else, and not for whoever asked."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, TODAY, City, new_project, upload
from tests.workflow.pages import PAGE_TEST, enter
from workflow.desk.queries.tasks.exemptions import to_exempt
from workflow.desk.queries.tasks.lines import NOTHING
from workflow.lights.models import LightDecree
from workflow.lights.services import approve_exemption, ask_exemption

pytestmark = PAGE_TEST
DAY = timedelta(days=1)


def asked(city: City, number: int = 0) -> LightDecree:
    """A unit asks for an exemption of ten days; the earlier the lower the number."""
    project = new_project(city, name=f"雨淹{number}", investor=f"企业{number}")
    told = {"reason": "特大暴雨", "basis": upload(city, project, "other"), "until_on": TODAY + 10 * DAY}
    return ask_exemption(project.pk, by=city.clerk, now=NOW + timedelta(minutes=number), **told)


def office_of(city: City, unit: object, scope: object, username: str) -> Officer:
    return add_officer(
        unit, username=username, name="郑调", roles=[Role.DISPATCHER], email=f"{username}@luodi.example",
        phone="13800001234", password=PASSWORD, scope=scope, by=None, now=NOW,
    )  # type: ignore[arg-type]  # fmt: skip


def test_the_office_finds_it_on_its_page_until_it_is_decided(city: City) -> None:
    decree = asked(city)
    tasks = enter(city.dispatcher).get(reverse("desk:home")).context["tasks"]
    assert "1 项亮灯豁免待您审定" in tasks.title
    (line,) = [one for one in tasks.lines if one.name == "雨淹0　不可抗力豁免"]
    assert (line.verb, line.due, line.is_late) == ("审定", "已等 0 天", False)
    assert line.url == reverse("lights:decide", args=[decree.project_id])
    assert "同意豁免" in enter(city.dispatcher).get(line.url).content.decode(), "the line leads to where it is decided"
    approve_exemption(decree.pk, by=city.dispatcher, now=NOW)
    assert to_exempt(city.dispatcher, TODAY).count == 0


def test_nobody_who_may_not_decide_is_told(city: City) -> None:
    asked(city)
    for who in ("clerk", "leader", "chief", "sibling_clerk"):
        assert to_exempt(getattr(city, who), TODAY) is NOTHING, who
    elsewhere = office_of(city, city.sibling, city.sibling, "fanchang")
    assert to_exempt(elsewhere, TODAY).count == 0
    assert to_exempt(city.dispatcher, TODAY).count == 1


def test_whoever_asked_waits_for_a_second_person(city: City) -> None:
    decree = asked(city)
    LightDecree.objects.filter(pk=decree.pk).update(asked_by=city.dispatcher)
    assert to_exempt(city.dispatcher, TODAY).count == 0
    second = office_of(city, city.departments["TC"], city.city, "zhengdiao")
    assert to_exempt(second, TODAY).count == 1


def test_the_oldest_three_are_shown_and_all_are_counted(city: City) -> None:
    for number in range(5):
        asked(city, number)
    part = to_exempt(city.dispatcher, TODAY + 2 * DAY)
    assert (part.count, part.words) == (5, "5 项亮灯豁免待您审定")
    assert [line.name[:3] for line in part.lines] == ["雨淹0", "雨淹1", "雨淹2", "另有 "]
    assert part.lines[0].due == "已等 2 天"
    assert part.lines[3].url == f"{reverse('lights:decrees')}?tab=waiting"


def test_one_whose_end_has_passed_is_late(city: City) -> None:
    asked(city)
    (line,) = to_exempt(city.dispatcher, TODAY + 11 * DAY).lines
    assert (line.due, line.is_late) == ("申请的有效期已过", True)
