"""Which projects need a chief follows from the rules of their city; when those change, what is kept of it follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q

from projects.audit.services import Difference, audited, record
from projects.ledger.acts import Act
from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.models import Project
from projects.ledger.services.drafting import Reads, next_version
from projects.people.models import Officer, Organisation

AT_ONCE = 500
WORDS = {True: "是", False: "否"}


def follow_rules(cities: Iterable[Organisation], *, by: Officer, now: datetime) -> int:
    """Look again which projects below ``cities`` need a chief (domain.md 5); how many differ from what was kept.

    Called inside the transaction that changed the rules. Each project that differs gets a version, an entry and its
    line in the change feed: district systems show it, and its light turns. All of them are locked, so a project that
    somebody is changing is judged as he leaves it, and who changes one afterwards reads the new rules.
    """
    with audited():
        reads = Reads()
        differing = [one for one in _locked(cities) if _needs(one, reads) != one.needs_chief]
        for project in differing:
            before = project.needs_chief
            next_version(project, now=now, reads=reads)
            told = Difference("needs_chief", "需要首席责任人", WORDS[before], WORDS[project.needs_chief])
            record(Act.FOLLOW_RULES, project, by=by, now=now, changes=[told], detail="城市规则变更")
        Project.objects.bulk_update(differing, ["needs_chief", "version", "updated_at"], batch_size=AT_ONCE)
    return len(differing)


def _locked(cities: Iterable[Organisation]) -> Iterator[Project]:
    """In the order in which every writer of several locks them."""
    below = Q(pk__in=[])
    for city in cities:
        below |= Q(landing_organisation__path__startswith=city.path)
    keys = list(Project.objects.filter(below).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        piece = Project.objects.filter(pk__in=keys[start : start + AT_ONCE]).select_related("landing_organisation")
        yield from piece.select_for_update(of=("self",), no_key=True).order_by("pk")


def _needs(project: Project, reads: Reads) -> bool:
    return bool(reasons_for_chief(project, reads.rules(project.landing_organisation)))
