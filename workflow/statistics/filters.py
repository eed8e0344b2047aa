"""Which projects a figure is about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from workflow.statistics.terms import Role


@dataclass(frozen=True)
class Filters:
    """Narrows a figure; what is left out narrows nothing. Conditions are joined by “and”.

    ``organisation``: code of a unit; projects whose ``role`` unit is it or lies below it, as known at ``known_at``.
    ``min_total_wan``: 以上, the number itself included; ``below_total_wan``: 不满, the number itself not included;
    ``max_total_wan``: 以下, the number itself included. Of a flow and of a cohort the amount of the event is tested
    (as signed, with corrections), of a stock the amount of the day. ``foreign_currency`` with ``min_foreign_wan`` (万
    of that currency) is tested in the original currency, never on converted money.
    ``industry``: a code or its beginning (C, C38). ``standings``: those at the moment; empty: all.
    ``projects``: these alone (a list of an event); None: all.
    """

    organisation: str = ""
    role: Role = Role.LANDING
    min_total_wan: Decimal | None = None
    max_total_wan: Decimal | None = None
    below_total_wan: Decimal | None = None
    foreign_currency: str = ""
    min_foreign_wan: Decimal | None = None
    is_industrial: bool | None = None
    industry: str = ""
    chain: str = ""
    channel: str = ""
    origin: str = ""
    tag: str = ""
    mark: str = ""
    chief: UUID | None = None
    standings: tuple[str, ...] = ()
    projects: tuple[UUID, ...] | None = None


EVERY = Filters()
"""No condition at all."""
