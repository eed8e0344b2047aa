"""Of which rules an answer is asked, rule by rule, and why. A rule stands in one of these tables; a test says so.

Nobody is asked twice: where the room has an act of its own that says "I have it" (签收, 接收), that act is the answer,
and the room's own rules say who hears when it does not come.
"""

from __future__ import annotations

ASKED: dict[str, str] = {
    "meeting_called": "Whether people will come must be known while the sitting can still be moved.",
    "meeting_changed": "Who has not read of the change stands before a closed door.",
    "handover_confirmed": "接收 follows after a look at every item in hand and may take days; that the successor knows"
    " must be known at once. 接收 itself answers it too.",
}
"""已知悉 with a term and a ladder: ``Rule.acknowledge``."""

IN_ROOM: dict[str, str] = {
    "item_to_sign": "签收 on the page of the item; unsigned, item_due and item_late follow, then letters.",
    "item_handover": "接收移交 or a refusal on the page of the item.",
    "letter_sent": "签收 on the page of the letter; letter_unsigned tells the unit and the sender after a working day.",
    "minutes_sent": "签收 on the page of the minutes; minutes_unacknowledged follows.",
    "minutes_unacknowledged": "The same 签收.",
    "minutes_to_confirm": "确认 or 退回 by the chair; minutes_overdue tells the office.",
    "letter_sign": "签发 or 退回 by the signer.",
    "claim_waiting": "认定 or 退回, with a term of its own.",
    "amendment_waiting": "审定 or 退回, with a term of its own.",
    "clash_raised": "裁定; clash_overdue follows each working day.",
    "transfer_asked": "接收 or 不接收 on the page of the transfer.",
    "handover_proposed": "确认 by the office, asked again every three working days.",
    "report_opened": "报送 itself; report_due_soon, report_due_today and report_missing follow.",
    "material_asked": "报送材料 itself; material_due and material_late follow.",
    "item_to_check": "销号 or 退回 by the second person.",
    "item_extension_asked": "同意 or 不同意.",
    "item_passed_up": "答复 by the unit above.",
    "letter_answered": "审核 of the answer.",
}
"""The act in the room is the answer."""

_AGAIN = "Says again what an earlier letter asked for; the answer is the act itself."
_NEWS = "For information: nothing is waited for but what the thing itself shows."
UNASKED: dict[str, str] = {
    **dict.fromkeys(
        (
            "meeting_t3",
            "meeting_t1",
            "meeting_today",
            "material_due",
            "material_late",
            "minutes_overdue",
            "letter_unsigned",
            "letter_due",
            "letter_late",
            "item_urged",
            "item_due",
            "item_late",
            "item_review",
            "clash_overdue",
            "report_due_soon",
            "report_due_today",
            "report_missing",
            "report_urged",
            "report_missing_list",
            "chief_missing",
            "letters_proposed",
            "clock_over",
            "node_late",
        ),
        _AGAIN,
    ),
    **dict.fromkeys(
        (
            "meeting_cancelled",
            "meeting_removed",
            "pack_ready",
            "claim_returned",
            "amendment_returned",
            "letter_back",
            "item_returned",
            "item_named",
            "item_extension_decided",
            "item_answered_up",
            "clash_known",
            "clash_ruled",
            "report_sent_back",
            "audit_chain",
            "clock_near",
            "node_due",
            "light_worse",
            "light_better",
            "chief_weekly",
            "leader_monthly",
            "unacknowledged",
            "digest",
        ),
        _NEWS,
    ),
}
"""Nothing is asked."""
