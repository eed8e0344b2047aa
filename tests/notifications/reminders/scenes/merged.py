"""What is merged by person and morning: clocks, lights that turned, planned nodes; the digests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from notifications.preferences.topics import Choice, Topic
from projects.ledger.models import Project
from projects.ledger.services import assign
from projects.plans.models import Node
from projects.plans.services import add_node, confirm_plan
from tests.factories import NOW, City, give_chief, new_project, take
from tests.notifications.preferences.samples import wish
from tests.notifications.reminders.samples import at
from tests.workflow.items import samples as items
from workflow.items.deadlines import Deadline
from workflow.lights.models import LightNight, LightReading
from workflow.lights.services import choose_rules

EARLY = NOW - timedelta(days=30)
BEFORE = NOW - timedelta(days=1)


def limits(city: City, **days: int) -> None:
    """The city sets limits for stages."""
    said: dict[str, Any] = {"preset": "default", "effective_from": BEFORE.date(), "reason": "市级文件"}
    choose_rules(city.city, numbers={"stage_clock": days}, by=city.dispatcher, now=BEFORE, **said)


def chiefly(city: City, name: str = "光伏跟踪支架生产基地（二期）", *, now: datetime = EARLY, **over: Any) -> Project:
    """张区长 is chief."""
    project = new_project(city, name=name, investor=f"{name}投资方", now=now, **over)
    give_chief(city, project, now=now)
    return project


def team(city: City, project: Project) -> None:
    """周副区长 is its B角, 陈市长 its leader."""
    for role, officer in (("deputy", city.deputy), ("leader", city.leader)):
        assign(project.pk, role=role, officer=officer, valid_from=EARLY.date(), by=city.dispatcher, now=EARLY)


def clocks(city: City) -> Iterator[datetime]:
    """To be signed within 60 days: until Saturday 28 November; told ten days before, and on the Monday after."""
    limits(city, sign_days=60)
    chiefly(city, negotiating_on=date(2026, 9, 29))
    yield at(11, 18)
    yield at(11, 30)


def night(day: date, **colours: str) -> None:
    """A night was read, ten minutes after midnight; ``colours``: name of a project → its colour."""
    LightNight.objects.create(
        day=day, read_at=at(day.month, day.day, 0, 10, year=day.year) + timedelta(days=1), projects=0
    )
    for name, colour in colours.items():
        reasons = ["计划签约日期2026-11-10，已迟8天"] if colour in ("yellow", "red") else ["各项正常"]
        project = Project.objects.get(name=name)
        LightReading.objects.create(project=project, day=day, colour=colour, reasons=reasons)


def lights(city: City) -> Iterator[datetime]:
    """One turned red on the night of the 17th, another green on the night of the 18th."""
    for name in ("甲", "乙"):
        team(city, chiefly(city, name))
    night(date(2026, 11, 16), 甲="green", 乙="yellow")
    night(date(2026, 11, 17), 甲="red", 乙="yellow")
    yield at(11, 18, 8, 30)
    night(date(2026, 11, 18), 甲="red", 乙="green")
    yield at(11, 19, 8, 30)


def promised(city: City, project: Project, *days: date) -> list[Node]:
    """Nodes promised for these days, owned by 李填."""
    for number, day in enumerate(days, 1):
        values = {"name": f"第{number}个节点", "stage": "signed", "planned_start_on": EARLY.date(), "planned_on": day,
                  "owner": city.clerk}  # fmt: skip
        add_node(project.pk, values, by=city.clerk, now=EARLY)
    confirm_plan(project.pk, by=city.clerk, now=EARLY)
    return list(Node.objects.filter(plan=project.pk, is_milestone=False).order_by("position"))


def nodes(city: City) -> Iterator[datetime]:
    """Promised for the 25th: told on the 18th, and as late on the 26th."""
    promised(city, chiefly(city), date(2026, 11, 25))
    yield at(11, 18)
    yield at(11, 26)


def weekly(city: City) -> Iterator[datetime]:
    """Monday 23 November: a step of last week, a late item and node, a node and a sitting ahead."""
    project = chiefly(city)
    promised(city, project, date(2026, 11, 20), date(2026, 11, 25))
    take(city, project, "sign", now=NOW)
    items.signed(city, project=project, deadline=Deadline(days=1))
    yield at(11, 23, 8)


def monthly(city: City) -> Iterator[datetime]:
    """Tuesday 1 December: one signed in November, one red, one item late."""
    project = chiefly(city)
    take(city, project, "sign", now=NOW)
    new_project(city, name="红灯项目", total_investment_wan="150000", now=EARLY)
    items.signed(city, project=project, deadline=Deadline(days=1))
    yield at(12, 1, 8)


def daily(city: City) -> Iterator[datetime]:
    """王调 wants to hear of chiefs once a day, at two."""
    wish(city.dispatcher, choices={Topic.CHIEF: Choice.DIGEST}, digest_hour=14)
    new_project(city, total_investment_wan="150000", now=BEFORE)
    yield at(11, 18, 9, 1)
    yield at(11, 18, 14, 1)
