"""How much people carry, before they are given more (domain.md, section 5). Four queries, however many people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Deputy, Project, Responsibility
from projects.people.models import Officer
from workflow.handover.models import OPEN_STATES, Handover, HandoverState
from workflow.lights.colours import LABELS
from workflow.lights.queries.now import with_light
from workflow.lights.rules import days_late


@dataclass
class Load:
    """One person's. ``roles``: part → number; ``lights``: colour → number of projects; ``overdue``: late next nodes.

    ``handovers``: open ones in which the person gives or takes. ``away``: who deputises for the person today.
    """

    roles: Counter[str] = field(default_factory=Counter)
    lights: Counter[str] = field(default_factory=Counter)
    overdue: int = 0
    handovers: int = 0
    away: str = ""

    @property
    def projects(self) -> int:
        """Different projects, whatever the part."""
        return self.lights.total()

    @property
    def chief_of(self) -> int:
        """Projects held as chief."""
        return self.roles[ResponsibilityRole.CHIEF]

    @property
    def other_roles(self) -> list[tuple[str, int]]:
        """Label and number of the parts other than chief that occur."""
        others = [role for role in ResponsibilityRole if role != ResponsibilityRole.CHIEF]
        return [(str(role.label), self.roles[role]) for role in others if self.roles[role]]

    @property
    def colours(self) -> list[tuple[str, int]]:
        """Colour and number of the lights that occur."""
        return [(colour, self.lights[colour]) for colour in LABELS if self.lights[colour]]


def loads_of(officers: Iterable[Officer | UUID], *, viewer: Officer, on: date) -> dict[UUID, Load]:
    """Officer → load. Counts only projects that ``viewer`` sees: a number must not tell what a list may not."""
    people = {one.pk if isinstance(one, Officer) else one for one in officers}
    loads: dict[UUID, Load] = {person: Load() for person in people}
    visible = Project.objects.visible_to(viewer)
    held = Responsibility.objects.current().filter(officer__in=people, project__in=visible)
    projects: dict[UUID, set[UUID]] = defaultdict(set)
    for officer, role, project in held.values_list("officer", "role", "project"):
        loads[officer].roles[role] += 1
        projects[officer].add(project)
    _count_lights(loads, projects, on)
    _count_handovers(loads, viewer, on)
    _name_deputies(loads, on)
    return loads


def _count_lights(loads: dict[UUID, Load], projects: dict[UUID, set[UUID]], on: date) -> None:
    keys = set().union(*projects.values()) if projects else set()
    lit = {project.pk: project for project in with_light(Project.objects.filter(pk__in=keys), on=on)}
    for officer, held in projects.items():
        for key in held & lit.keys():
            project = lit[key]
            loads[officer].lights[project.light_colour] += 1
            loads[officer].overdue += bool(project.is_open and days_late(project, on=on))


def _count_handovers(loads: dict[UUID, Load], viewer: Officer, on: date) -> None:
    involved = Q(predecessor__in=loads, state=HandoverState.PROPOSED) | Q(sitter__in=loads) | Q(successor__in=loads)
    rows = Handover.objects.visible_to(viewer, on=on).filter(involved, state__in=OPEN_STATES)
    for state, predecessor, sitter, successor in rows.values_list("state", "predecessor", "sitter", "successor"):
        waiting = {predecessor, sitter} if state == HandoverState.PROPOSED else {successor}
        for officer in waiting & loads.keys():
            loads[officer].handovers += 1


def _name_deputies(loads: dict[UUID, Load], on: date) -> None:
    running = Deputy.objects.running_on(on).filter(principal__in=loads).select_related("deputy")
    for one in running:
        loads[one.principal_id].away = f"{one.deputy}代理至{one.valid_to:%Y-%m-%d}"
