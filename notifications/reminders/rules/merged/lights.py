"""亮灯变化: what the nightly readings say has turned, with its reasons (人工调整 and 豁免 are said there as such)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from notifications.outbox.models import Occurrence
from notifications.reminders.moments import Due, instant, local_day
from notifications.reminders.rules.merged.base import Line, Merged, MergedRule
from notifications.reminders.rules.merged.people import People, dispatchers, involved, joined, who_see, with_part
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Project
from projects.people.models import Officer
from workflow.items.lateness import Days
from workflow.lights.colours import GREEN, GREY, LABELS, RED, YELLOW
from workflow.lights.models import LightNight, LightReading

AT = time(8, 30)
_RANK = {GREEN: 0, YELLOW: 1, RED: 2}


@dataclass(frozen=True)
class Nights:
    """From the light of the night ``before`` to that of the night ``last``: what lies between has been overtaken."""

    before: date
    last: date


def turned(nights: Nights, only: Officer | None = None) -> list[LightReading]:
    """Readings of the last night that differ from that of the night before, annotated as ``before``.

    The database compares: a project whose light has not changed is not read. One entered since counts as green.
    """
    earlier = LightReading.objects.filter(project=OuterRef("project"), day=nights.before).values("colour")
    rows = LightReading.objects.filter(day=nights.last).annotate(before=Coalesce(Subquery(earlier), Value(GREEN)))
    if only is not None:
        rows = rows.filter(project__in=Project.objects.filter(involved(only)))
    changed = rows.filter(~Q(colour=F("before"))).select_related("project__landing_organisation")
    return list(changed.order_by("project__number"))


def night_before(day: date) -> date | None:
    """The last night that was read before that one."""
    return LightNight.objects.filter(day__lt=day).order_by("-day").values_list("day", flat=True).first()


def nights_told(on: date, at: time) -> Nights | None:
    """Those read since the working morning before, up to that of ``on``; none where there is nothing to compare."""
    after = Days(on).back(1)
    read = LightNight.objects.filter(read_at__gt=instant(after, at), read_at__lte=instant(on, at))
    days = list(read.order_by("day").values_list("day", flat=True))
    before = night_before(days[0]) if days else None
    return Nights(before, days[-1]) if before is not None else None


class LightRule(MergedRule):
    """``tells``: of a change from one colour to another. ``people``: who hears of these projects."""

    over = "亮灯已又有变化"

    def tells(self, before: str, now: str) -> bool:
        """Is it this rule that tells the change?"""
        raise NotImplementedError

    def people(self, projects: list[Project]) -> People:
        """Project → officers."""
        raise NotImplementedError

    def found(self, window: Nights, only: Officer | None = None) -> Iterator[Line]:
        """Six queries and one a person."""
        rows = [one for one in turned(window, only) if self.tells(one.before, one.colour)]  # type: ignore[attr-defined]
        if not rows:
            return
        people = who_see(self.people([one.project for one in rows]), only)
        for row in rows:
            for officer in people.get(row.project_id, []):
                yield Line(officer, row.project_id, row.project_id, _said(row))

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        """It holds as long as the last night that was read still says the same against the night before the change."""
        on = date.fromisoformat(occurrence.slot) if occurrence.slot else local_day(now)
        nights, latest = nights_told(on, AT), night_before(date.max)
        if nights is None or latest is None:
            return self.over
        still = self.found(replace(nights, last=latest), occurrence.recipient)
        return "" if any(True for _ in still) else self.over


class LightWorse(LightRule):
    """Turned yellow or red."""

    name = "light_worse"
    label = "亮灯变差"
    who = "首席责任人、B角、包联领导，落地单位的调度员（没有的为最近的上级调度员）"
    when = "夜间记录由绿转黄、转红或由黄转红后的工作日 08:30"
    opening = "以下项目的亮灯变差，请核实原因、采取措施："

    def tells(self, before: str, now: str) -> bool:
        return now in (YELLOW, RED) and _RANK[now] > _RANK.get(before, 0)

    def people(self, projects: list[Project]) -> People:
        roles = (ResponsibilityRole.CHIEF, ResponsibilityRole.DEPUTY, ResponsibilityRole.LEADER)
        return joined(with_part([one.pk for one in projects], *roles), dispatchers(projects))


class LightBetter(LightRule):
    """Turned better."""

    name = "light_better"
    label = "亮灯好转"
    who = "首席责任人"
    when = "夜间记录由红转黄、转绿或由黄转绿后的工作日 08:30"
    opening = "以下项目的亮灯好转："

    def tells(self, before: str, now: str) -> bool:
        return now != GREY and before in _RANK and _RANK[now] < _RANK[before]

    def people(self, projects: list[Project]) -> People:
        return with_part([one.pk for one in projects], ResponsibilityRole.CHIEF)


def _said(row: LightReading) -> str:
    project, before = row.project, LABELS[row.before]  # type: ignore[attr-defined]
    reasons = "；".join(row.reasons)
    return (
        f"{project.name}（{project.number}，{project.landing_organisation.label}）："
        f"{before}转{LABELS[row.colour]}（{row.day} 夜间记录）：{reasons}"
    )


WORSE, BETTER = LightWorse(), LightBetter()


class LightTurns(Merged):
    """Readings of the nights since the working morning before."""

    name = "reminders.lights"
    rules = (WORSE, BETTER)
    at = AT
    foretells = False

    def window(self, due: Due) -> Nights | None:
        return nights_told(local_day(due.at), self.at)

    def span(self, first: Nights, last: Nights) -> Nights:
        return Nights(first.before, last.last)
