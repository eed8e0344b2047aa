"""Signed projects of 芜湖, two inspectors of the city, and rounds at each state."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import JPEG, NOW, PASSWORD, TODAY, City, at_stage, new_project, own_password
from workflow.spotchecks.models import Record, Round, Visit
from workflow.spotchecks.services import assign_inspectors, fix_round, plan_round, record_visit

LATER = NOW + timedelta(hours=2)
"""When somebody comes to the place."""


def signed_projects(city: City, number: int) -> list[Project]:
    """Signed today, of 繁昌区, from 2亿元 upwards by 1亿元."""
    return [
        at_stage(
            new_project(
                city,
                name=f"示例项目{n}",
                investor=f"示例投资{n}公司",
                is_industrial=False,
                total_investment_wan=Decimal(20_000 + 10_000 * n),
            ),
            "signed",
            city,
        )
        for n in range(number)
    ]


def second_inspector(city: City) -> Officer:
    """何查, a second dispatcher of the city."""
    known = Officer.objects.filter(username="hecha").first()
    if known is not None:
        return known
    made = add_officer(
        city.departments["TC"],
        username="hecha",
        name="何查",
        roles=[Role.DISPATCHER],
        email="hecha@luodi.example",
        phone="13800001235",
        password=PASSWORD,
        scope=city.city,
        by=None,
        now=NOW,
    )
    own_password(made)
    return made


def values(**over: Any) -> dict[str, Any]:
    """A round of this year's signings."""
    return {
        "title": "第四季度签约核查",
        "steps": ["sign"],
        "from_on": TODAY - timedelta(days=200),
        "to_on": TODAY,
        "dimensions": ["unit", "tier"],
        "method": "proportional",
        "size": 2,
        "seed": "2026-Q4",
        "days": 10,
        "skips_checked": False,
        **over,
    }


def planned(city: City, **over: Any) -> Round:
    """By 王调."""
    return plan_round(values(**over), by=city.dispatcher, now=NOW)


def fixed(city: City, **over: Any) -> Round:
    """Fixed at once; nobody is sent yet."""
    return fix_round(planned(city, **over).pk, by=city.dispatcher, now=NOW)


def sent(city: City, round_: Round) -> list[Visit]:
    """王调 and 何查 are sent to every visit."""
    both = [city.dispatcher, second_inspector(city)]
    visits = Visit.objects.filter(round=round_).order_by("number")
    assign_inspectors([visit.pk for visit in visits], both, by=city.dispatcher, now=NOW)
    return list(visits)


def photo(name: str = "现场.jpg", *, content: bytes = JPEG) -> SimpleUploadedFile:
    """A small real picture."""
    return SimpleUploadedFile(name, content)


def photo_of_a_phone() -> SimpleUploadedFile:
    """With the time and the place that a phone writes into it."""
    image, held = Image.new("RGB", (64, 64), "grey"), BytesIO()
    tags = Image.Exif()
    tags[0x0132] = "2026:11:18 10:02:11"
    tags.get_ifd(0x8825).update({1: "N", 2: (31.0, 4.0, 12.0), 3: "E", 4: (118.0, 12.0, 0.0)})
    image.save(held, "JPEG", exif=tags)
    return SimpleUploadedFile("IMG_0001.jpg", held.getvalue())


def recorded(city: City, visit: Visit, *, by: Officer | None = None, **over: Any) -> Record:
    """Handed in by 何查."""
    said: dict[str, Any] = {
        "visited_at": NOW + timedelta(hours=1),
        "met": "企业项目经理",
        "finding": "true",
        "text": "现场与申报一致。",
        **over,
    }
    return record_visit(visit.pk, by=by or second_inspector(city), now=LATER, **said)
