"""Samples of anomalies: one project, or a few, that stand out in one way each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from projects.ledger.models import Project
from projects.ledger.services import create_enterprise, update_project
from projects.people.models import Officer
from tests.factories import NOW, SHANGHAI, TODAY, City, new_project, take
from workflow.anomalies.queries import Line, lines_for
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import create_series
from workflow.dispatch.services.planning import plan_meetings

DAY = timedelta(days=1)
LONG_AGO = NOW - 150 * DAY


def lines(officer: Officer, kind: str) -> list[Line]:
    """What the officer sees of one kind today."""
    return [line for line in lines_for(officer, on=TODAY) if line.found.kind == kind]


def quiet_project(city: City, name: str, *, on: date, now: datetime | None = None) -> Project:
    """Entered long ago and signed on ``on``, verified the same day: nothing odd about it."""
    project = new_project(city, name=name, investor=f"{name}公司", now=LONG_AGO)
    at = now or datetime.combine(on, time(10), SHANGHAI)
    take(city, project, "sign", on=on, now=at)
    return project


def back_dated(city: City) -> Project:
    """Entered and verified today, signed a hundred days ago."""
    project = new_project(city, name="补录项目", investor="补录公司")
    take(city, project, "sign", on=TODAY - 100 * DAY)
    return project


def month_end(city: City, days: tuple[int, ...] = (29, 30, 30, 31)) -> list[Project]:
    """Signed on the last days of October."""
    return [quiet_project(city, f"月末{number}", on=date(2026, 10, day)) for number, day in enumerate(days)]


def same_firm(city: City, *, apart: int = 60) -> list[Project]:
    """The same investor signs twice in one district."""
    firm = create_enterprise(name="重复签约公司", by=city.clerk, now=LONG_AGO)
    made = []
    for number, on in enumerate((TODAY - apart * DAY, TODAY)):
        project = new_project(city, name=f"重复{number}", investor=f"陪衬{number}", investors=[firm],
                              negotiating_on=TODAY - 900 * DAY, now=NOW - 890 * DAY)  # fmt: skip
        take(city, project, "sign", on=on, now=datetime.combine(on, time(10), SHANGHAI))
        made.append(project)
    return made


def weekly_meetings(city: City) -> list[Meeting]:
    """The Wednesdays since September."""
    now = datetime(2026, 9, 1, 9, tzinfo=SHANGHAI)
    values = {"organisation": city.city, "name": "周调度", "kind": "weekly", "weekday": 3, "time": time(9),
              "place": "301", "starts_on": now.date()}  # fmt: skip
    series = create_series(values, by=city.dispatcher, now=now)
    plan_meetings(now, horizon_days=90)
    return list(series.meetings.order_by("starts_at"))


def edited(city: City, project: Project, *moments: datetime) -> None:
    """Another summary at each of ``moments``."""
    for number, at in enumerate(moments):
        update_project(project.pk, {"summary": f"第{number}稿 {at:%m%d}"}, by=city.clerk, now=at)
