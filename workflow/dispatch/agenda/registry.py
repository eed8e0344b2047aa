"""Every agenda rule, in the order in which a new series uses them. One module each: write one, name it here."""

from __future__ import annotations

from workflow.dispatch.agenda.base import AgendaRule
from workflow.dispatch.agenda.carried import CarriedOver
from workflow.dispatch.agenda.chief_missing import ChiefMissing
from workflow.dispatch.agenda.choices import Chosen
from workflow.dispatch.agenda.items import ItemUnanswered
from workflow.dispatch.agenda.lights import RedLight, YellowLight
from workflow.dispatch.agenda.new_projects import NewProject
from workflow.dispatch.agenda.nodes import NodeDue
from workflow.dispatch.agenda.problems import OpenProblem
from workflow.dispatch.agenda.proposals import ProposalOpen
from workflow.dispatch.agenda.silence import NoNews
from workflow.dispatch.agenda.step_taken import StepTaken

RULES: dict[str, AgendaRule] = {
    rule.code: rule
    for rule in (
        CarriedOver(),
        ChiefMissing(),
        RedLight(),
        OpenProblem(),
        ItemUnanswered(),
        NodeDue(),
        NewProject(),
        ProposalOpen(),
        YellowLight(),
        NoNews(),
        StepTaken(),
    )
}
"""Code → rule."""
PRESET: tuple[Chosen, ...] = tuple(
    Chosen(code, most=20 if code in ("yellow_light", "no_news") else None) for code in RULES
)
"""What the editor of a new series has ticked: all of them, the long lists cut."""
