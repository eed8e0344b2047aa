"""Walking along the chain: was anything edited, deleted, inserted, swapped, cut off, wiped or rebuilt, and where?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from projects.audit.chain import GENESIS, HASHED, digest
from projects.audit.checkpoints import Checkpoint
from projects.audit.models import Entry, Head

MOST_FINDINGS = 200
COLUMNS = (*HASHED, "previous", "hash")
PIECE = 5_000


@dataclass(frozen=True)
class Finding:
    """What is wrong at one place. ``code``: edited, missing, unlinked, extra, cut, wiped, rebuilt, head, checkpoint."""

    code: str
    seq: int
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "seq": self.seq, "sentence": self.sentence}


@dataclass(frozen=True)
class Verdict:
    """How many rows were read, up to which number, and all that was found (the first 200)."""

    rows: int
    seq: int
    findings: list[Finding]

    @property
    def is_good(self) -> bool:
        """Nothing found?"""
        return not self.findings


def verify(checkpoints: Iterable[Checkpoint] = ()) -> Verdict:
    """Read the whole chain and compare it with its head and with the checkpoints kept outside the database."""
    head = Head.objects.filter(pk=1).first()
    if head is None:
        lost = Finding("wiped", 0, "审计链末端记录不存在，审计库被清空或破坏，请立即停止写入并从备份核对。")
        return Verdict(0, 0, [lost])
    walk = _Walk(head, {one.seq: one for one in checkpoints})
    for row in Entry.objects.order_by("seq").values(*COLUMNS).iterator(chunk_size=PIECE):
        walk.take(row)
    return walk.verdict()


class _Walk:
    """One pass over the rows in their order."""

    def __init__(self, head: Head, checkpoints: dict[int, Checkpoint]) -> None:
        self.head = head
        self.checkpoints = checkpoints
        self.expected = head.purged_to + 1
        self.previous = head.purged_hash or GENESIS
        self.rows = 0
        self.findings: list[Finding] = []
        self.key = settings.AUDIT_KEY.encode()

    def take(self, row: Mapping[str, Any]) -> None:
        """Compare one row with what went before."""
        seq = row["seq"]
        if seq < self.expected:
            self._say("extra", seq, f"第 {seq} 条早于已清除的范围，是被插入的。")
        elif seq > self.expected:
            self._say("missing", self.expected, f"第 {_span(self.expected, seq - 1)} 条缺失，已被删除。")
        elif row["previous"] != self.previous:
            self._say("unlinked", seq, f"第 {seq} 条与前一条接不上，此处被插入、调换或改写。")
        if not self._is_own(row):
            self._say("edited", seq, f"第 {seq} 条内容与摘要不符，已被改动。")
        self._compare(seq, row["hash"])
        self.expected, self.previous = seq + 1, row["hash"]
        self.rows += 1

    def verdict(self) -> Verdict:
        """What is left to say when all rows were read."""
        last = self.expected - 1
        if last < self.head.seq:
            code, words = ("wiped", "全部记录") if not self.rows else ("cut", f"第 {_span(last + 1, self.head.seq)} 条")
            self._say(code, last + 1, f"{words}缺失，末尾被截断或清空。")
        elif last > self.head.seq:
            self._say("extra", self.head.seq + 1, f"第 {_span(self.head.seq + 1, last)} 条超出链的末端，是被添加的。")
        elif self.rows and self.previous != self.head.hash:
            self._say("head", last, "链的末端与最后一条记录不符，末端或最后一条被改动。")
        self._missed(last)
        return Verdict(self.rows, last, self.findings)

    def _missed(self, last: int) -> None:
        """Checkpoints beyond the last row: the tail was cut and the head with it."""
        beyond = [seq for seq in self.checkpoints if seq > max(last, self.head.purged_to)]
        if beyond:
            reached = max(beyond)
            words = f"库外检查点记到第 {reached} 条，库内只有 {last} 条：末尾被截断或整库被清空。"
            self._say("wiped" if not self.rows else "cut", last + 1, words)

    def _compare(self, seq: int, found: str) -> None:
        known = self.checkpoints.get(seq)
        if known is not None and known.hash != found:
            before = [other for other in self.checkpoints if other < seq]
            since = max(before, default=self.head.purged_to) + 1
            self._say("rebuilt", since, f"第 {_span(since, seq)} 条与库外检查点不符，这一段被整体重写。")

    def _is_own(self, row: Mapping[str, Any]) -> bool:
        try:
            return digest(row["previous"], row, self.key) == row["hash"]
        except KeyError:  # an algorithm nobody knows
            return False

    def _say(self, code: str, seq: int, sentence: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(code, seq, sentence))


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def sentences(findings: Iterable[Finding]) -> Iterator[str]:
    """The findings as lines to print."""
    return (finding.sentence for finding in findings)
