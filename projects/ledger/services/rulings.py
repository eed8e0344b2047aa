"""The office rules on a clash, and may be asked once to think again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from projects.audit.services import Difference, audited, record
from projects.errors import Conflict, Invalid, NotAllowed
from projects.ledger.acts import Act
from projects.ledger.kinds import ClashOutcome, ClashSide, ClashState, CreditPart
from projects.ledger.models import Clash, ClashEvent, Project
from projects.ledger.policies_clashes import check_may_rule
from projects.ledger.services.clashes import check_open, deadline_of, locked_clash, note_event, save_clash
from projects.ledger.services.credits import Share, set_credits
from projects.ledger.services.drafting import differences_of
from projects.ledger.services.projects import apply_values, locked_project, save_version
from projects.people.models import Officer
from projects.rows import one_or_none


@audited()
def rule_clash(
    clash_id: UUID,
    *,
    outcome: str,
    reason: str,
    first_percent: Decimal | None = None,
    kept: str = ClashSide.FIRST,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Clash:
    """The office rules, with reasons. ``joint``: ``kept`` says which file goes on, ``first_percent`` the credit split.

    The project that does not go on is not withdrawn by this: stage and standing move by ``take_step`` alone.
    """
    _lock_projects(clash_id)
    clash = locked_clash(clash_id, by=by, expected_version=expected_version)
    check_may_rule(clash, by)
    check_open(clash)
    _check_second_person(clash, by)
    if outcome not in ClashOutcome.values:
        raise Invalid("请选择裁定结果。", "outcome", "required")
    if not reason.strip():
        raise Invalid("请写明裁定理由，双方都将看到。", "reason", "required")
    clash.state, clash.outcome, clash.reason = ClashState.RULED, outcome, reason.strip()
    clash.kept = _kept(clash, outcome, kept)
    clash.ruled_by, clash.ruled_at = by, now
    save_clash(clash, now=now)
    if outcome == ClashOutcome.JOINT:
        _share_credit(clash, first_percent, by=by, now=now)
    note_event(clash, ClashEvent.Kind.RULED, outcome=outcome, text=clash.reason, by=by, now=now)
    ruled = Difference("outcome", "裁定", "", str(clash.get_outcome_display()))
    record(Act.RULE_CLASH, clash, by=by, now=now, changes=[ruled], detail=clash.reason)
    return clash


def _lock_projects(clash_id: UUID) -> None:
    """Projects before the clash, as whoever takes a step does."""
    pair = one_or_none(Clash.objects.filter(pk=clash_id).values_list("first", "later"))
    list(Project.objects.select_for_update(no_key=True).filter(pk__in=pair or ()).order_by("pk"))


def _share_credit(clash: Clash, first_percent: Decimal | None, *, by: Officer, now: datetime) -> None:
    """On the file that goes on: who met it first, and who lands it (or, landing with the first, who brought it)."""
    if first_percent is None or not 0 < first_percent < 100:
        raise Invalid("请填写首报单位的业绩比例，应大于0、小于100。", "first_percent", "required")
    assert clash.kept is not None  # a joint ruling keeps one
    first_unit = clash.first.first_contact_organisation or clash.first.source_organisation
    other = clash.later.landing_organisation
    if other == first_unit:
        other = clash.later.source_organisation
    part = CreditPart.LANDING if clash.kept_id == clash.later_id else CreditPart.INTRODUCER
    why = f"首报争议裁定共同推进：{clash.reason}"[:200]
    if clash.kept_id == clash.later_id:
        _note_first_contact(clash, why=why, by=by, now=now)
    shares = [Share(first_unit, CreditPart.FIRST_CONTACT, first_percent), Share(other, part, 100 - first_percent)]
    set_credits(clash.kept.pk, shares, by=by, now=now, why=why)


def _note_first_contact(clash: Clash, *, why: str, by: Officer, now: datetime) -> None:
    """The file of the later unit goes on: the first one stays in it as the unit of first contact, and so sees it."""
    project = locked_project(clash.later_id, by=by)
    met = {"first_contact_organisation": clash.first.first_contact_organisation or clash.first.source_organisation}
    changes = apply_values(project, met, by=by, now=now, why=why)
    if changes:
        save_version(project, now=now)
        record(Act.UPDATE_PROJECT, project, by=by, now=now, changes=differences_of(changes), detail=why)


def _check_second_person(clash: Clash, by: Officer) -> None:
    if by.pk in (clash.first.created_by_id, clash.later.created_by_id):
        raise NotAllowed("争议项目由您本人录入，请由调度办公室的另一位同事裁定。", "four_eyes")
    if clash.events.filter(kind=ClashEvent.Kind.RULED, by=by).exists():
        raise NotAllowed("您已裁定过这项争议，复议须由另一位同事裁定。", "four_eyes")


def _kept(clash: Clash, outcome: str, kept: str) -> Project | None:
    if outcome == ClashOutcome.NOT_SAME:
        return None
    side = kept if outcome == ClashOutcome.JOINT else outcome
    if side not in ClashSide.values:
        raise Invalid("请选择由哪一方的档案继续推进。", "kept", "required")
    return clash.first if side == ClashSide.FIRST else clash.later


@audited()
def reopen_clash(
    clash_id: UUID, *, reason: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Clash:
    """复议: once, by another officer of the same or a higher office than who ruled; another one rules again."""
    clash = locked_clash(clash_id, by=by, expected_version=expected_version)
    check_may_rule(clash, by)
    if clash.state != ClashState.RULED:
        raise Conflict("只有已裁定的争议可以复议。", "clash_not_ruled")
    if clash.reopened_at is not None:
        raise Conflict("这项争议已复议过一次，不能再次复议。", "clash_reopened")
    if clash.ruled_by_id == by.pk:
        raise NotAllowed("复议不能由原裁定人提起，请由上级或另一位同事办理。", "four_eyes")
    if not reason.strip():
        raise Invalid("请写明复议理由。", "reason", "required")
    _check_is_superior(clash, by)
    clash.state, clash.outcome, clash.kept = ClashState.OPEN, "", None
    clash.reason, clash.ruled_by, clash.ruled_at = "", None, None
    clash.reopened_by, clash.reopened_at, clash.due_on = by, now, deadline_of(clash.later, now=now)
    save_clash(clash, now=now)
    note_event(clash, ClashEvent.Kind.REOPENED, text=reason.strip(), by=by, now=now)
    record(Act.REOPEN_CLASH, clash, by=by, now=now, detail=reason.strip())
    return clash


def _check_is_superior(clash: Clash, by: Officer) -> None:
    """Nobody below the office that ruled takes its ruling back."""
    ruler, root = clash.ruled_by, by.scope_root
    below = ruler is not None and ruler.scope_root is not None and root is not None
    if below and ruler is not None and root is not None and not root.contains(ruler.scope_root or root):
        raise NotAllowed("复议由原裁定单位或其上级调度办公室办理。")
