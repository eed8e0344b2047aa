"""What each rule is for preferences: its group, whether it can be switched off, whether it waits for anything.

Mandatory is what somebody must act on or answer for, and whatever asks for a 已知悉. Urgent is what cannot wait until
the next working morning; meetings are so by themselves when they come within a day (``Rule.until``). A rule that stands
in no line is mandatory: nobody loses anything by a forgotten line, and a test misses it.
"""

from __future__ import annotations

from dataclasses import replace

from notifications.preferences.registry import Terms
from notifications.preferences.topics import Topic
from notifications.reminders.rules.base import Rule


def _must(topic: Topic, *rules: str, urgent: bool = False) -> dict[str, Terms]:
    return dict.fromkeys(rules, Terms(topic, mandatory=True, urgent=urgent))


def _may(topic: Topic, *rules: str) -> dict[str, Terms]:
    return dict.fromkeys(rules, Terms(topic, mandatory=False))


TERMS: dict[str, Terms] = {
    **_must(Topic.MEETING, "meeting_called", "meeting_changed", "meeting_cancelled", "meeting_removed"),
    **_may(Topic.MEETING, "meeting_t3", "meeting_t1", "meeting_today"),
    **_must(Topic.PAPERS, "material_asked", "material_late", "minutes_to_confirm", "minutes_sent",
            "minutes_unacknowledged"),
    **_may(Topic.PAPERS, "material_due", "minutes_overdue", "pack_ready"),
    **_must(Topic.CLAIM, "claim_waiting", "claim_returned"),
    **_may(Topic.CLAIM, "amendment_waiting", "amendment_returned"),
    **_must(Topic.ITEM, "item_to_sign", "item_named", "item_urged", "item_returned", "item_handover", "item_late"),
    **_may(Topic.ITEM, "item_to_check", "item_extension_asked", "item_extension_decided", "item_passed_up",
           "item_answered_up", "item_due", "item_review"),
    **_must(Topic.LETTER, "letter_sign", "letter_sent", "letter_unsigned", "letter_late", "letter_back"),
    **_may(Topic.LETTER, "letter_due", "letter_answered", "letters_proposed"),
    **_must(Topic.REPORT, "report_missing", "report_sent_back", "report_urged"),
    **_may(Topic.REPORT, "report_opened", "report_due_soon", "report_due_today", "report_missing_list"),
    **_must(Topic.CHIEF, "handover_proposed", "handover_confirmed"),
    **_may(Topic.CHIEF, "chief_missing", "chief_weekly"),
    **_must(Topic.PROJECT, "clock_over", "light_worse", "node_late"),
    **_may(Topic.PROJECT, "clock_near", "light_better", "node_due", "leader_monthly"),
    **_must(Topic.CLASH, "transfer_asked"),
    **_may(Topic.CLASH, "clash_raised", "clash_overdue", "clash_known", "clash_ruled"),
    **_must(Topic.SYSTEM, "audit_chain", "unacknowledged", urgent=True),
    **_must(Topic.SYSTEM, "digest"),
}  # fmt: skip


def terms_of(rule: Rule) -> Terms:
    """What ``rule`` is. One that asks for an answer is mandatory, whatever its line says."""
    found = TERMS.get(rule.name, Terms())
    return replace(found, mandatory=True) if rule.acknowledge is not None else found
