"""The office's side: who takes over, from which day, and what does not pass on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Conflict, Invalid, NotAllowed
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Project
from projects.ledger.services import hand_over, post_of
from projects.people.models import Officer, Post
from workflow.handover.acts import Act
from workflow.handover.facts import groups_on, sitters
from workflow.handover.models import Handover, HandoverEvent, HandoverItem, HandoverState, ItemState
from workflow.handover.policies import check_may_confirm
from workflow.handover.services.locks import lock_handover, move

CHANGED = "任职或账号又有变动，系统将重新提出交接，请稍候刷新后再办理。"


@audited()
def confirm_handover(
    handover_id: UUID,
    *,
    successor: Officer | None = None,
    effective_on: date | None = None,
    kept: Mapping[int, str] | None = None,
    basis: str = "",
    reason: str = "",
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Handover:
    """Pass every part on in one transaction: whole or not at all, and until then the old holder stays.

    ``successor``: None takes who sits on the post now. ``effective_on``: the successor's first day, None for today.
    ``kept``: item → why it does not pass on; when none passes on the handover is closed. ``reason``: asked when the
    successor is not the 主要负责人. Errors: ``NotFound``, ``NotAllowed``, ``Stale``, ``Conflict``, ``Invalid``.
    """
    handover = lock_handover(handover_id, by=by, now=now, expected_version=expected_version)
    check_may_confirm(handover, by)
    if handover.state != HandoverState.PROPOSED:
        raise Conflict(f"这项交接目前是“{handover.get_state_display()}”，不能再确认，请刷新后查看。")
    on = timezone.localdate(now)
    items = _items(handover, on)
    _check_seen(items, by)
    _keep(handover, items, kept or {})
    passing = [item for item in items if item.state == ItemState.OPEN]
    if not passing:
        return _close(handover, by=by, now=now)
    handover.successor = successor or handover.sitter
    handover.effective_on, handover.basis, handover.reason = effective_on or on, basis.strip(), reason.strip()
    handover.confirmed_by, handover.confirmed_at = by, now
    _check(handover)
    _pass_on(handover, passing, by=by, now=now)
    note = f"由{handover.successor}接收{len(passing)}项，自{handover.effective_on}起"
    move(handover, HandoverState.CONFIRMED, HandoverEvent.Kind.CONFIRMED, Act.CONFIRM, by=by, now=now, note=note)
    _close_untaken(handover, passing, by=by, now=now)
    return handover


def _items(handover: Handover, on: date) -> list[HandoverItem]:
    """What still is to pass on, in the order in which projects are locked. ``Conflict`` when the facts have moved."""
    key = (handover.post_id, handover.predecessor_id)
    parts = groups_on(on, only=key).get(key, set())
    if not parts or sitters([handover.post_id], on=on).get(handover.post_id) != handover.sitter_id:
        raise Conflict(CHANGED)
    found = handover.items.filter(state=ItemState.OPEN).select_related("responsibility__project")
    items = list(found.order_by("responsibility__project", "pk"))
    if {item.responsibility_id for item in items} != parts:
        raise Conflict(CHANGED)
    return items


def _keep(handover: Handover, items: Iterable[HandoverItem], kept: Mapping[int, str]) -> None:
    """Mark what does not pass on. Nobody whose account is disabled stays the chief a project needs."""
    for item in items:
        reason = kept.get(item.pk, "").strip()
        if not reason:
            continue
        held = item.responsibility
        if held.role == ResponsibilityRole.CHIEF and held.project.needs_chief and not handover.predecessor.is_active:
            raise Invalid(
                f"“{held.project}”应有首席责任人，{handover.predecessor}的账号已停用，不能保留；"
                "请移交，或先在项目页另行指定首席责任人。",
                f"keep_{item.pk}",
            )
        item.state, item.reason = ItemState.KEPT, reason[:200]
        item.save(update_fields=["state", "reason"])


def _close(handover: Handover, *, by: Officer, now: datetime) -> Handover:
    note = "全部事项不移交"
    move(handover, HandoverState.VOID, HandoverEvent.Kind.VOID, Act.CLOSE, by=by, now=now, note=note)
    return handover


def _check(handover: Handover) -> None:
    if handover.successor is None:
        raise Invalid("职务目前空缺，请先登记继任者的任职，或选择一位接收人。", "successor")
    if handover.successor_id == handover.predecessor_id:
        raise Invalid("接收人与移交人是同一人，请另选接收人。", "successor")


def _check_seen(items: list[HandoverItem], by: Officer) -> None:
    """Before anything is said about a project: all of them lie in sight."""
    projects = {item.responsibility.project_id for item in items}
    seen = Project.objects.visible_to(by).filter(pk__in=projects).count()
    if seen < len(projects):
        raise NotAllowed(f"有{len(projects) - seen}个项目不在您的查看范围内，请由上级调度办公室确认。")


def _pass_on(handover: Handover, passing: list[HandoverItem], *, by: Officer, now: datetime) -> None:
    successor, effective_on = handover.successor, handover.effective_on
    assert successor is not None and effective_on is not None
    post = _post_of(handover, successor, effective_on)
    for item in passing:
        item.given = hand_over(
            item.responsibility_id,
            successor=successor,
            post=post,
            effective_on=effective_on,
            basis=handover.basis or f"{handover.post}交接",
            reason=handover.reason,
            by=by,
            now=now,
        )
        item.state = ItemState.HANDED
        item.save(update_fields=["given", "state"])


def _post_of(handover: Handover, successor: Officer, on: date) -> Post | None:
    """The post that passes on, when the successor sits there and its unit exists; else the own one."""
    stays = handover.post.holder_on(on) == successor and not handover.post.organisation.is_ended_on(on)
    return handover.post if stays else post_of(successor, on=on)


def _close_untaken(handover: Handover, passing: list[HandoverItem], *, by: Officer, now: datetime) -> None:
    """What the leaving officer had been given and never acknowledged is acknowledged by nobody any more."""
    given = [item.responsibility_id for item in passing]
    untaken = Handover.objects.filter(state=HandoverState.CONFIRMED, successor=handover.predecessor)
    for key in sorted(set(untaken.filter(items__given__in=given).values_list("pk", flat=True))):
        one = Handover.objects.select_for_update(no_key=True).get(pk=key)
        if one.items.filter(given__valid_to__isnull=True, state=ItemState.HANDED).exists():
            continue
        note = f"接收前已离任，由{handover.successor}接续"
        state, kind = HandoverState.SUPERSEDED, HandoverEvent.Kind.SUPERSEDED
        move(one, state, kind, Act.CLOSE, by=by, now=now, note=note)
