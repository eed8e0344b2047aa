"""Packages of calls that a client brings: judged as a whole, kept, and given back as answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from notifications.exchange.acts import Act
from notifications.exchange.archives import unpacked
from notifications.exchange.formats import (
    MANIFEST,
    REQUEST_LINES,
    REQUESTS,
    SIGNATURE,
    Malformed,
    check_files,
    number_of,
    read_object,
    read_signature,
    sum_of,
)
from notifications.exchange.models import Content, Incoming
from notifications.exchange.queries import kept, last_incoming
from notifications.exchange.requests import read_lines
from notifications.exchange.signers import signer_of, signers
from projects.audit.services import audited, record
from projects.errors import Conflict
from projects.gateway.models import Client
from projects.gateway.policies import check_may_manage
from projects.people.models import Officer

NAMES = frozenset({MANIFEST, REQUEST_LINES, SIGNATURE})
FOREIGN = "这个包不是这个系统的，请核对选择的系统。"
OTHER = "第 {number} 号申报包已收过，内容与这一份不同。新的申报请用第 {next} 号。"
GAP = "应先上传第 {next} 号申报包，这是第 {number} 号：包要按编号顺序上传，一个也不能少。"
NOT_DONE = "第 {number} 号申报包还在办理（{done}/{count}），办完后再下载回执。"


@audited()
def take_in(client: Client, content: bytes, *, by: Officer | None, now: datetime) -> Incoming:
    """Keep a package, to be carried out by the clockwork. The same one again is the one that is known.

    ``Hostile``, ``Malformed`` or ``Conflict`` says why it is refused; then nothing of it is done.
    """
    check_may_manage(by, client.organisation)
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    keys = signers(client, now=now)
    members = unpacked(content, names=NAMES, evidence=True)
    manifest = members.pop(MANIFEST)
    key = signer_of(keys, read_signature(members.pop(SIGNATURE)), manifest)
    said, sha256 = read_object(manifest, "清单 manifest.json"), sum_of(manifest)
    number = _number(client, said)
    check_files(said, members)
    known = Incoming.objects.filter(client=client, number=number).first()
    last = last_incoming(client)
    expected = last.number + 1 if last else 1
    if known is not None and known.manifest_sha256 == sha256:
        return known
    if known is not None:
        raise Conflict(OTHER.format(number=number, next=expected), "other_package")
    if number != expected:
        raise Conflict(GAP.format(number=number, next=expected), "out_of_order")
    lines = read_lines(members[REQUEST_LINES], members)
    if number_of(said, "count") != len(lines):
        raise Malformed(f"清单写明 {said['count']} 条，requests.jsonl 有 {len(lines)} 条，请重新制作。")
    package = Incoming(id=uuid4(), client=client, number=number, key=key.public_id, manifest_sha256=sha256)
    package.count, package.created_at, package.created_by = len(lines), now, by
    package.save(force_insert=True)
    Content.objects.create(owner=package.pk, role=Content.Role.IN, data=content)
    record(Act.TAKE_IN, package, by=by, now=now, detail=f"{len(lines)} 条，材料 {len(members) - 1} 个")
    return package


def _number(client: Client, said: Mapping[str, Any]) -> int:
    if said.get("format") != REQUESTS:
        raise Malformed(f"这不是申报包（format 应为 {REQUESTS}），请核对选择的文件。")
    if said.get("client") != str(client.pk):
        raise Conflict(FOREIGN, "other_client")
    return number_of(said, "number")


@audited()
def hand_back(package: Incoming, *, by: Officer | None, now: datetime) -> bytes:
    """The receipt of a package that is done; the same bytes at each request. ``Conflict`` while it is at work."""
    check_may_manage(by, package.client.organisation)
    if package.finished_at is None:
        raise Conflict(NOT_DONE.format(number=package.number, done=package.done, count=package.count), "not_done")
    record(Act.HAND_BACK, package, by=by, now=now)
    return kept(package.pk, Content.Role.ANSWERS)
