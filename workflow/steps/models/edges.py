"""The legal edges as a condition of the record itself: not even a forged transition explains a move that skips.

The machine (``projects.ledger.stages``) decides what may be done; this says to the database what can ever have been
done. ``tests/workflow/steps/test_edges.py`` holds the two together.
"""

from __future__ import annotations

from django.db.models import F, Q

from projects.ledger.stages import STAGE_OF_STEP, STAGES, Standing, Step

_GOING = (Standing.ACTIVE, Standing.SUSPENDED)
_LOST = (Standing.TERMINATED, Standing.WITHDRAWN)
STANDING_EDGES: dict[str, tuple[tuple[str, ...], str]] = {
    Step.SUSPEND: ((Standing.ACTIVE,), Standing.SUSPENDED),
    Step.RESUME: ((Standing.SUSPENDED,), Standing.ACTIVE),
    Step.TERMINATE: (_GOING, Standing.TERMINATED),
    Step.WITHDRAW: (_GOING, Standing.WITHDRAWN),
    Step.RESTORE: (_LOST, Standing.ACTIVE),
}
"""Step → standings it leaves from, and the one it leads to."""


def legal_edge() -> Q:
    """Each step between the stages and standings it connects; a step moves one of the two and leaves the other."""
    edges = Q()
    for step, target in STAGE_OF_STEP.items():
        source = STAGES[STAGES.index(target) - 1]
        active = Q(source_standing=Standing.ACTIVE.value, target_standing=Standing.ACTIVE.value)
        edges |= Q(step=str(step), source=source, target=target) & active
    for source, target in zip(STAGES[1:], STAGES[:-1], strict=True):
        back = Q(step=Step.REVOKE.value, source=source, target=target)
        edges |= back & Q(source_standing=F("target_standing"))
    for step, (sources, reached) in STANDING_EDGES.items():
        moved = Q(source_standing__in=[str(one) for one in sources], target_standing=str(reached))
        edges |= Q(step=str(step), source=F("target")) & moved
    return edges
