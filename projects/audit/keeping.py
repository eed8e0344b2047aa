"""What happens to the log by itself: a check and a checkpoint each hour, and the end of what is old enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from projects.audit import checkpoints
from projects.audit.acts import Act
from projects.audit.chain import GENESIS
from projects.audit.models import Check, Entry, Head
from projects.audit.services import audited, lock_head, record
from projects.audit.triggers import FLOOR_DAYS
from projects.audit.verification import Finding, Verdict, verify
from projects.errors import Invalid

EVERY = timedelta(hours=1)
CHECKS_KEPT = timedelta(days=400)


def is_check_due(now: datetime) -> bool:
    """Has an hour gone by since the last check?"""
    latest = Check.objects.order_by("-at").first()
    return latest is None or latest.at <= now - EVERY


def check(*, now: datetime) -> Check:
    """Walk the chain, keep the verdict, and, when all is well, leave a checkpoint outside the database."""
    verdict = judged()
    with audited():
        found = Check.objects.create(
            at=now,
            rows=verdict.rows,
            seq=verdict.seq,
            findings=[finding.as_dict() for finding in verdict.findings],
        )
        Check.objects.filter(at__lt=now - CHECKS_KEPT).delete()
    if verdict.is_good and verdict.seq:
        last = Entry.objects.filter(seq=verdict.seq).values_list("hash", flat=True).first()
        if last is not None:
            checkpoints.leave(verdict.seq, last, now=now)
    return found


def judged() -> Verdict:
    """The verdict over chain and checkpoints; a checkpoint that was tampered with is a finding of its own."""
    try:
        kept = list(checkpoints.kept())
    except ValueError as broken:
        verdict = verify()
        finding = Finding("checkpoint", 0, str(broken))
        return Verdict(verdict.rows, verdict.seq, [*verdict.findings, finding])
    genuine = [one for one in kept if one.is_genuine]
    verdict = verify(genuine)
    forged = [Finding("checkpoint", one.seq, f"检查点（第 {one.seq} 条）签名不符，检查点文件被改动。") for one in kept
              if not one.is_genuine]  # fmt: skip
    return Verdict(verdict.rows, verdict.seq, [*verdict.findings, *forged])


def retention() -> timedelta:
    """How long entries are kept. ``Invalid`` below the floor of 184 days."""
    days = settings.AUDIT_RETENTION_DAYS
    if days < FLOOR_DAYS:
        raise Invalid(f"审计记录至少保存{FLOOR_DAYS}天（网络安全法第二十三条），不能设为{days}天。", "retention")
    return timedelta(days=days)


def purge(*, now: datetime) -> int:
    """Remove the oldest entries up to the last one that is older than the retention. Returns how many.

    Whole stretches from the far end only; the chain remembers where it now begins, and that entry says so.
    """
    before = now - retention()
    with audited():
        head = lock_head()
        kept = Entry.objects.filter(at__gte=before).order_by("seq").values_list("seq", flat=True).first()
        end = kept - 1 if kept is not None else head.seq
        last = Entry.objects.filter(seq=end).first()
        if last is None:
            return 0
        Head.objects.filter(pk=1).update(purged_to=last.seq, purged_hash=last.hash or GENESIS)
        count = Entry.objects.filter(seq__lte=last.seq).delete()[0]
        record(Act.PURGE, by=None, now=now, detail=f"清除第 {last.seq} 条及以前共 {count} 条，摘要 {last.hash}")
    return count
