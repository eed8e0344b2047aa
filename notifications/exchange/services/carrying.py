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
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Sum
from django.db.models.functions import Length
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
FULL = "这一包的回执已满（64 MB），这一条没有办理。请把它和之后的放进下一个申报包；读取大量数据请用变更包。"
EARLIER = "第 {number} 号申报包还没有办完，办完后才办后面的包。请稍候再试；一直没有办完的，请看系统日志。"
MOST_ANSWERED = 64 * 1024 * 1024
"""Characters of the answers of one package: so much a receipt holds."""
Pause = Callable[[], bool]


def carry_out_open(*, until: datetime) -> int:
    """Go on with every package that is not done, the oldest first. Returns how many are done now.

    A package whose client is switched off, or has no key left to sign a receipt with, waits, and so do the later ones
    of the same client; whatever is wrong with a package keeps nobody else's.
    """
    finished = 0
    for package in list(Incoming.objects.filter(finished_at=None).order_by("created_at", "number")):
        try:
            finished += carry_out(package.pk, pause=lambda: timezone.now() >= until)
        except (OperationalError, InterfaceError, Unrecorded):
            log.exception("package %s stopped at a line; the next tick goes on with it", package.pk)
        except Conflict as waiting:
            log.warning("package %s waits: %s", package.pk, waiting.detail)
        except Exception:
            log.exception("package %s could not be carried out; the next tick tries again", package.pk)
    return finished


def carry_out(package_id: UUID, *, pause: Pause = lambda: False) -> bool:
    """Make the calls that are left. True when all are answered and the receipt is there.

    ``Conflict`` while the client is switched off or has no key, and while an earlier package of it is not done: its
    calls would overtake what was asked before. ``pause``: asked before each line.
    The database's own failures are raised: the line is tried again by the next one.
    """
    package = Incoming.objects.select_related("client__account").get(pk=package_id)
    if package.finished_at is not None:
        return True
    _check_first(package)
    members = members_of(kept(package_id, Content.Role.IN))
    lines = read_lines(members[REQUEST_LINES], members)
    room = MOST_ANSWERED - _answered(package)
    while not pause():
        taken = _next_line(package, lines, members, is_full=room <= 0)
        if taken is None:
            return _finish(package)
        room -= taken
    return False


def _next_line(package: Incoming, lines: list[Line], members: dict[str, bytes], *, is_full: bool) -> int | None:
    """One line and its answer: how many characters that has. None when no line was left."""
    now = timezone.now()
    with audited():
        held = _locked(package)
        signers(held.client, now=now)  # switched off meanwhile: it stops here, and goes on here
        number = held.done + 1
        if number > len(lines):
            return None
        if is_full:
            answer = Answered(413, {}, dumps({"status": 413, "code": "receipt_full", "detail": FULL}))
        else:
            answer = _answer(package, call_of(lines[number - 1], number, package.pk, members), number)
        refused = answer.status >= 400
        if refused:
            detail = f"第{number}条 {lines[number - 1].method} {lines[number - 1].path}：{_reason(answer)}"
            record(Act.REFUSE_LINE, held, by=package.client.account, now=now, result=Result.REFUSED, detail=detail)
        said = answer.body.decode()
        Answer.objects.create(package=held, line=number, status=answer.status, headers=answer.headers, body=said)
        held.done, held.refused = number, held.refused + refused
        held.save(update_fields=["done", "refused"])
    return len(said)


def _answer(package: Incoming, said: Call, number: int) -> Answered:
    """The answer of the API. A fault of ours undoes this line alone and is told as what it is."""
    try:
        with audited():
            answer = call(package.key, said, number=f"{package.pk.hex[:12]}-{number}")
            if answer.status == 422 and answer.value.get("code") == "query_too_slow":
                transaction.set_rollback(True)  # the stopped query left the transaction of this line broken
            return answer
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
    held = _locked(package)
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


def _locked(package: Incoming) -> Incoming:
    rows = Incoming.objects.select_for_update(of=("self",), no_key=True).select_related("client__account")
    return rows.get(pk=package.pk)


def _check_first(package: Incoming) -> None:
    """Is it the client's turn, and is this the first of its packages that is not done?"""
    signers(package.client, now=timezone.now())
    open_ = Incoming.objects.filter(client=package.client_id, number__lt=package.number, finished_at=None)
    first = open_.order_by("number").values_list("number", flat=True).first()
    if first is not None:
        raise Conflict(EARLIER.format(number=first), "earlier_package")


def _answered(package: Incoming) -> int:
    """Characters of what was answered so far."""
    return package.answers.aggregate(size=Sum(Length("body")))["size"] or 0


def _told(one: Answer) -> dict[str, Any]:
    body = orjson.loads(one.body) if one.body else None
    return {"line": one.line, "status": one.status, "headers": one.headers, "body": body}
