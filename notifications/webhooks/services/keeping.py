"""Webhooks: entered, changed, switched, given another secret, removed. No secret ever reaches the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from notifications.webhooks.acts import Act
from notifications.webhooks.addresses import Forbidden, check_all, literal_of, read_url
from notifications.webhooks.messages import new_secret
from notifications.webhooks.models import URL_LENGTH, DeliveryState, State, Webhook
from notifications.webhooks.policies import check_may_keep
from notifications.webhooks.queries import allowed_networks
from notifications.webhooks.source import checked_patterns
from projects.audit.services import Difference, audited, differences, record
from projects.errors import Conflict, Invalid, NotAllowed, Stale
from projects.feed import queries as feed
from projects.lines import check_line
from projects.people.models import Officer

MOST_WEBHOOKS = 10
BOTH_LIVE = timedelta(hours=24)
"""So long the old secret signs beside the new one."""
LONGEST = 200
LABELS = {"url": "推送地址", "types": "变更类型", "description": "说明"}
TWICE = "这个系统已经登记过同一推送地址，请修改原来的，或换一个地址。"


@audited()
def create_webhook(
    owner: Officer, *, url: str, types: Iterable[str] = (), description: str = "", by: Officer, now: datetime
) -> Webhook:
    """A webhook of ``owner``, a service account. It is told what changes from now on.

    ``Invalid`` for an address that can never be reached, ``Conflict`` for the same address twice or too many.
    """
    if owner.kind != Officer.Kind.SERVICE:
        raise NotAllowed("推送地址只能由接入系统登记，请用接入系统的密钥调用。")
    fields = _checked(url=url, types=types, description=description)
    made = Webhook(owner=owner, secret=new_secret(), cursor=feed.last(), created_at=now, updated_at=now, **fields)
    made.state_at = now
    check_may_keep(made, by)
    Officer.objects.select_for_update(no_key=True).get(pk=owner.pk)  # two at once are counted one after the other
    if Webhook.objects.filter(owner=owner).count() >= MOST_WEBHOOKS:
        raise Conflict(f"一个系统最多登记 {MOST_WEBHOOKS} 个推送地址，请先删除不用的。")
    _save(made)
    changes = [Difference(name, LABELS[name], "", after) for name, after in _reading(made).items() if after]
    record(Act.CREATE, made, by=by, now=now, changes=changes, detail=owner.name)
    return made


@audited()
def change_webhook(
    webhook: Webhook,
    *,
    url: str,
    types: Iterable[str],
    description: str,
    expected_version: int | None = None,
    by: Officer,
    now: datetime,
) -> Webhook:
    """Change what it is told and where. What waits goes to the new address."""
    held = locked(webhook, expected_version, by)
    before = _reading(held)
    for name, value in _checked(url=url, types=types, description=description).items():
        setattr(held, name, value)
    changes = differences(before, _reading(held), LABELS)
    if changes:
        _touch(held, now)
        record(Act.UPDATE, held, by=by, now=now, changes=changes)
    return held


@audited()
def switch_webhook(
    webhook: Webhook, *, on: bool, reason: str = "", expected_version: int | None = None, by: Officer, now: datetime
) -> Webhook:
    """Off: nothing is pushed. On: it goes on at once where it stopped, what waits with all its attempts anew, and
    nothing that happened meanwhile is left out, unless it is older than what the feed keeps. ``Conflict`` when it is so
    already.
    """
    held = locked(webhook, expected_version, by)
    if held.is_active == on:
        raise Conflict(f"这个推送地址已经{'启用' if on else '停用'}，请刷新后核对。")
    held.state, held.state_at = (State.ON if on else State.OFF), now
    held.why = "" if on else check_line(reason, "停用原因", "reason")[:LONGEST]
    if on:
        held.failing_since = held.paused_until = None
        if held.cursor < feed.oldest():
            held.cursor = feed.last()
        held.deliveries.filter(state=DeliveryState.QUEUED).change(now=now, not_before=now, attempts=0)
    _touch(held, now)
    record(Act.ENABLE if on else Act.DISABLE, held, by=by, now=now, detail=held.why)
    return held


@audited()
def rotate_secret(webhook: Webhook, *, expected_version: int | None = None, by: Officer, now: datetime) -> Webhook:
    """A new secret; for 24 hours both sign, and a secret that was on its way out by then ends now."""
    held = locked(webhook, expected_version, by)
    held.previous_secret, held.previous_until = held.secret, now + BOTH_LIVE
    held.secret = new_secret()
    _touch(held, now)
    record(Act.ROTATE, held, by=by, now=now, detail="旧密钥 24 小时内仍一并签名")
    return held


@audited()
def remove_webhook(webhook: Webhook, *, expected_version: int | None = None, by: Officer, now: datetime) -> None:
    """With its deliveries: what waits is not pushed any more."""
    held = locked(webhook, expected_version, by)
    waiting = held.deliveries.filter(~Q(state__in=("sent", "withheld"))).count()
    record(Act.REMOVE, held, by=by, now=now, detail=f"{held.url}；未送达 {waiting} 条一并删除", name=held.url)
    held.delete()


def locked(webhook: Webhook, expected_version: int | None, by: Officer) -> Webhook:
    """As it stands, ours until the transaction ends. ``NotAllowed``, or ``Stale`` when the caller saw another one."""
    Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
    held = Webhook.objects.select_related("owner__organisation", "owner__client").get(pk=webhook.pk)
    check_may_keep(held, by)
    if expected_version is not None and held.version != expected_version:
        raise Stale
    return held


def _touch(webhook: Webhook, now: datetime) -> None:
    webhook.version += 1
    webhook.updated_at = now
    _save(webhook)


def _save(webhook: Webhook) -> None:
    """``Conflict`` for the same address twice. The cursor is the planner's, unless it was moved here."""
    try:
        with transaction.atomic():
            webhook.save()
    except IntegrityError as error:
        if Webhook.objects.filter(owner=webhook.owner_id, url=webhook.url).exclude(pk=webhook.pk).exists():
            raise Conflict(TWICE, "exists") from error
        raise


def _checked(*, url: str, types: Iterable[str], description: str) -> dict[str, Any]:
    said = check_line(description, "说明", "description")
    if len(said) > LONGEST:
        raise Invalid(f"说明最多 {LONGEST} 个字，请写得简短些。", "description")
    return {"url": checked_url(url), "types": checked_patterns(types), "description": said}


def checked_url(url: str) -> str:
    """``Invalid`` for what can never be reached. A name is looked up each time something is sent, not here."""
    url = url.strip()
    if len(url) > URL_LENGTH:
        raise Invalid(f"推送地址最长 {URL_LENGTH} 个字符。", "target")
    target = read_url(url)
    literal = literal_of(target.host)
    if literal is not None:
        try:
            check_all([literal], allowed_networks(), scheme=target.scheme)
        except Forbidden as refused:
            raise Invalid(f"推送地址不能用：{refused}。", "target") from refused
    return url


def _reading(webhook: Webhook) -> dict[str, str]:
    """What can be changed, as the audit log writes it."""
    return {"url": webhook.url, "types": "、".join(webhook.types), "description": webhook.description}
