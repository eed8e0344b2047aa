"""A scene for every rule: what has to happen so that the rule has something to say, with the instants of the scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from tests.factories import City
from tests.notifications.reminders.scenes import dispatch, items, merged, projects, reports

Scene = Callable[[City], Iterator[datetime]]
"""Does something, yields when the scan is to look, does the next thing."""

SCENES: dict[Scene, tuple[str, ...]] = {
    dispatch.called: ("meeting_called", "meeting_t3", "meeting_t1", "meeting_today"),
    dispatch.moved: ("meeting_changed", "meeting_removed", "meeting_cancelled"),
    dispatch.materials: ("material_asked", "material_due", "material_late"),
    dispatch.minutes: ("minutes_to_confirm", "minutes_overdue", "minutes_sent", "minutes_unacknowledged"),
    dispatch.pack: ("pack_ready",),
    dispatch.silent: ("unacknowledged",),
    projects.orphan: ("chief_missing",),
    projects.claim: ("claim_waiting", "claim_returned"),
    projects.amendment: ("amendment_waiting", "amendment_returned"),
    projects.handover: ("handover_proposed", "handover_confirmed"),
    projects.clash: ("clash_raised", "clash_known", "clash_overdue", "clash_ruled"),
    projects.transfer: ("transfer_asked",),
    projects.audit: ("audit_chain",),
    items.walked: (
        *("item_to_sign", "item_urged", "item_extension_asked", "item_extension_decided", "item_to_check"),
        *("item_returned", "item_due", "item_late"),
    ),
    items.passed_on: ("item_handover", "item_named", "item_passed_up", "item_answered_up"),
    items.looked_after: ("item_review",),
    items.letter: ("letter_sign", "letter_sent", "letter_due", "letter_late", "letter_answered", "letter_back"),
    items.letter_unsigned: ("letter_unsigned",),
    items.proposals: ("letters_proposed",),
    reports.round_: (
        *("report_opened", "report_due_soon", "report_due_today", "report_missing", "report_missing_list"),
        *("report_sent_back", "report_urged"),
    ),
    merged.clocks: ("clock_near", "clock_over"),
    merged.lights: ("light_worse", "light_better"),
    merged.nodes: ("node_due", "node_late"),
    merged.weekly: ("chief_weekly",),
    merged.monthly: ("leader_monthly",),
    merged.daily: ("digest",),
}
"""Which scene makes which rules speak."""
