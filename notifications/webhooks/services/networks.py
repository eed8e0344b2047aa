"""The list of inner networks that webhooks may reach. Empty at first; each entry with its reason."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from notifications.webhooks.acts import Act
from notifications.webhooks.addresses import read_network
from notifications.webhooks.models import Network
from notifications.webhooks.policies import check_may_open_networks
from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotFound
from projects.lines import check_line
from projects.people.models import Officer
from projects.rows import one_or_none

LONGEST = 200


@audited()
def allow_network(network: str, *, reason: str, by: Officer, now: datetime) -> Network:
    """Let webhooks reach ``network``. ``Invalid`` for what is too wide or never reached, ``Conflict`` for one twice."""
    check_may_open_networks(by)
    why, found = _required(reason), str(read_network(network))
    try:
        with transaction.atomic():
            made = Network.objects.create(network=found, reason=why, created_by=by, created_at=now)
    except IntegrityError as error:
        raise Conflict("这个地址段已经登记，不必重复登记。") from error
    record(Act.ALLOW, made, by=by, now=now, detail=f"{found}：{why}")
    return made


@audited()
def forbid_network(network_id: uuid.UUID, *, reason: str, by: Officer, now: datetime) -> None:
    """From the next push on nothing goes there any more."""
    check_may_open_networks(by)
    why = _required(reason)
    found = one_or_none(Network.objects.filter(pk=network_id))
    if found is None:
        raise NotFound("没有找到这个地址段，可能已被取消，请刷新后核对。")
    record(Act.FORBID, found, by=by, now=now, detail=f"{found.network}：{why}")
    found.delete()


def _required(reason: str) -> str:
    said = check_line(reason, "理由", "reason")
    if not said:
        raise Invalid("请写明理由，例如“繁昌区项目系统的接收服务器”。", "reason")
    if len(said) > LONGEST:
        raise Invalid(f"理由最多 {LONGEST} 个字，请写得简短些。", "reason")
    return said
