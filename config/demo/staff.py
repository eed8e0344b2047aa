"""The demo's people. Names are invented and tell the part (周区长, 钱认定); no real office holder is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle

from django.utils import timezone

from config.demo.groups import found_conference, found_squads, found_teams
from config.demo.places import CITIES, VERIFIED_BY, Places
from projects.ledger.stages import Step
from projects.people.models import Kind, Officer, Organisation, Post
from projects.people.roles import Role
from projects.people.services import add_officer, add_post, start_tenure

FIRST_DAY = date(2017, 1, 1)
BASIS = "示例任职（姓名为虚构）"
SURNAMES = "张王李赵刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
DEPUTIES_IN = "340200"
"""Only 芜湖, where the demonstration is told, also has B角; three of its units have 项目秘书 and a change of holder."""
SECRETARIES = ("340212", "340207", "340271")
HANDED_OVER = {"340212": 240, "340271": 200}
"""Units whose principal changed this many days before the load."""


@dataclass
class Staff:
    """Who does what, by code of the unit or the city. ``now``: the moment of the load."""

    now: datetime
    clerks: dict[str, Officer] = field(default_factory=dict)
    secretaries: dict[str, Officer] = field(default_factory=dict)
    principals: dict[str, Post] = field(default_factory=dict)
    deputies: dict[str, Post] = field(default_factory=dict)
    dispatchers: dict[str, Officer] = field(default_factory=dict)
    leaders: dict[str, Officer] = field(default_factory=dict)
    verifiers: dict[tuple[str, str], Officer] = field(default_factory=dict)

    def verifier(self, city: str, step: str) -> Officer:
        """Who answers a claim for ``step`` in ``city``."""
        return self.verifiers[city, VERIFIED_BY.get(Step(step), "TC")]

    def clerk(self, unit: str, city: str) -> Officer:
        """Who enters for ``unit``: its clerk, else the city's dispatcher."""
        return self.clerks.get(unit) or self.dispatchers[city]

    def principal(self, unit: str, city: str) -> Post:
        """The chair of the 主要负责人; the city's own projects are led by its 投资促进 department."""
        return self.principals.get(unit) or self.principals[f"{city}-TC"]


def seat(places: Places, *, now: datetime) -> Staff:
    """Everybody takes a seat; nobody has a password yet (see accounts)."""
    staff = Staff(now)
    today = timezone.localdate(now)
    for city in CITIES:
        surnames = cycle(SURNAMES)
        _seat_city(staff, places, city, surnames)
        for unit in places.staffed_units(city):
            _seat_unit(staff, places, unit, surnames, today)
    _found_groups(staff, places)
    return staff


def _found_groups(staff: Staff, places: Places) -> None:
    """The 联席会议 of 芜湖: the leader, the office, the principals of departments and units; teams elsewhere."""
    home = [places.by_code[code] for code in staff.principals if places.city_of[code] == DEPUTIES_IN]
    seated = [(staff.principals[unit.code].holder_on(timezone.localdate(staff.now)), unit) for unit in home]
    found_conference(
        places,
        convener=staff.leaders[DEPUTIES_IN],
        director=staff.dispatchers[DEPUTIES_IN],
        members=[(officer, unit) for officer, unit in seated if officer is not None],
        now=staff.now,
    )
    found_teams(places, lambda unit, username, name: _person(staff, unit, username, name, Role.CLERK), now=staff.now)
    found_squads(places, now=staff.now)


def _person(
    staff: Staff,
    unit: Organisation,
    username: str,
    name: str,
    *roles: str,
    scope: Organisation | None = None,
    phone: str = "",
) -> Officer:
    email = f"{username}@luodi.example"
    return add_officer(
        unit, username=username, name=name, roles=roles, email=email, phone=phone, scope=scope, by=None, now=staff.now
    )


def _seat_city(staff: Staff, places: Places, city: str, surnames: Iterator[str]) -> None:
    root, slug = places.by_code[city], CITIES[city]
    rank = "副县长" if root.name.endswith("县") else "副市长"
    leader = _person(staff, root, f"{slug}.lingdao", next(surnames) + rank, Role.LEADER)
    start_tenure(
        add_post(root, title=rank, by=None, now=staff.now),
        leader,
        valid_from=FIRST_DAY,
        basis=BASIS,
        by=None,
        now=staff.now,
    )
    staff.leaders[city] = leader
    office = places.by_code[f"{city}-LX"]
    staff.dispatchers[city] = _person(
        staff, office, f"{slug}.diaodu", next(surnames) + "调度", Role.DISPATCHER, scope=root
    )
    for key in ("TC", "SJ", "GX"):
        department = places.by_code[f"{city}-{key}"]
        username = f"{slug}.{key.lower()}"
        staff.verifiers[city, key] = _person(staff, department, username, next(surnames) + "认定", Role.VERIFIER)
    _seat_principal(staff, places.by_code[f"{city}-TC"], f"{slug}.touzi", next(surnames))


def _seat_unit(staff: Staff, places: Places, code: str, surnames: Iterator[str], today: date) -> None:
    unit, slug = places.by_code[code], places.slug_of[code]
    staff.clerks[code] = _person(staff, unit, f"{slug}.tianbao", next(surnames) + "填报", Role.CLERK)
    username = f"{slug}.{_office(unit)[1]}"
    if code in HANDED_OVER:
        _seat_principal(staff, unit, f"{username}.qianren", next(surnames))
        _succeed(staff, staff.principals[code], username, next(surnames), today - timedelta(days=HANDED_OVER[code]))
    else:
        _seat_principal(staff, unit, username, next(surnames))
    if places.city_of[code] == DEPUTIES_IN:
        _seat_deputy(staff, unit, slug, next(surnames))
    if code in SECRETARIES:
        staff.secretaries[code] = _person(staff, unit, f"{slug}.mishu", next(surnames) + "秘书", Role.CLERK)


def _seat_principal(staff: Staff, unit: Organisation, username: str, surname: str) -> None:
    title = _office(unit)[0]
    number = f"1380000{len(staff.principals):04d}"  # invented, like the names
    officer = _person(staff, unit, username, surname + title[-2:], Role.LEADER, phone=number)
    staff.principals[unit.code] = post = add_post(unit, title=title, is_principal=True, by=None, now=staff.now)
    start_tenure(post, officer, valid_from=FIRST_DAY, basis=BASIS, by=None, now=staff.now)


def _succeed(staff: Staff, post: Post, username: str, surname: str, valid_from: date) -> None:
    successor = _person(staff, post.organisation, username, surname + post.title[-2:], Role.LEADER)
    start_tenure(post, successor, valid_from=valid_from, basis=BASIS, by=None, now=staff.now)


def _seat_deputy(staff: Staff, unit: Organisation, slug: str, surname: str) -> None:
    title = "副主任" if unit.kind == Kind.PARK else f"副{_office(unit)[0]}"
    officer = _person(staff, unit, f"{slug}.fuzhi", surname + title, Role.LEADER)
    staff.deputies[unit.code] = post = add_post(unit, title=title, by=None, now=staff.now)
    start_tenure(post, officer, valid_from=FIRST_DAY, basis=BASIS, by=None, now=staff.now)


def _office(unit: Organisation) -> tuple[str, str]:
    """Title of the principal, and the word for it in the username."""
    if unit.kind == Kind.PARK:
        return "管委会主任", "zhuren"
    if unit.kind == Kind.DEPARTMENT:
        return ("局长", "juzhang") if unit.name.endswith("局") else ("主任", "zhuren")
    last, word = unit.name[-1], {"区": "quzhang", "县": "xianzhang", "市": "shizhang"}
    return f"{last}长", word[last]
