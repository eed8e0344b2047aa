"""Bodies and teams of the demonstration: the 联席会议 of 芜湖, 长沙's four 驻点专班 (北上广深), three 小分队 of 赣州.

The mechanisms are those of the reports; members and dates are invented, like everybody else here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from config.demo.places import Places
from projects.people.models import Kind, Level, Officer, Organisation, Part
from projects.people.services import add_backing, add_member, add_organisation

SINCE = date(2023, 3, 1)
BASIS = "示例文件"
STATIONS = {
    "北京": ("beijing", "阎", ("430100-XJXQ", "430104")),
    "上海": ("shanghai", "薛", ("430100-CSJKQ", "430121")),
    "广州": ("guangzhou", "叶", ("430103", "430181")),
    "深圳": ("shenzhen", "魏", ("430100-XJXQ", "430182")),
}
"""Station → slug, surname of the invented leader, codes of the units behind the team."""
SQUADS = (
    ("360700", "360700-XFD1", "赣州市招商小分队（示例）", Level.CITY),
    ("360702", "360702-XFD1", "章贡区招商小分队（示例）", Level.DISTRICT),
    ("360700-GZJKQ", "360700-GZJKQ-XFD1", "赣州经开区招商小分队（示例）", Level.PARK),
)
Person = Callable[[Organisation, str, str], Officer]


def found_conference(
    places: Places, *, convener: Officer, director: Officer, members: list[tuple[Officer, Organisation]], now: datetime
) -> Organisation:
    """芜湖市重大项目联席会议 with its office, convener and members."""
    body = add_organisation(
        places.by_code["340200"],
        code="340200-LXHY",
        name="芜湖市重大项目联席会议",
        short_name="市联席会议",
        kind=Kind.BODY,
        level=Level.CITY,
        office=places.by_code["340200-LX"],
        valid_from=SINCE,
        by=None,
        now=now,
    )
    seats = [(convener, convener.organisation, Part.CONVENER), (director, director.organisation, Part.OFFICE_DIRECTOR)]
    seats += [(officer, unit, Part.MEMBER) for officer, unit in members]
    for officer, unit, part in seats:
        add_member(body, officer, part=part, organisation=unit, valid_from=SINCE, basis=BASIS, by=None, now=now)
    return body


def found_teams(places: Places, person: Person, *, now: datetime) -> None:
    """长沙's teams in other cities, each with a leader, a member and two units behind it."""
    city, commerce = places.by_code["430100"], places.by_code["430100-TC"]
    for station, (slug, surname, behind) in STATIONS.items():
        team = add_organisation(
            city,
            code=f"430100-Z{slug[:4].upper()}",
            name=f"长沙市驻{station}招商专班",
            short_name=f"驻{station}专班",
            kind=Kind.TEAM,
            level=Level.CITY,
            station=station,
            valid_from=SINCE,
            by=None,
            now=now,
        )
        leader = person(team, f"changsha.{slug}.zuzhang", f"{surname}组长")
        member = person(team, f"changsha.{slug}.chengyuan", f"{surname}成员")
        for officer, part in ((leader, Part.LEADER), (member, Part.MEMBER)):
            add_member(team, officer, part=part, organisation=commerce, valid_from=SINCE, basis=BASIS, by=None, now=now)
        for code in behind:
            add_backing(team, places.by_code[code], valid_from=SINCE, by=None, now=now)


def found_squads(places: Places, *, now: datetime) -> None:
    """赣州: 小分队 of three levels."""
    for parent, code, name, level in SQUADS:
        add_organisation(
            places.by_code[parent],
            code=code,
            name=name,
            kind=Kind.TEAM,
            level=level,
            valid_from=SINCE,
            by=None,
            now=now,
        )
