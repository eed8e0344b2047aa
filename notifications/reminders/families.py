"""Every family of rules there is. A new rule joins its family; a new family joins this list."""

from __future__ import annotations

from notifications.reminders.rules.amendments import Amendments
from notifications.reminders.rules.audit import AuditChain
from notifications.reminders.rules.base import Family, Rule
from notifications.reminders.rules.chiefs import Chiefs
from notifications.reminders.rules.claims import Claims
from notifications.reminders.rules.clashes import Clashes
from notifications.reminders.rules.digests import Digests
from notifications.reminders.rules.escalations import Escalations
from notifications.reminders.rules.handovers import Handovers
from notifications.reminders.rules.items import ItemHappenings, ItemMornings
from notifications.reminders.rules.letters import LetterProposals, Letters
from notifications.reminders.rules.materials import Materials
from notifications.reminders.rules.minutes import MinutesFamily
from notifications.reminders.rules.packs import Packs
from notifications.reminders.rules.reports import Reports
from notifications.reminders.sittings import Meetings

FAMILIES: tuple[Family, ...] = (
    Meetings(),
    Materials(),
    MinutesFamily(),
    Packs(),
    Chiefs(),
    Claims(),
    Amendments(),
    Letters(),
    LetterProposals(),
    ItemHappenings(),
    ItemMornings(),
    Handovers(),
    Clashes(),
    Reports(),
    AuditChain(),
    Escalations(),
    Digests(),  # last: what the others have held in the same scan goes into it
)


def all_rules() -> list[Rule]:
    """Every rule, in the order in which lists show them."""
    return [rule for family in FAMILIES for rule in family.rules]
