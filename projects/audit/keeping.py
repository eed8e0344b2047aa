"""What happens to the log by itself: a check and a checkpoint each hour, and the end of what is old enough."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from projects.audit import checkpoints
from projects.audit.acts import Act
from projects.audit.models import Check, Entry, Head
from projects.audit.services import audited, lock_head, note, record
from projects.audit.triggers import FLOOR_DAYS
from projects.audit.verification import Finding, Verdict, verify
from projects.errors import Invalid
from projects.rows import one_or_none

log = logging.getLogger("luodi.audit")

EVERY = timedelta(hours=1)
PURGE_EVERY = timedelta(days=1)
CHECKS_KEPT = timedelta(days=400)
CLOCKS = timedelta(minutes=5)
"""How far the clocks of this machine and of the database, which guards the floor itself, may be apart."""
AT_ONCE = 100_000
"""A chain of at most so many entries is checked while the visitor waits: a few seconds."""


def due(now: datetime) -> str | None:
    """The name of the check that is due: that of this hour of the clock, or the one a person has asked for."""
    hour = str(int(now.timestamp()) // int(EVERY.total_seconds()))
    if not Check.objects.filter(slot=hour).exists():
        return hour
    latest = Check.objects.latest("at")
    asked = Entry.objects.filter(action=Act.CHECK, at__gt=latest.at).order_by("-seq").first()
    return f"asked {asked.seq}" if asked else None


def check_due(slot: str, *, now: datetime) -> Check | None:
    """The check called ``slot``; None when another worker was faster. Any number may run at once."""
    verdict = judged()
    try:
        with transaction.atomic():
            mine = Check.objects.create(at=now, slot=slot)
            return _kept(mine, verdict, now=now)
    except IntegrityError:
        return None


def check(*, now: datetime) -> Check:
    """Walk the chain, keep the verdict, and, when all is well, leave a checkpoint outside the database."""
    verdict = judged()
    with transaction.atomic():
        return _kept(Check(at=now), verdict, now=now)


def check_asked(*, by: Any, now: datetime) -> Check | None:
    """A person asks for a check: at once, or, for a long chain, by the next tick (then None). The asking is an act."""
    head = one_or_none(Head.objects.filter(pk=1))
    found = check(now=now) if head is None or head.seq - head.purged_to <= AT_ONCE else None
    if head is not None:  # without a head no entry can be written, and the check has said so
        said = "已安排由后台核对" if found is None else found.verdict
        with audited():
            record(Act.CHECK, by=by, now=now, name="审计链", detail=said)
    return found


def _kept(found: Check, verdict: Verdict, *, now: datetime) -> Check:
    findings = list(verdict.findings)
    if not findings and verdict.seq:
        findings += _sealed(verdict, now)
    found.rows, found.seq = verdict.rows, verdict.seq
    found.findings = [finding.as_dict() for finding in findings]
    found.amiss = len(findings)
    found.save()
    Check.objects.filter(at__lt=now - CHECKS_KEPT).delete()
    if findings:
        log.critical("audit chain broken %s", json.dumps(found.findings, ensure_ascii=False))
    return found


def _sealed(verdict: Verdict, now: datetime) -> list[Finding]:
    """Leave the checkpoint. A disk that refuses it is as loud as a broken chain."""
    try:
        checkpoints.leave(verdict.seq, verdict.hash, now=now)
    except OSError as refused:
        log.critical("audit checkpoint could not be written: %s", refused)
        said = f"检查点无法写入 {checkpoints.path()}（{refused.strerror or refused}），请检查磁盘空间和文件权限。"
        return [Finding("unwritable", verdict.seq, said)]
    return []


def judged() -> Verdict:
    """The verdict over chain and checkpoints; a checkpoint that was tampered with is a finding of its own.

    What others may be adding meanwhile is read in the order opposite to that in which they add it.
    """
    latest = Check.objects.order_by("-at", "-id").first()
    reached = Check.objects.filter(amiss=0).aggregate(most=Max("seq"))["most"] or 0
    kept, amiss = _checkpoints()
    genuine = [one for _, one in kept if one is not None and one.is_genuine]
    amiss += [_forged(number, one) for number, one in kept if one is None or not one.is_genuine]
    amiss += _lost(latest, genuine)
    verdict = verify(genuine, reached=reached)
    return Verdict(verdict.rows, verdict.seq, verdict.hash, [*verdict.findings, *amiss])


def _checkpoints() -> tuple[list[tuple[int, checkpoints.Checkpoint | None]], list[Finding]]:
    try:
        return list(checkpoints.kept()), []
    except OSError as refused:
        return [], [Finding("checkpoint", 0, f"检查点文件无法读取（{refused.strerror or refused}）。")]


def _forged(number: int, one: checkpoints.Checkpoint | None) -> Finding:
    if one is None:
        return Finding("checkpoint", 0, f"检查点文件第 {number} 行无法读取，文件被改动或损坏。")
    if not one.has_key:
        words = f"检查点文件第 {number} 行（第 {one.seq} 条）由第 {one.key} 号密钥签名，配置里没有这把密钥，无法核对。"
        return Finding("nokey", one.seq, words)
    return Finding("checkpoint", one.seq, f"检查点文件第 {number} 行（第 {one.seq} 条）签名不符，文件被改动。")


def _lost(latest: Check | None, genuine: list[checkpoints.Checkpoint]) -> list[Finding]:
    """The last check left a checkpoint: one that is gone was removed. Told once; the next good check leaves another."""
    if latest is None or latest.amiss or not latest.seq or any(one.seq == latest.seq for one in genuine):
        return []
    words = f"检查点文件里没有上次核对留下的检查点（第 {latest.seq} 条），文件被删除、截短或更换。"
    return [Finding("checkpoint", latest.seq, words)]


def retention() -> timedelta:
    """How long entries are kept. ``Invalid`` below the floor of 184 days."""
    days = settings.AUDIT_RETENTION_DAYS
    if days < FLOOR_DAYS:
        raise Invalid(f"审计记录至少保存{FLOOR_DAYS}天（网络安全法第二十三条），不能设为{days}天。", "retention")
    return timedelta(days=days)


def is_purge_due(now: datetime) -> bool:
    """Once a day is often enough."""
    latest = Entry.objects.filter(action=Act.PURGE).order_by("-seq").first()
    return latest is None or latest.at <= now - PURGE_EVERY


def purge(*, now: datetime) -> int:
    """Remove the oldest sealed segments all of whose entries are past the retention. Returns how many entries.

    A segment ends at a checkpoint kept outside; what no checkpoint has sealed stays. Entries carry the time of their
    act and stand in the order in which they were committed, so a segment goes only when no younger entry stands before
    its end. The chain remembers where it now begins, and an entry of its own says so: a front that is gone without one
    was not removed by the system.
    """
    before = now - retention() - CLOCKS
    with audited():
        head = lock_head()
        last = _last_of_segments(head, before)
        if last is None:
            return 0
        Head.objects.filter(pk=1).update(purged_to=last.seq, purged_hash=last.hash)
        count = Entry.objects.filter(seq__lte=last.seq).delete()[0]
        said = f"清除第 {last.seq} 条及以前到期的记录，共 {count} 条；保存期 {settings.AUDIT_RETENTION_DAYS} 天"
        _note_purge(last, said, now)
    return count


def _last_of_segments(head: Head, before: datetime) -> Entry | None:
    """Where the newest segment ends that is old enough as a whole."""
    kept = Entry.objects.filter(at__gte=before).order_by("seq").values_list("seq", flat=True).first()
    end = kept - 1 if kept is not None else head.seq
    genuine = (one for _, one in checkpoints.kept() if one is not None and one.is_genuine)
    seal = max((one.seq for one in genuine if head.purged_to < one.seq <= end), default=None)
    return Entry.objects.filter(seq=seal).first() if seal is not None else None


def _note_purge(last: Entry, said: str, now: datetime) -> None:
    """The entry that ``verification`` compares with the head."""
    note(Act.PURGE.value, Act.PURGE.label, Entry(seq=last.seq), by=None, now=now, detail=said, name=last.hash)
