"""Samples of packs: a sitting on Monday 23 November whose agenda holds two projects, and deeds at any instant."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects.funds.services import confirm_fund, report_fund
from projects.ledger.models import Project
from projects.ledger.services import update_project
from projects.people.models import Officer
from projects.plans.services import add_node
from projects.progress.models import Problem
from projects.progress.periods import period_of, period_on
from projects.progress.services import answer_problem, raise_problem, send_report
from tests.factories import NOW, City, at_stage, new_project
from tests.projects.funds.conftest import slip
from tests.projects.funds.conftest import values as fund_values
from tests.workflow.dispatch.sittings import sittings, weekly
from workflow.dispatch.models import Meeting
from workflow.dispatch.services import refresh_agenda
from workflow.packs.content import Change, PackContent, Page
from workflow.packs.models import Pack
from workflow.packs.queries.building import Stamp, build_content
from workflow.packs.queries.windows import window_of
from workflow.packs.services import freeze_pack

SECOND = timedelta(seconds=1)
CUT = NOW + timedelta(days=2)
"""Friday 20 November 2026, nine o'clock."""
FREEZE = CUT + timedelta(hours=1)


def two_projects(city: City) -> tuple[Project, Project]:
    """One of 繁昌区 and one of 鸠江区, both signed on 18 November."""
    ours = at_stage(new_project(city), "signed", city)
    theirs = new_project(
        city, name="鸠江智能制造基地", investor="鸠江智造公司", landing_organisation=city.sibling,
        by=city.sibling_clerk, total_investment_wan=Decimal(250_000), is_industrial=False,
    )  # fmt: skip
    return ours, theirs


def sitting(city: City, **over: Any) -> Meeting:
    """The first sitting of the weekly series, its agenda made."""
    (first, *_) = sittings(weekly(city, **over))
    return refresh_agenda(first.pk, by=city.dispatcher, now=NOW)


def built(meeting: Meeting, *, cut_off: datetime = CUT) -> PackContent:
    """The content at that cut-off; nothing is kept."""
    fresh = Meeting.objects.select_related("series__organisation", "series__chair").get(pk=meeting.pk)
    return build_content(fresh, window_of(fresh, cut_off), Stamp(1, None, cut_off, ""))


def frozen(city: City, meeting: Meeting, *, by: Officer | None = None, **over: Any) -> Pack:
    """Frozen by 王调."""
    given: dict[str, Any] = {"cut_off": CUT, "now": FREEZE, **over}
    return freeze_pack(meeting.pk, by=by or city.dispatcher, **given)


def page_of(content: PackContent, project: Project) -> Page:
    """The page of the project."""
    return next(page for page in content.pages if page.project == str(project.pk))


def told(content: PackContent, kind: str, project: Project | None = None) -> list[Change]:
    """Changes of one kind."""
    wanted = str(project.pk) if project else None
    return [one for one in content.changes if one.kind == kind and wanted in (None, one.project)]


def amount(city: City, project: Project, wan: int, *, now: datetime) -> None:
    """Another registered capital: an amount that stays free after the signing."""
    update_project(project.pk, {"registered_capital_wan": Decimal(wan)}, by=city.clerk, now=now)


def report(city: City, project: Project, *, now: datetime, news: str = "桩基完成") -> None:
    """Of this week."""
    send_report(project.pk, period_of("2026-W47"), {"news": news, "next_steps": "主体施工"}, by=city.clerk, now=now)


def report_of_week(city: City, project: Project, *, now: datetime) -> None:
    """Of the week of ``now``."""
    values = {"news": "桩基完成八成，钢结构进场。", "next_steps": "月底前主体施工。"}
    send_report(project.pk, period_on("week", timezone.localdate(now)), values, by=city.clerk, now=now)


def problem(city: City, project: Project, *, now: datetime, title: str = "用地指标未落实") -> Problem:
    """Asked of the district itself."""
    values = {"kind": "land", "level": "district", "title": title, "need": "请协调用地指标，联系人13900001111",
              "asked_organisation": city.district}  # fmt: skip
    return raise_problem(project.pk, values, by=city.clerk, now=now)


def answer(city: City, asked: Problem, *, now: datetime) -> None:
    """By the district's own dispatcher seat: here the city's."""
    answer_problem(asked.pk, text="已纳入下周供地", by=city.dispatcher, now=now)


def node(city: City, project: Project, *, now: datetime, name: str = "取得施工许可证", on: date | None = None) -> Any:
    """A node planned for 19 November."""
    day = on or date(2026, 11, 19)
    values = {"name": name, "stage": "signed", "planned_start_on": day - timedelta(days=10), "planned_on": day}
    return add_node(project.pk, values, by=city.clerk, now=now)


def arrival(city: City, project: Project, *, now: datetime) -> None:
    """1,500万元, confirmed by 王调 at that instant."""
    paper = slip(project, city.clerk)
    fund = report_fund(project.pk, fund_values(), slip=paper, by=city.clerk, now=now - timedelta(hours=1))
    confirm_fund(fund.pk, by=city.dispatcher, now=now)
