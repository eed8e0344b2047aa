"""What is known already, read once for a whole workbook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.db.models.functions import Lower

from projects.people.models import Officer, Organisation, Post, Tenure, UnitClass
from projects.people.policies import may_keep
from projects.people.roster.cells import narrowed

_AT_ONCE = 400


class Known:
    """Units, classes, accounts and posts, as ``by`` may keep them, on the day ``on``."""

    def __init__(self, by: Officer, on: date) -> None:
        self.by = by
        self.on = on

    @cached_property
    def units(self) -> dict[str, Organisation]:
        """Every unit by code, also those out of reach: their codes are taken."""
        return {one.code: one for one in Organisation.objects.select_related("unit_class", "successor")}

    @cached_property
    def _by_path(self) -> dict[str, Organisation]:
        return {one.path: one for one in self.units.values()}

    def parent_of(self, unit: Organisation) -> Organisation | None:
        """The unit right above."""
        return self._by_path.get(unit.path[: -unit.steplen])

    def keeps(self, unit: Organisation | None) -> bool:
        """May it be written by whoever imports?"""
        return may_keep(unit, self.by)

    @cached_property
    def classes(self) -> dict[str, UnitClass]:
        """Classes by name, brackets of either width."""
        return {narrowed(one.name): one for one in UnitClass.objects.all()}

    def officers(self, usernames: Iterable[str]) -> dict[str, Officer]:
        """Accounts by the name as written, whatever its capitals."""
        found: dict[str, Officer] = {}
        for some in _portions(usernames):
            named = Officer.objects.annotate(folded=Lower("username"))
            rows = named.select_related("organisation").filter(folded__in={one.lower() for one in some})
            folded = {one.username.lower(): one for one in rows}
            found |= {one: folded[one.lower()] for one in some if one.lower() in folded}
        return found

    def posts(self, codes: Iterable[str]) -> dict[tuple[str, str], Post]:
        """Posts by code of the unit and title."""
        found: dict[tuple[str, str], Post] = {}
        for some in _portions(codes):
            rows = Post.objects.select_related("organisation").filter(organisation__code__in=some)
            found |= {(one.organisation.code, one.title): one for one in rows}
        return found

    def holders(self, codes: Iterable[str]) -> dict[tuple[str, str], Tenure]:
        """Tenures that have not ended, by code of the unit and title."""
        found: dict[tuple[str, str], Tenure] = {}
        for some in _portions(codes):
            rows = Tenure.objects.select_related("officer", "post__organisation")
            rows = rows.filter(valid_to__isnull=True, post__organisation__code__in=some)
            found |= {(one.post.organisation.code, one.post.title): one for one in rows}
        return found


def _portions(values: Iterable[str]) -> Iterable[list[str]]:
    distinct = sorted(set(values))
    for start in range(0, len(distinct), _AT_ONCE):
        yield distinct[start : start + _AT_ONCE]
