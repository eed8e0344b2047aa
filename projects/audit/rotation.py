"""A new key for the chain: begun by an act of its own, after the walk under the old one found nothing."""

from __future__ import annotations

from datetime import datetime

from projects.audit.acts import Act
from projects.audit.keeping import check, judged
from projects.audit.keys import FIRST, newest, number_of
from projects.audit.models import Check, Entry
from projects.audit.services import audited, record
from projects.errors import Conflict


def begin_key(*, now: datetime) -> Check:
    """Write the first entry under the newest key and leave a checkpoint signed with it.

    ``Conflict``: no second key is configured, the newest is in use already, or the chain is broken.
    """
    number = newest()[0]
    if number == FIRST:
        raise Conflict("LUODI_AUDIT_KEY 只有一把密钥。请写成 2:<新密钥>,1:<原密钥>，再运行本命令。", "one_key")
    last = Entry.objects.order_by("-seq").values_list("algorithm", flat=True).first()
    if last is not None and number_of(last) == number:
        raise Conflict(f"第 {number} 号密钥已在使用，不需要再次更换。", "key_in_use")
    amiss = [one.sentence for one in judged().findings if one.code != "oldkey"]
    if amiss:
        raise Conflict(f"审计链有 {len(amiss)} 处异常，先查明再更换密钥：{amiss[0]}", "chain_broken")
    with audited():
        record(
            Act.ROTATE, by=None, now=now, name=f"第 {number} 号密钥", detail="此后的记录用这把密钥；原密钥只用于核对"
        )
    return check(now=now)
