"""Who answers for a node by its role: a part of the team, a unit of the project, or the nearest department."""

from __future__ import annotations

from dataclasses import dataclass

from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Project
from projects.people.models import Kind, Officer, Organisation
from projects.plans.kinds import DEPARTMENT_WORDS, OwnerRole

_PARTS = {OwnerRole.CHIEF: ResponsibilityRole.CHIEF, OwnerRole.SECRETARY: ResponsibilityRole.SECRETARY}


@dataclass(frozen=True)
class Owner:
    """A unit and one of its people; either may be unknown."""

    organisation: Organisation | None = None
    officer: Officer | None = None


def owners_of(project: Project) -> dict[str, Owner]:
    """Role → who that is for this project. Two queries; roles nobody fills are left out."""
    landing = project.landing_organisation
    found: dict[str, Owner] = {
        OwnerRole.LANDING: Owner(landing),
        OwnerRole.LEAD: Owner(project.lead_organisation or landing),
    }
    current = project.responsibilities.current().select_related("officer__organisation")
    held = {one.role: one.officer for one in current}
    for role, part in _PARTS.items():
        if part in held:
            found[role] = Owner(held[part].organisation, held[part])
    return found | _departments(landing)


def _departments(landing: Organisation) -> dict[str, Owner]:
    """Of each kind the department nearest to where the project lands."""
    above = landing.lineage()
    near = Organisation.objects.filter(
        kind=Kind.DEPARTMENT, valid_to__isnull=True, path__startswith=above[min(1, len(above) - 1)]
    )
    around = sorted((one for one in near if one.lineage()[-2:-1][0] in above), key=lambda one: -one.depth)
    found: dict[str, Owner] = {}
    for role, words in DEPARTMENT_WORDS.items():
        known = next((one for one in around if any(word in one.name for word in words)), None)
        if known:
            found[role] = Owner(known)
    return found
