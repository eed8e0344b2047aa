"""Which projects need a chief follows from the rules of their city; when those change, what is kept of it follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from projects.audit.services import Difference, audited, record
from projects.ledger.acts import Act
from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.models import Project
from projects.ledger.services.drafting import Reads, next_version
from projects.people.models import Officer, Organisation

AT_ONCE = 500
WORDS = {True: "是", False: "否"}


def follow_rules(city: Organisation, *, by: Officer, now: datetime) -> int:
    """Look again which projects below ``city`` need a chief (domain.md 5); how many differ from what was kept.

    Called inside the transaction that changed the rules. Each project that differs gets a version, an entry and its
    line in the change feed: district systems show it, and its light turns.
    """
    with audited():
        reads = Reads()
        differing = list(_differing(city, reads))
        for project in differing:
            before = project.needs_chief
            next_version(project, now=now, reads=reads)
            told = Difference("needs_chief", "需要首席责任人", WORDS[before], WORDS[project.needs_chief])
            record(Act.FOLLOW_RULES, project, by=by, now=now, changes=[told], detail="城市规则变更")
        Project.objects.bulk_update(differing, ["needs_chief", "version", "updated_at"], batch_size=AT_ONCE)
    return len(differing)


def _differing(city: Organisation, reads: Reads) -> Iterator[Project]:
    """Under lock, in the order in which every writer of several locks them."""
    below = Project.objects.filter(landing_organisation__path__startswith=city.path)
    facts = ("assigned_by_city", "is_industrial", "total_investment_wan", "demonstration_reason", "needs_chief")
    seen = below.select_related("landing_organisation").only("landing_organisation", *facts).order_by("pk")
    keys = [one.pk for one in seen.iterator(AT_ONCE) if _needs(one, reads) != one.needs_chief]
    for start in range(0, len(keys), AT_ONCE):
        piece = Project.objects.filter(pk__in=keys[start : start + AT_ONCE]).select_related("landing_organisation")
        for project in piece.select_for_update(of=("self",), no_key=True).order_by("pk"):
            if _needs(project, reads) != project.needs_chief:
                yield project


def _needs(project: Project, reads: Reads) -> bool:
    return bool(reasons_for_chief(project, reads.rules(project.landing_organisation)))
