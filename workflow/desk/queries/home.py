"""工作台: one look at what needs me and how things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from projects.ledger.models import Project, Responsibility
from projects.ledger.money import show_yi
from projects.ledger.stages import STAGE_STEPS, STAGES, Stage, Standing, Step
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.desk.queries.listing import Sums, sums_of
from workflow.desk.queries.tasks import tasks_of
from workflow.dispatch.models import AgendaReason, Meeting
from workflow.lights.colours import RED, YELLOW, Light
from workflow.lights.queries.books import Book, book_on
from workflow.lights.queries.now import light_of, with_light
from workflow.lights.queries.units import lit_units
from workflow.steps.models import Transition

KNOW_SHOWN = 6
MINE_SHOWN = 8
NEWS_SHOWN = 4
WEEKDAYS = "一二三四五六日"
LIGHT_ORDER = Case(
    When(light_colour=RED, then=Value(0)),
    When(light_colour=YELLOW, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Row:
    """A project with its light and its chief."""

    project: Project
    light: Light
    chief: str


@dataclass(frozen=True)
class Bar:
    """One stage of the funnel. ``width``: 0–100, against the widest; ``wait``: median days from the stage before."""

    stage: str
    label: str
    count: int
    total_wan: Decimal
    width: int
    x: float
    wait: int | None
    url: str


@dataclass(frozen=True)
class Figure:
    """A KPI card: a number that opens to its rows. ``tone``: good, bad or empty."""

    label: str
    value: str
    unit: str
    note: str
    url: str
    tone: str = ""


def home_of(officer: Officer, *, now: datetime) -> dict[str, Any]:
    """Everything the page shows, by what the officer is."""
    on = timezone.localdate(now)
    book = book_on(on)
    seen = with_light(Project.objects.visible_to(officer), on=on, book=book)
    active = seen.filter(standing=Standing.ACTIVE)
    sums = sums_of(active)
    bars = funnel_of(active)
    lit = _rows(active.filter(light_colour__in=[RED, YELLOW]), on, book, KNOW_SHOWN)
    return {
        "greeting": greeting_at(now),
        "today": on,
        "weekday": WEEKDAYS[on.weekday()],
        "tasks": tasks_of(officer, on=on),
        "figures": figures_of(seen, sums, on=on),
        "sums": sums,
        "bars": bars,
        "funnel_title": funnel_title(bars, sums),
        "lit": lit,
        "unit_lights": lit_units(officer, on=on, book=book),
        "news": _news(officer, on),
        "mine": _mine(active, officer, on, book),
        "meeting": next_meeting(officer, now=now),
        "may_create": officer.may(Permission.PROJECT_WRITE),
    }


def greeting_at(now: datetime) -> str:
    """By the clock in Shanghai."""
    hour = timezone.localtime(now).hour
    marks = ((5, "夜深了"), (12, "上午好"), (14, "中午好"), (18, "下午好"))
    return next((words for before, words in marks if hour < before), "晚上好")


def _list(**filters: str) -> str:
    return f"{reverse('desk:projects')}?{urlencode(filters)}"


def figures_of(seen: QuerySet[Project], sums: Sums, *, on: date) -> list[Figure]:
    """Four numbers: projects in hand, signed this year, red lights, projects without chief."""
    start, then = on.replace(month=1, day=1), _year_before(on)
    signed = seen.order_by().aggregate(
        now=Count("pk", filter=Q(signed_on__range=(start, on))),
        then=Count("pk", filter=Q(signed_on__range=(then.replace(month=1, day=1), then))),
    )
    note, tone = _against(signed["now"], signed["then"])
    year = {"signed_from": start.isoformat(), "signed_to": on.isoformat()}
    total = f"总投资 {show_yi(sums.total_wan)} 亿元"
    return [
        Figure("在手项目", str(sums.count), "个", total, _list(standing=Standing.ACTIVE)),
        Figure("今年新签约", str(signed["now"]), "个", note, _list(**year), tone),
        Figure(
            "红灯项目", str(sums.red), "个", f"另有黄灯 {sums.yellow} 个", _list(light=RED), "bad" if sums.red else ""
        ),
        Figure(
            "缺首席责任人",
            str(sums.missing_chief),
            "个",
            "应有而未指定，不能签约" if sums.missing_chief else "应有的都已指定",
            _list(chief_state="missing"),
            "bad" if sums.missing_chief else "good",
        ),
    ]


def _year_before(on: date) -> date:
    return on.replace(year=on.year - 1, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)


def _against(now: int, then: int) -> tuple[str, str]:
    """Year on year; base 0 is said in words (domain.md, section 3)."""
    if not then:
        return "上年同期为 0", ""
    change = now - then
    rate = (Decimal(change * 100) / then).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"较去年同期 {change:+d}（{rate:+}%）", "good" if change > 0 else "bad" if change < 0 else ""


def funnel_of(active: QuerySet[Project]) -> list[Bar]:
    """Stock by stage; between the stages the median waiting time, never a ratio of stocks."""
    rows = list(active.order_by().values_list("stage", "total_investment_wan", *(f"{stage}_on" for stage in STAGES)))
    totals = {stage: (0, Decimal(0)) for stage in STAGES}
    for stage, amount, *_ in rows:
        count, total = totals[stage]
        totals[stage] = (count + 1, total + (amount or 0))
    waits = _waits([dates for _, _, *dates in rows])
    widest = max(count for count, _ in totals.values()) or 1
    return [_bar(stage, *totals[stage], widest, waits.get(stage)) for stage in STAGES]


def _bar(stage: str, count: int, total: Decimal, widest: int, wait: int | None) -> Bar:
    width = max(round(count * 100 / widest), 2) if count else 0
    url = _list(stage=stage, standing=Standing.ACTIVE)
    return Bar(stage, str(Stage(stage).label), count, total, width, (100 - width) / 2, wait, url)


def _waits(dates: list[list[date | None]]) -> dict[str, int]:
    """Stage → median days since the stage before, over the projects in hand that reached it."""
    waits = {}
    for position, stage in enumerate(STAGES[1:], start=1):
        pairs = ((row[position - 1], row[position]) for row in dates)
        days = [(there - before).days for before, there in pairs if before and there]
        if days:
            waits[stage] = int(Decimal(median(days)).quantize(Decimal(1), ROUND_HALF_UP))
    return waits


def funnel_title(bars: list[Bar], sums: Sums) -> str:
    """The finding: where the projects wait longest."""
    slow = max((bar for bar in bars if bar.wait is not None), key=lambda bar: bar.wait or 0, default=None)
    if slow is None:
        return f"在手项目 {sums.count} 个"
    step = Step(STAGE_STEPS[STAGES.index(slow.stage) - 1]).label
    return f"在手项目 {sums.count} 个，等{step}最久，中位 {slow.wait} 天"


def _rows(projects: QuerySet[Project], on: date, book: Book, limit: int) -> list[Row]:
    """The worst first, then the largest."""
    chiefs = Responsibility.objects.current().chiefs().select_related("officer")
    found = projects.order_by(LIGHT_ORDER, "-total_investment_wan", "pk").select_related("landing_organisation")
    found = found.prefetch_related(Prefetch("responsibilities", queryset=chiefs, to_attr="current_chiefs"))
    return [_row(project, on, book) for project in found[:limit]]


def _row(project: Project, on: date, book: Book) -> Row:
    chiefs = project.current_chiefs  # type: ignore[attr-defined]
    return Row(project, light_of(project, on=on, book=book), chiefs[0].officer.name if chiefs else "")


def _mine(active: QuerySet[Project], officer: Officer, on: date, book: Book) -> dict[str, Any]:
    """A clerk sees the own unit's projects; anybody else those they answer for."""
    unit = officer.organisation
    if unit is not None and officer.may(Permission.CLAIM_WRITE) and not officer.may(Permission.DISPATCH_WRITE):
        return _named(
            "本单位的项目",
            active.filter(landing_organisation__in=Organisation.objects.under(unit)),
            on,
            book,
            _list(unit=unit.code, standing=Standing.ACTIVE),
        )
    held = active.filter(pk__in=officer.responsibilities.current().values("project"))
    return _named("我负责的项目", held, on, book, _list(mine="1", standing=Standing.ACTIVE)) if held.exists() else {}


def _named(name: str, projects: QuerySet[Project], on: date, book: Book, url: str) -> dict[str, Any]:
    sums = sums_of(projects)
    lights = [f"{sums.red} 个红灯" if sums.red else "", f"{sums.yellow} 个黄灯" if sums.yellow else ""]
    words = "、".join(one for one in lights if one) or "全部正常"
    title = f"{name} {sums.count} 个，{words}"
    return {"title": title, "rows": _rows(projects, on, book, MINE_SHOWN), "url": url, "count": sums.count}


def _news(officer: Officer, on: date) -> list[Transition]:
    """Steps verified in the last week."""
    recent = Transition.objects.visible_to(officer).counting().filter(step__in=STAGE_STEPS)
    start = timezone.make_aware(datetime.combine(on - timedelta(days=7), datetime.min.time()))
    recent = recent.filter(recorded_at__gte=start).select_related("project")
    return list(recent.order_by("-recorded_at")[:NEWS_SHOWN])


def next_meeting(officer: Officer, *, now: datetime) -> Meeting | None:
    """The next sitting that the officer may see, with the number of its agenda entries by reason."""
    coming = Meeting.objects.visible_to(officer).ahead(now)
    on_it = Q(agenda__removed_at__isnull=True, agenda__project__in=Project.objects.visible_to(officer))
    counted = coming.select_related("series").annotate(
        entries=Count("agenda", filter=on_it, distinct=True),
        steps=Count("agenda", filter=on_it & Q(agenda__reason=AgendaReason.STEP_TAKEN), distinct=True),
        chiefless=Count("agenda", filter=on_it & Q(agenda__reason=AgendaReason.CHIEF_MISSING), distinct=True),
    )
    return counted.order_by("starts_at", "pk").first()
