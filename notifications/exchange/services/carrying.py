"""Calls of a package, made one after the other: each in one transaction with its answer and its place in the package.

Whoever carries a package takes its row first and reads there which line comes next, so two who carry the same one take
turns, and one that was killed leaves either a whole line or nothing of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from notifications.exchange.acts import Act
from notifications.exchange.archives import packed
from notifications.exchange.calling import Answered, Call, call
from notifications.exchange.formats import (
    ANSWER_LINES,
    ANSWERS,
    MANIFEST,
    REQUEST_LINES,
    SIGNATURE,
    files_listed,
    lines_of,
    signature_text,
)
from notifications.exchange.models import Answer, Content, Incoming
from notifications.exchange.queries import kept, members_of
from notifications.exchange.requests import Line, call_of, read_lines
from notifications.exchange.signers import sign, signers
from projects.audit.models import Result
from projects.audit.services import Unrecorded, audited, record
from projects.errors import Conflict
from projects.gateway.rendering import dumps
from projects.people.models import Officer

log = logging.getLogger("luodi.exchange")

BROKEN = "系统出错，这一条没有生效。请把它放进下一个申报包重报；再次出现请联系市级管理员。"
Pause = Callable[[], bool]


def carry_out_open(*, until: datetime) -> int:
    """Go on with every package that is not done, the oldest first. Returns how many are done now.

    A package whose client is switched off, or has no key left to sign a receipt with, waits.
    """
    finished = 0
    for package in list(Incoming.objects.filter(finished_at=None).order_by("created_at", "number")):
        try:
            finished += carry_out(package.pk, pause=lambda: timezone.now() >= until)
        except (OperationalError, InterfaceError, Unrecorded):
            log.exception("package %s stopped at a line; the next tick goes on with it", package.pk)
        except Conflict as waiting:
            log.warning("package %s waits: %s", package.pk, waiting.detail)
    return finished


def carry_out(package_id: UUID, *, pause: Pause = lambda: False) -> bool:
    """Make the calls that are left. True when all are answered and the receipt is there.

    ``Conflict`` while the client is switched off or has no key. ``pause``: asked before each line.
    The database's own failures are raised: the line is tried again by the next one.
    """
    package = Incoming.objects.select_related("client__account").get(pk=package_id)
    if package.finished_at is not None:
        return True
    signers(package.client, now=timezone.now())
    members = members_of(kept(package_id, Content.Role.IN))
    lines = read_lines(members[REQUEST_LINES], members)
    while not pause():
        if not _next_line(package, lines, members):
            return _finish(package)
    return False


def _next_line(package: Incoming, lines: list[Line], members: dict[str, bytes]) -> bool:
    """One line and its answer. False when none was left."""
    now = timezone.now()
    with audited():
        held = Incoming.objects.select_for_update(no_key=True).get(pk=package.pk)
        number = held.done + 1
        if number > len(lines):
            return False
        answer = _answer(package, call_of(lines[number - 1], number, package.pk, members), number)
        refused = answer.status >= 400
        if refused:
            detail = f"第{number}条 {lines[number - 1].method} {lines[number - 1].path}：{_reason(answer)}"
            record(Act.REFUSE_LINE, held, by=package.client.account, now=now, result=Result.REFUSED, detail=detail)
        Answer.objects.create(
            package=held, line=number, status=answer.status, headers=answer.headers, body=answer.body.decode()
        )
        held.done, held.refused = number, held.refused + refused
        held.save(update_fields=["done", "refused"])
    return True


def _answer(package: Incoming, said: Call, number: int) -> Answered:
    """The answer of the API. A fault of ours undoes this line alone and is told as what it is."""
    try:
        with audited():
            return call(package.key, said, number=f"{package.pk.hex[:12]}-{number}")
    except (OperationalError, InterfaceError, Unrecorded):
        raise
    except Exception:
        log.exception("a line of %s failed: %s %s", package, said.method, said.path)
        return Answered(500, {}, dumps({"status": 500, "code": "internal_error", "detail": BROKEN}))


def _reason(answer: Answered) -> str:
    value = answer.value
    return f"{value.get('detail', '') if isinstance(value, dict) else ''}（{answer.status}）"


@audited()
def _finish(package: Incoming) -> bool:
    """Seal the receipt; what was brought is forgotten, what was answered stays. False while no key can sign it."""
    now = timezone.now()
    held = (
        Incoming.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client__account")
        .get(pk=package.pk)
    )
    if held.finished_at is not None:
        return True
    keys = signers(held.client, now=now)
    members = {ANSWER_LINES: lines_of(_told(one) for one in held.answers.order_by("line"))}
    manifest = dumps(
        {
            "format": ANSWERS,
            "client": str(held.client_id),
            "number": held.number,
            "manifest_sha256": held.manifest_sha256,
            "count": held.count,
            "refused": held.refused,
            "finished_at": now.astimezone(UTC),
            "files": files_listed(members),
        }
    )
    signed = signature_text(sign(keys, held.pk.hex, manifest, at=now))
    zipped = packed({MANIFEST: manifest, SIGNATURE: signed, **members})
    Content.objects.create(owner=held.pk, role=Content.Role.ANSWERS, data=zipped)
    Content.objects.filter(owner=held.pk, role=Content.Role.IN).delete()
    held.finished_at = now
    held.save(update_fields=["finished_at"])
    account: Officer = held.client.account
    record(Act.FINISH, held, by=account, now=now, detail=f"{held.count} 条，被拒绝 {held.refused} 条")
    return True


def _told(one: Answer) -> dict[str, Any]:
    body = orjson.loads(one.body) if one.body else None
    return {"line": one.line, "status": one.status, "headers": one.headers, "body": body}
