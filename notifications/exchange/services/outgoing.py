"""Packages of changes: made one after the other, given again until their receipt came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from notifications.exchange.acts import Act
from notifications.exchange.archives import packed
from notifications.exchange.contents import Filled, changes_since, everything
from notifications.exchange.formats import (
    CHANGES,
    MANIFEST,
    RECEIPT,
    SIGNATURE,
    Malformed,
    files_listed,
    number_of,
    printable,
    read_object,
    read_receipt,
    signature_text,
    sum_of,
)
from notifications.exchange.models import Content, Outgoing
from notifications.exchange.queries import last_outgoing, members_of
from notifications.exchange.signers import sign, signer_of, signers
from projects.audit.services import audited, record
from projects.days import is_plausible
from projects.errors import Conflict
from projects.gateway.models import Client
from projects.gateway.policies import check_may_manage
from projects.gateway.rendering import dumps
from projects.people.models import Officer

MOST_RECEIPT = 1024 * 1024
MOST_ERRORS = 20
TAKEN = "已收到第 {number} 号包的回执，该包已完成交接，不再保留内容；请生成下一包。"
FOREIGN = "这份回执不是这个系统的，请核对选择的系统。"
UNKNOWN = "没有第 {number} 号变更包，请核对回执。"
OTHER = "回执中的清单校验码与第 {number} 号包不一致：对方收到的不是这一包，请重新下载、拷贝后再由对方出具回执。"
COUNTS = "回执写明收到 {got} 条，第 {number} 号包有 {sent} 条，请由对方核对后重新出具。"


@audited()
def make_package(client: Client, *, snapshot: bool, by: Officer | None, now: datetime) -> Outgoing:
    """The open package of the client, or the next one: a snapshot where it is the first or one is asked for.

    ``Conflict`` where the client cannot sign or the feed no longer reaches back to the last package.
    """
    check_may_manage(by, client.organisation)
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    last = last_outgoing(client)
    if last is not None and last.received_at is None:
        return last
    keys = signers(client, now=now)
    filled = everything(keys[0]) if snapshot or last is None else changes_since(keys[0], last.to)
    kind = Outgoing.Kind.CHANGES if filled.after else Outgoing.Kind.SNAPSHOT
    package = Outgoing(id=uuid4(), client=client, number=last.number + 1 if last else 1, kind=kind, created_at=now)
    package.after, package.to, package.more, package.count = filled.after, filled.to, filled.more, filled.count
    manifest = dumps(_manifest(package, filled, previous=last))
    package.manifest_sha256, package.created_by = sum_of(manifest), by
    package.signed_by = [key.public_id for key in keys]
    envelope = sign(keys, package.id.hex, manifest, at=now)
    members = {MANIFEST: manifest, SIGNATURE: signature_text(envelope), **filled.members}
    package.save(force_insert=True)
    Content.objects.create(owner=package.pk, role=Content.Role.OUT, data=packed(members))
    record(Act.MAKE, package, by=by, now=now, detail=f"{package.get_kind_display()}，{package.count} 条")
    return package


def _manifest(package: Outgoing, filled: Filled, *, previous: Outgoing | None) -> dict[str, Any]:
    return {
        "format": CHANGES,
        "kind": package.kind,
        "number": package.number,
        "client": str(package.client_id),
        "organisation": getattr(package.client.organisation, "code", ""),
        "previous": previous.manifest_sha256 if previous else "",
        "after": package.after,
        "to": package.to,
        "more": package.more,
        "count": package.count,
        "lacking": filled.lacking,
        "created_at": package.created_at.astimezone(UTC),
        "files": files_listed(filled.members),
    }


@audited()
def hand_out(package: Outgoing, *, by: Officer | None, now: datetime) -> bytes:
    """The zip, byte for byte as before. Only when every key that signed it has ended is it signed anew."""
    check_may_manage(by, package.client.organisation)
    package = (
        Outgoing.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client__account")
        .get(pk=package.pk)
    )
    if package.received_at is not None:
        raise Conflict(TAKEN.format(number=package.number), "taken")
    keys = signers(package.client, now=now)
    row = Content.objects.get(owner=package.pk, role=Content.Role.OUT)
    content = bytes(row.data)
    detail = f"第{package.number}号，{len(content)} 字节"
    if not {key.public_id for key in keys} & set(package.signed_by):
        members = members_of(content)
        envelope = sign(keys, package.id.hex, members[MANIFEST], at=now)
        content = packed(members | {SIGNATURE: signature_text(envelope)})
        package.signed_by = [key.public_id for key in keys]
        Content.objects.filter(pk=row.pk).update(data=content)
        package.save(update_fields=["signed_by"])
        detail += "；原签名密钥已失效，内容不变，用现有密钥重新签名"
    record(Act.HAND_OUT, package, by=by, now=now, detail=detail)
    return content


@audited()
def take_receipt(client: Client, content: bytes, *, by: Officer | None, now: datetime) -> Outgoing:
    """Note that the package was taken; its bytes are forgotten and the next one may be made.

    The same receipt again changes nothing. ``Malformed`` or ``Conflict`` says what is wrong with any other.
    """
    check_may_manage(by, client.organisation)
    if len(content) > MOST_RECEIPT:
        raise Malformed("回执文件超过1 MB，请核对是否选错了文件。")
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    text, envelope = read_receipt(content)
    signer_of(signers(client, now=now), envelope, text)
    said = read_object(text, "回执内容")
    package = _meant(client, said)
    if package.received_at is not None:
        return package
    package.taken_at, package.errors = _moment(said), _errors(said)
    package.received_at, package.received_by = now, by
    package.save(update_fields=["taken_at", "errors", "received_at", "received_by"])
    Content.objects.filter(owner=package.pk, role=Content.Role.OUT).delete()
    record(Act.TAKE_RECEIPT, package, by=by, now=now, detail=f"对方报告 {len(package.errors)} 个问题")
    return package


def _meant(client: Client, said: Mapping[str, Any]) -> Outgoing:
    """The package the receipt is about."""
    if said.get("format") != RECEIPT:
        raise Malformed(f"这不是变更包的回执（format 应为 {RECEIPT}），请核对选择的文件。")
    if said.get("client") != str(client.pk):
        raise Conflict(FOREIGN, "other_client")
    number = number_of(said, "number")
    package = Outgoing.objects.filter(client=client, number=number).select_related("client__account").first()
    if package is None:
        raise Conflict(UNKNOWN.format(number=number), "unknown_package")
    if said.get("manifest_sha256") != package.manifest_sha256:
        raise Conflict(OTHER.format(number=number), "other_package")
    if number_of(said, "count") != package.count:
        raise Conflict(COUNTS.format(got=said["count"], number=number, sent=package.count), "other_count")
    return package


def _moment(said: Mapping[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(str(said.get("taken_at")))
    except ValueError as broken:
        raise Malformed("回执的 taken_at 应为 2026-11-30T09:00:00+08:00 这样的时间，请重新出具。") from broken
    if moment.tzinfo is None:
        raise Malformed("回执的 taken_at 应带时区，如 2026-11-30T09:00:00+08:00，请重新出具。")
    if not is_plausible(moment.date()):
        raise Malformed(f"回执的 taken_at 是 {moment.isoformat()}，不像收到的时间，请核对对方系统的时钟后重新出具。")
    return moment


def _errors(said: Mapping[str, Any]) -> list[str]:
    errors = said.get("errors", [])
    if not isinstance(errors, list):
        raise Malformed("回执的 errors 应为列表，请重新出具。")
    return [printable(str(one))[:200] for one in errors[:MOST_ERRORS]]
