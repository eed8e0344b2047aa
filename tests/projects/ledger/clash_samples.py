"""Two units that report one firm: 鸠江区 first, 繁昌区 an hour later."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from projects.ledger.models import Clash, Enterprise, Project
from projects.ledger.services import create_project, register_enterprise
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, City, own_password

FIRM, USCC = "中信博新能源股份有限公司", "91340200MA2TE5T01C"
BEFORE = NOW - timedelta(hours=1)


def firm(by: Officer, name: str = FIRM, uscc: str = "", *, now: datetime = NOW) -> Enterprise:
    """As the form registers it."""
    return register_enterprise(name=name, uscc=uscc, by=by, now=now)


def entered(by: Officer, name: str, *investors: Enterprise, now: datetime = NOW, **over: Any) -> Project:
    """A project of the clerk's own unit."""
    values = {
        "name": name,
        "landing_organisation": by.organisation,
        "total_investment_wan": Decimal(80_000),
        "is_industrial": False,
        "industry": "C38",
        "investors": list(investors),
        **over,
    }
    return create_project(values, by=by, now=now)


def two(city: City, **first: Any) -> Clash:
    """The clash of 鸠江区's project with 繁昌区's."""
    entered(city.sibling_clerk, "光伏支架基地", firm(city.sibling_clerk), now=BEFORE, **first)
    later = entered(city.clerk, "支架制造总部", firm(city.clerk, "中信博新能源有限公司"))
    return Clash.objects.get(later=later)


def second_dispatcher(city: City) -> Officer:
    """Another of the city's office."""
    officer = add_officer(
        city.departments["TC"], username="lidiao", name="李调", roles=(Role.DISPATCHER,), scope=city.city, by=None,
        now=NOW,
    )  # fmt: skip
    own_password(officer)
    return officer
