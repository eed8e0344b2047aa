"""Loading the demonstration: people and places first, then the past replayed in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from config.demo.accounts import ADMIN, HOME_ACCOUNTS, open_accounts
from config.demo.chosen import choose, with_foreign_money
from config.demo.cohort import cohort_plans
from config.demo.decisions import Decisions
from config.demo.depth import tell_in_depth
from config.demo.diary import Diary
from config.demo.disputes import twins
from config.demo.figures import Figures
from config.demo.handovers import Handovers
from config.demo.items import Items
from config.demo.lit import read_past_nights
from config.demo.minutes import MinutesOfSittings
from config.demo.packs import Packs
from config.demo.places import CITIES, Places, plant
from config.demo.plans import SHANGHAI, ProjectPlan
from config.demo.population import population_plans
from config.demo.preferences import choose_preferences
from config.demo.published import published_plans
from config.demo.reminding import Reminding
from config.demo.reports import Reports
from config.demo.scene import Scene
from config.demo.sittings import Sittings
from config.demo.staff import Staff, seat
from config.demo.systems import connect_systems
from config.demo.telling import Teller
from notifications.outbox import watermarks
from notifications.reminders.families import FAMILIES
from projects.audit.services import audited
from projects.errors import Conflict, DomainError
from projects.people.models import Officer, Organisation
from projects.workdays.queries import add_workdays

SEED = 2026
PROJECTS = 300
LONGEST_DEADLINE = 5
"""Working days that a verification may take, so that the calendar must reach ahead."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What a load made: how many projects, by which plans."""

    plans: list[ProjectPlan]
    happened: int


def is_loaded() -> bool:
    """Is the demonstration there? It is loaded whole or not at all."""
    return Officer.objects.filter(username=HOME_ACCOUNTS[0].username).exists()


@audited()
def load(
    *,
    now: datetime,
    password: str,
    seed: int = SEED,
    projects: int = PROJECTS,
    published_only: bool = False,
    say: Say = lambda line: None,
) -> Loaded:
    """Fill an empty database. ``projects``: how many in all; the published ones and the cohort come whatever it says.

    ``published_only``: only the named projects of the reports, with the meetings.

    One transaction: it is there whole or not at all. ``Conflict`` when somebody else's data is there.
    """
    if Organisation.objects.exists() or Officer.objects.filter(username=ADMIN).exists():
        raise Conflict("数据库里已有单位或账号，演示数据只能载入空库。请换一个数据目录，如 LUODI_HOME=var-demo。")
    at = latest_promised(now)
    today = at.astimezone(SHANGHAI).date()
    if at < now:
        say(f"工作日历只载入到{today.year}年，演示数据的时间停在 {today}。")
    places = plant(now=at)
    staff = seat(places, now=at)
    open_accounts(password, now=at)
    if published_only:
        plans = published_plans(places, today=today)
    else:
        plans = all_plans(places, seed=seed, projects=projects, now=at)
    plans = with_foreign_money(plans, places, today=today)
    plans += twins(choose(plans, places, today=today), places, today=today)
    happened = _replay(places, staff, plans, now=at, say=say)
    read_past_nights(today, now=at)
    choose_preferences(staff, now=at)
    connect_systems(places, now=at)
    watermarks.reached(*(family.name for family in FAMILIES), now=now)  # the past is no news: reminders begin here
    return Loaded(plans, happened)


def all_plans(places: Places, *, seed: int, projects: int, now: datetime) -> list[ProjectPlan]:
    """The published projects, the cohort of 赣州, and as many synthetic ones as are left of ``projects``."""
    today = now.astimezone(SHANGHAI).date()
    real = published_plans(places, today=today) + cohort_plans(places, seed=seed, today=today)
    size = max(projects - len(real), 0)
    return real + population_plans(places, seed=seed, size=size, now=now)


def latest_promised(now: datetime) -> datetime:
    """``now``, or the last morning before it from which the official calendar reaches far enough for deadlines."""
    day = now
    for _ in range(370):
        try:
            add_workdays(day.astimezone(SHANGHAI).date(), LONGEST_DEADLINE)
        except DomainError:
            day -= timedelta(days=1)
        else:
            return day
    raise Conflict("工作日历未载入近一年的官方年份，演示数据无法推算期限。请先运行 manage.py load_workdays。")


def _replay(places: Places, staff: Staff, plans: list[ProjectPlan], *, now: datetime, say: Say) -> int:
    diary, local = Diary(), now.astimezone(SHANGHAI)
    teller = Teller(places, staff, diary)
    for plan in plans:
        teller.tell(plan)
    Sittings(places, staff, diary).tell(now=local, today=local.date())
    Handovers(places, staff, diary).tell(now=local)
    chosen = choose(plans, places, today=local.date())
    scene = Scene(places, staff, diary, chosen, local.date())
    tell_in_depth(scene, twins(chosen, places, today=local.date()))
    Decisions(scene, plans).tell()
    Items(scene).tell()
    Reports(scene).tell()
    Packs(scene).tell(now=local)
    MinutesOfSittings(scene).tell()
    Reminding(scene).tell(now=local)
    Figures(scene).tell()
    say(f"单位 {len(places.by_code)} 个，项目 {len(plans)} 个，{len(CITIES)} 市县；按时间顺序重演：")
    return diary.replay(until=now, on_year=lambda year: say(f"  {year} 年"), on_batch=refresh_statistics)


def refresh_statistics() -> None:
    """Tell PostgreSQL's planner what came in: inside one transaction its own helper never sees the rows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
