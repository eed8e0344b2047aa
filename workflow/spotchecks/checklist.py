"""What is looked at on the spot: everything that the step required, with what had been claimed."""

from __future__ import annotations

from dataclasses import dataclass

from projects.ledger.requirements import STEP_REQUIREMENTS
from projects.ledger.words import shown_field
from workflow.spotchecks.kinds import Seen
from workflow.steps.inputs import claimed_value, project_value
from workflow.steps.lines import label_of_field
from workflow.steps.models import Transition

DAY = "effective_on"


@dataclass(frozen=True)
class Item:
    """One thing to look at."""

    name: str
    label: str
    claimed: str


def items_of(transition: Transition) -> list[Item]:
    """The day, the fields, then the documents by kind."""
    wanted = STEP_REQUIREMENTS[transition.step]
    fields = [one.name for one in wanted.fields]
    items = [Item(DAY, f"{transition.get_step_display()}日期", transition.effective_on.isoformat())]
    items += [Item(name, label_of_field(name), claimed) for name in fields if (claimed := _claimed(transition, name))]
    return items + _documents(transition)


def _claimed(transition: Transition, name: str) -> str:
    """What the claim said, else what the file of the project says."""
    said = transition.claim.fields if transition.claim else {}
    value = claimed_value(said, name) if name in said else project_value(transition.project, name)
    return shown_field(name, value)


def _documents(transition: Transition) -> list[Item]:
    held = list(transition.claim.evidence.all()) if transition.claim else []
    found: dict[str, Item] = {}
    for one in sorted(held, key=lambda paper: paper.kind):
        number = sum(other.kind == one.kind for other in held)
        found[one.kind] = Item(f"evidence-{one.kind}", f"{one.get_kind_display()}与现场是否一致", f"{number} 个文件")
    return list(found.values())


def filled(items: list[Item], answers: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    """As stored. ``answers``: name → (what was seen, note); what was not answered was not looked at."""
    lines = []
    for item in items:
        seen, note = answers.get(item.name, (Seen.UNSEEN.value, ""))
        seen = seen if seen in Seen.values else Seen.UNSEEN.value
        lines.append({"name": item.name, "label": item.label, "claimed": item.claimed, "seen": seen, "note": note})
    return lines
