"""An item as the API answers it."""

from __future__ import annotations

from collections.abc import Callable

from projects.gateway.doors import Row
from workflow.items.models import Event, Extension, Item, Referral
from workflow.items.queries import Line

RELATED = (
    ("issuer", "lead", "first_unit", "extension"),
    ("joint_units__organisation", "handovers__to_unit", "referrals__to_unit", "events__unit", "events__files"),
)
"""What ``shown`` reads: of one row, and of many."""
SAME = (
    *("id", "version", "updated_at", "number", "matter", "requirement", "source_kind", "source_label", "state"),
    *("issued_on", "original_due_on", "due_on", "review_on", "late_days", "signed_at", "submitted_at", "closed_at"),
    *("check_due_on", "verified_at"),
)
Address = Callable[..., str]


def shown(line: Line, address: Address) -> Row:
    """Of a row with ``RELATED`` at hand."""
    item = line.item
    waiting = [one for one in item.handovers.all() if not one.answer]
    return {
        **{name: getattr(item, name) for name in SAME},
        "url": address("action-item-detail", item.pk),
        "created_at": item.issued_at,
        "issuer": item.issuer.code,
        "lead": item.lead.code,
        "first_unit": item.first_unit.code,
        "joint": [
            {"organisation": one.organisation.code, "replied_at": one.replied_at} for one in item.joint_units.all()
        ],
        "officer": item.officer_id,
        "project": item.project_id,
        "light": line.light,
        "extension": _extension(item),
        "handover_to": waiting[0].to_unit.code if waiting else None,
        "referrals": [_referral(one) for one in item.referrals.all()],
        "events": [_event(one, address) for one in item.events.all()],
    }


def _extension(item: Item) -> Row | None:
    found: Extension | None = getattr(item, "extension", None)
    names = ("due_before", "wished_on", "reason", "answer", "granted_on")
    return {name: getattr(found, name) for name in names} if found else None


def _referral(one: Referral) -> Row:
    names = ("id", "level", "need", "letter_no", "reply", "reply_letter_no", "replied_on")
    to = {"to": one.to_label, "to_unit": one.to_unit.code if one.to_unit else None}
    return {**{name: getattr(one, name) for name in names}, **to}


def _event(event: Event, address: Address) -> Row:
    names = ("sequence", "kind", "at", "before", "after", "detail", "note")
    facts = ("id", "filename", "content_type", "size", "sha256")
    return {
        **{name: getattr(event, name) for name in names},
        "by": event.by_id,
        "organisation": event.unit.code if event.unit else "",
        "files": [
            {**{name: getattr(one, name) for name in facts}, "file": address("action-item-file", event.item_id, one.pk)}
            for one in event.files.all()
        ],
    }
