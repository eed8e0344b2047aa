"""Every family of rules there is. A new rule joins its family; a new family joins this list.

Which rule answers which phrase of domain.md 10:

- meeting called/changed/cancelled: ``meeting_called``, ``meeting_changed``, ``meeting_cancelled``, ``meeting_removed``,
  and the leads ``meeting_t3``, ``meeting_t1``, ``meeting_today``; ``pack_ready``.
- agenda materials due: ``material_asked``, ``material_due``, ``material_late``.
- minutes: ``minutes_to_confirm``, ``minutes_overdue``, ``minutes_sent``, ``minutes_unacknowledged``.
- action items, item due/late/returned: ``item_to_sign``, ``item_named``, ``item_urged``, ``item_returned``,
  ``item_to_check``, ``item_extension_asked``, ``item_extension_decided``, ``item_handover``, ``item_passed_up``,
  ``item_answered_up``, ``item_due``, ``item_late``, ``item_review``; escalation (domain.md 7): ``letter_*``,
  ``letters_proposed``.
- step clock: ``clock_near``, ``clock_over``; planned nodes: ``node_due``, ``node_late``.
- light turned: ``light_worse``, ``light_better``.
- claim waiting for verification or returned: ``claim_waiting``, ``claim_returned``; of amounts ``amendment_waiting``,
  ``amendment_returned``; of first reports and transfers ``clash_*``, ``transfer_asked``.
- missing chief: ``chief_missing``. Handover waiting: ``handover_proposed``, ``handover_confirmed``.
- report round open/due/late: ``report_opened``, ``report_due_soon``, ``report_due_today``, ``report_missing``,
  ``report_missing_list``, ``report_sent_back``, ``report_urged``. The report of one project that is not sent is a rule
  of lights, and so ``light_worse``.
- weekly digest for each chief: ``chief_weekly``. Monthly digest for leaders: ``leader_monthly``.
- acknowledged, not acknowledged: ``unacknowledged``. Beyond the list: ``audit_chain``; what people
  want to hear of once a day: ``digest``.
- Not yet: lead clocks and target behind 序时 have no room that knows leads or targets. (A project behind 序时 is a rule
  of lights, and so ``light_worse``.)
"""

from __future__ import annotations

from notifications.reminders.rules.amendments import Amendments
from notifications.reminders.rules.audit import AuditChain
from notifications.reminders.rules.base import Family, Rule
from notifications.reminders.rules.chiefs import Chiefs
from notifications.reminders.rules.claims import Claims
from notifications.reminders.rules.clashes import Clashes
from notifications.reminders.rules.daily import Digests
from notifications.reminders.rules.digests import ChiefWeekly, LeaderMonthly
from notifications.reminders.rules.escalations import Escalations
from notifications.reminders.rules.handovers import Handovers
from notifications.reminders.rules.items import ItemHappenings, ItemMornings
from notifications.reminders.rules.letters import LetterProposals, Letters
from notifications.reminders.rules.materials import Materials
from notifications.reminders.rules.merged import LightTurns, PlannedNodes, StageClocks
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
    StageClocks(),
    LightTurns(),
    PlannedNodes(),
    ChiefWeekly(),
    LeaderMonthly(),
    Reports(),
    AuditChain(),
    Escalations(),
    Digests(),  # last: what the others have held in the same scan goes into it
)


def all_rules() -> list[Rule]:
    """Every rule, in the order in which lists show them."""
    return [rule for family in FAMILIES for rule in family.rules]
