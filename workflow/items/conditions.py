"""What 缓建, 终止 and 退库 wait for in this room (domain.md 2.2): named in ``settings.STEP_CONDITIONS`` (ADR 0016)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from projects.ledger.models import Project
from workflow.items.models import Item
from workflow.items.moves import OPEN_STATES, ItemState
from workflow.steps.queries import Requirement

_IN_HAND = tuple(state for state in OPEN_STATES if state != ItemState.LONG_TERM)
_HOW = "还有{count}件交办事项没有销号：请先办结销号、转长期或撤销，再办理"


def nothing_in_hand(projects: Sequence[Project]) -> dict[UUID, list[Requirement]]:
    """Open action items must be closed or moved (转长期); asked only of whom there are. One query for all projects."""
    rows = Item.objects.filter(project__in=[project.pk for project in projects], state__in=_IN_HAND).order_by()
    found = Counter(rows.values_list("project_id", flat=True))
    return {
        key: [Requirement("condition", "action_items", "交办事项销号", _HOW.format(count=count), met=False)]
        for key, count in found.items()
        if key is not None
    }
