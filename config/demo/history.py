"""What became of units: 芜湖 2019 and 2020, when counties became districts and a city, and 三山区 went into 弋江区.

That it happened is public; the days are set for the demonstration and say so.
"""

from __future__ import annotations

from datetime import date, datetime

from projects.people.models import Kind, Organisation
from projects.people.services import add_organisation, merge_organisations, rename_organisation, settle_class

BASIS = "示例：2020年芜湖市部分行政区划调整（日期为示例）"
RENAMED_ON = date(2020, 7, 1)
BORN_AS: dict[str, tuple[str, date, str]] = {
    "340212": ("繁昌县", RENAMED_ON, BASIS),
    "340210": ("芜湖县", RENAMED_ON, BASIS),
    "340281": ("无为县", date(2019, 12, 31), "示例：撤县设市（日期为示例）"),
}
"""Units by code: the name they had before, until when, and why."""
CLASSES = {Kind.DISTRICT: "县（市、区）", Kind.PARK: "开发区", Kind.DEPARTMENT: "市直部门"}
COUNTY_DEPARTMENTS = "县直部门"


def class_name(kind: str, city: str) -> str:
    """In which class a unit of this kind is ranked; empty for what is not. 濉溪 is a county."""
    if kind == Kind.DEPARTMENT and city == "340621":
        return COUNTY_DEPARTMENTS
    return CLASSES.get(Kind(kind), "")


def renamed(unit: Organisation, name: str, *, now: datetime) -> Organisation:
    """The unit under its present name, the one before kept."""
    _, on, basis = BORN_AS[unit.code]
    return rename_organisation(unit, name=name, short_name=unit.short_name, on=on, basis=basis, by=None, now=now)


def merge_sanshan(by_code: dict[str, Organisation], *, now: datetime) -> None:
    """三山区 ends and hangs below 弋江区, its successor."""
    sanshan = add_organisation(
        by_code["340200"],
        code="340200-SSQ",
        name="三山区",
        kind=Kind.DISTRICT,
        region_code="340208",
        unit_class=settle_class(CLASSES[Kind.DISTRICT], by=None, now=now),
        valid_from=date(2006, 1, 1),
        by=None,
        now=now,
    )
    heir = merge_organisations([sanshan], successor=by_code["340209"], on=RENAMED_ON, basis=BASIS, by=None, now=now)
    by_code["340209"] = heir
