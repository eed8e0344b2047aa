"""What every rule is for preferences, written down once more: nobody changes one by accident."""

from __future__ import annotations

from notifications.preferences import registry
from notifications.reminders.families import all_rules
from notifications.reminders.terms import TERMS, terms_of

ALWAYS, CHOOSABLE = "必发", "可选"
TABLE = """
meeting    必发 meeting_called meeting_changed meeting_cancelled meeting_removed
meeting    可选 meeting_t3 meeting_t1 meeting_today
papers     必发 material_asked material_late minutes_to_confirm minutes_sent minutes_unacknowledged
papers     可选 material_due minutes_overdue pack_ready
claim      必发 claim_waiting claim_returned
claim      可选 amendment_waiting amendment_returned
item       必发 item_to_sign item_named item_urged item_returned item_handover item_late
item       可选 item_to_check item_extension_asked item_extension_decided item_passed_up item_answered_up
item       可选 item_due item_review
letter     必发 letter_sign letter_sent letter_unsigned letter_late letter_back
letter     可选 letter_due letter_answered letters_proposed
report     必发 report_missing report_sent_back report_urged
report     可选 report_opened report_due_soon report_due_today report_missing_list
chief      必发 handover_proposed handover_confirmed
chief      可选 chief_missing chief_weekly
project    必发 clock_over light_worse node_late
project    可选 clock_near light_better node_due leader_monthly
clash      必发 transfer_asked
clash      可选 clash_raised clash_overdue clash_known clash_ruled
system     必发 audit_chain unacknowledged digest
"""
URGENT = {"audit_chain", "unacknowledged"}


def expected() -> dict[str, tuple[str, bool, bool]]:
    found = {}
    for line in TABLE.strip().splitlines():
        topic, kind, *names = line.split()
        found |= {name: (topic, kind == ALWAYS, name in URGENT) for name in names}
    return found


def test_the_terms_of_every_rule() -> None:
    terms = {rule.name: terms_of(rule) for rule in all_rules()}
    assert {name: (str(one.topic), one.mandatory, one.urgent) for name, one in terms.items()} == expected()


def test_every_rule_has_a_line_and_every_line_a_rule() -> None:
    assert set(TERMS) == {rule.name for rule in all_rules()}


def test_every_rule_is_known_to_the_preferences_by_its_terms() -> None:
    assert all(registry.terms_of(rule.name) == terms_of(rule) for rule in all_rules())


def test_a_rule_that_asks_for_an_answer_is_mandatory_whatever_its_line_says() -> None:
    asking = [rule for rule in all_rules() if rule.acknowledge is not None]
    assert asking and all(terms_of(rule).mandatory for rule in asking)
