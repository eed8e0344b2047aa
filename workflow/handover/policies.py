"""Who confirms and who takes over: who may, apart from when it is allowed."""

from __future__ import annotations

from datetime import date

from projects.errors import NotAllowed
from projects.ledger.models import Deputy
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.handover.models import Handover


def check_may_confirm(handover: Handover, by: Officer) -> None:
    """The dispatch office in whose subtree the post stands."""
    root = by.scope_root
    if not by.may(Permission.DISPATCH_WRITE) or root is None or not root.contains(handover.post.organisation):
        raise NotAllowed("交接由职务所在市的调度办公室确认，请联系该办公室的调度员。")


def may_confirm(handover: Handover, by: Officer) -> bool:
    """The question behind ``check_may_confirm``."""
    try:
        check_may_confirm(handover, by)
    except NotAllowed:
        return False
    return True


def check_may_acknowledge(handover: Handover, by: Officer, *, on: date) -> None:
    """The successor himself, or who deputises for him on that day."""
    if handover.successor_id == by.pk:
        return
    if not Deputy.objects.running_on(on).filter(principal=handover.successor_id, deputy=by).exists():
        raise NotAllowed(f"这项交接由{handover.successor or '接收人'}本人（或其代理人）接收，您不能代为接收。")


def may_acknowledge(handover: Handover, by: Officer, *, on: date) -> bool:
    """The question behind ``check_may_acknowledge``."""
    try:
        check_may_acknowledge(handover, by, on=on)
    except NotAllowed:
        return False
    return True
