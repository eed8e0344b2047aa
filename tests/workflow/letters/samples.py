"""Letters of 芜湖 in each state, walked there by the real services; red and yellow projects; late items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, TODAY, City, new_project, own_password
from workflow.items.deadlines import Deadline
from workflow.items.models import Item
from workflow.items.services import issue_item
from workflow.items.sources import Source
from workflow.letters.models import Ladder, Letter
from workflow.letters.presets import BY_CODE
from workflow.letters.services import (
    answer_letter,
    draft_letter,
    propose_now,
    receive_letter,
    save_ladder,
    sign_letter,
    submit_letter,
)
from workflow.lights.models import LightNight, LightReading

WORD = "芜招办"
ISSUER = "芜湖市投资促进中心"


def second_dispatcher(city: City) -> Officer:
    """何督, a second dispatcher of the city."""
    known = Officer.objects.filter(username="hedu").first()
    if known is not None:
        return known
    made = add_officer(
        city.departments["TC"], username="hedu", name="何督", roles=[Role.DISPATCHER], email="hedu@luodi.example",
        phone="13800001236", password=PASSWORD, scope=city.city, by=None, now=NOW,
    )  # fmt: skip
    own_password(made)
    return made


def ladder(city: City, preset: str = "default", *, now: datetime = NOW, **over: Any) -> Ladder:
    """Of the city, in force today."""
    said: dict[str, Any] = {"preset": preset, "issuer": ISSUER, "valid_from": now.date(), **over}
    night(now)
    lines = said.pop("lines", None) or BY_CODE[preset].worded(WORD)
    return save_ladder(city.city, lines, by=city.dispatcher, now=now, **said)


def night(now: datetime) -> None:
    """The night before ``now`` has been read."""
    LightNight.objects.get_or_create(day=now.date() - timedelta(days=1), defaults={"read_at": now, "projects": 0})


def lit(city: City, colour: str, *, late: int | None = None, nights: int = 0, **over: Any) -> Project:
    """A project in 在谈 that is ``colour`` today by its planned signing, with so many readings of it behind."""
    days = late if late is not None else {"yellow": 10, "red": 40}[colour]
    name = over.pop("name", f"{colour}示例项目")
    said = {"name": name, "investor": f"{name}投资方", "is_industrial": False, **over}
    made = new_project(city, planned_signed_on=TODAY - timedelta(days=days), **said)
    read(made, colour, nights)
    return made


def read(project: Project, colour: str, nights: int, *, last: date = TODAY - timedelta(days=1)) -> None:
    """Readings of that colour for so many nights up to ``last``."""
    rows = [
        LightReading(project=project, day=last - timedelta(days=back), colour=colour, reasons=["示例"])
        for back in range(nights)
    ]
    LightReading.objects.bulk_create(rows)


def item(city: City, *, due: int = 3, issued: datetime = NOW, key: str = "", **over: Any) -> Item:
    """Of the city to 繁昌区, due so many days from the day of issue."""
    said: dict[str, Any] = {
        "issuer": city.city, "matter": "完成项目用地报批", "lead": city.district,
        "deadline": Deadline(on=issued.date() + timedelta(days=due)), "source": Source("meeting", "周调度", key),
    }  # fmt: skip
    return issue_item(**{**said, **over}, by=city.dispatcher, now=issued)


def values(**over: Any) -> dict[str, Any]:
    """A 督办函 by hand."""
    return {
        "kind": "supervision", "trigger": "领导批示", "issuer": ISSUER, "word": WORD,
        "title": "关于加快推进{项目}的督办函", "body": "请抓紧办理{项目}。\n请于{回复期限}前回复。",
        "reply_days": 5, "reply_count": "working", "signer_kind": "leader", "recipient_kind": "lead", **over,
    }  # fmt: skip


def drafted(city: City, project: Project | None = None, *, now: datetime = NOW, **over: Any) -> Letter:
    """By 王调."""
    about = {name: over.pop(name) for name in ("item", "previous") if name in over}
    if project is None and "item" not in about:
        project = Project.objects.first() or new_project(city, is_industrial=False)
    return draft_letter(city.city, values(**over), project=project, by=city.dispatcher, now=now, **about)


def submitted(city: City, *, signer: Officer | None = None, now: datetime = NOW, **over: Any) -> Letter:
    """Put before 陈市长."""
    made = drafted(city, now=now, **over)
    return submit_letter(made.pk, signer=signer or city.leader, by=city.dispatcher, now=now)


def signed(city: City, *, now: datetime = NOW, **over: Any) -> Letter:
    """Signed by 陈市长, sent to 繁昌区."""
    return sign_letter(submitted(city, now=now, **over).pk, by=city.leader, now=now)


def received(city: City, *, now: datetime = NOW, **over: Any) -> Letter:
    """Received by 李填."""
    return receive_letter(signed(city, now=now, **over).pk, by=city.clerk, now=now)


def answered(city: City, *, now: datetime = NOW, files: Sequence[Any] = (), **over: Any) -> Letter:
    """Answered by 李填."""
    made = received(city, now=now, **over)
    answer_letter(made.pk, text="已倒排工期。", files=files, by=city.clerk, now=now)
    return Letter.objects.get(pk=made.pk)


def proposals(city: City, *, now: datetime = NOW) -> list[Letter]:
    """Those that wait after the button was pressed."""
    night(now)
    propose_now(city.city, by=city.dispatcher, now=now)
    return list(Letter.objects.filter(state="proposed").order_by("title"))
