"""Walking along the chain: was anything edited, deleted, inserted, swapped, cut off, wiped or rebuilt, and where?

Entries are added while the walk goes on: what is judged is the chain up to the head as it was at the beginning, and the
one question about its end is put to the database in one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Subquery

from projects.audit.acts import Act
from projects.audit.chain import GENESIS, HASHED, digest
from projects.audit.checkpoints import Checkpoint
from projects.audit.keys import FIRST, NoSuchKey, key_of, newest, number_of
from projects.audit.models import Entry, Head
from projects.rows import one_or_none

MOST_FINDINGS = 200
COLUMNS = (*HASHED, "previous", "hash")
PIECE = 5_000
ATTEMPTS = 3


@dataclass(frozen=True)
class Finding:
    """What is wrong at one place.

    ``code``: edited, missing, unlinked, extra, cut, wiped, rebuilt, purged, head, checkpoint, unwritable,
    oldkey, nokey.
    """

    code: str
    seq: int
    sentence: str

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "seq": self.seq, "sentence": self.sentence}


@dataclass(frozen=True)
class Verdict:
    """How many rows were read, up to which number, the hash there, and all that was found (the first 200)."""

    rows: int
    seq: int
    hash: str
    findings: list[Finding]

    @property
    def is_good(self) -> bool:
        """Nothing found?"""
        return not self.findings


def verify(checkpoints: Iterable[Checkpoint] = (), *, reached: int = 0) -> Verdict:
    """Read the whole chain and compare it with its head and with the genuine ``checkpoints`` kept outside.

    ``reached``: how far an earlier check that found nothing went; a chain that is shorter now was cut.
    """
    known: dict[int, Checkpoint] = {}
    for one in checkpoints:
        known.setdefault(one.seq, one)  # a second line about the same entry changes nothing
    for _ in range(ATTEMPTS):
        head = one_or_none(Head.objects.filter(pk=1))
        if head is None:
            lost = Finding("wiped", 0, "审计链末端记录不存在，审计库被清空或破坏，请立即停止写入并从备份核对。")
            return Verdict(0, 0, "", [lost])
        verdict = _Walk(head, known, reached).along(_rows(head.seq))
        if Head.objects.filter(pk=1, purged_to=head.purged_to).exists():
            break  # otherwise the far end was purged under our feet: look again
    return verdict


def _rows(end: int) -> Iterator[dict[str, Any]]:
    """The entries up to ``end`` in their order, in pieces of constant size."""
    beyond = Entry.objects.aggregate(least=Min("seq"))["least"]
    if beyond is None:
        return
    beyond -= 1
    while True:
        piece = Entry.objects.filter(seq__gt=beyond, seq__lte=end).order_by("seq").values_list(*COLUMNS)[:PIECE]
        last = beyond
        for row in piece:
            last = row[0]
            yield dict(zip(COLUMNS, row, strict=True))
        if last == beyond:
            return
        beyond = last


class _Walk:
    """One pass over the rows in their order."""

    def __init__(self, head: Head, checkpoints: dict[int, Checkpoint], reached: int) -> None:
        self.head = head
        self.checkpoints = checkpoints
        self.reached = reached
        self.expected = head.purged_to + 1
        self.previous = head.purged_hash or GENESIS
        self.rows = 0
        self.purge: tuple[str, str] = ("", "")
        self.edited_from: int | None = None
        self.first_amiss: int | None = None
        self.findings: list[Finding] = []
        self.number = FIRST
        self.unknown: set[int] = set()

    def along(self, rows: Iterable[Mapping[str, Any]]) -> Verdict:
        """Take every row, then say what is left to say."""
        self._compare(self.head.purged_to, self.head.purged_hash)
        for row in rows:
            self._take(row)
        last = self.expected - 1
        self._end_of_edited(last)
        self._end(last)
        self._beyond()
        self._missed(last)
        self._purged()
        self._keyed(last)
        return Verdict(self.rows, last, self.previous, sorted(self.findings, key=lambda one: one.seq))

    def _take(self, row: Mapping[str, Any]) -> None:
        """Compare one row with what went before."""
        seq = row["seq"]
        self.rows += 1
        if seq < self.expected:
            self._say("extra", seq, f"第 {seq} 条早于已清除的范围，是被插入的。")
            return
        if seq > self.expected:
            self._say("missing", self.expected, f"第 {_span(self.expected, seq - 1)} 条缺失，已被删除。")
        elif row["previous"] != self.previous:
            self._say("unlinked", seq, f"第 {seq} 条与前一条接不上，此处被插入、调换或改写。")
        self._read(row)
        self._compare(seq, row["hash"])
        self.expected, self.previous = seq + 1, row["hash"]

    def _read(self, row: Mapping[str, Any]) -> None:
        """Is the content what was hashed? Neighbours that are not make one finding."""
        seq = row["seq"]
        if not self._is_own(row):
            self.edited_from = self.edited_from or seq
            self.first_amiss = self.first_amiss or seq
            return
        self._end_of_edited(self.expected - 1)
        self._follow(seq, row["algorithm"])
        if row["action"] == Act.PURGE:
            self.purge = row["object_id"], row["object_name"]

    def _end_of_edited(self, last: int) -> None:
        if self.edited_from is not None:
            self._add("edited", self.edited_from, f"第 {_span(self.edited_from, last)} 条内容与摘要不符，已被改动。")
            self.edited_from = None

    def _end(self, last: int) -> None:
        """Does the head, as it was at the beginning, name the last row?"""
        if last < self.head.seq:
            code, words = ("wiped", "全部记录") if not self.rows else ("cut", f"第 {_span(last + 1, self.head.seq)} 条")
            self._say(code, last + 1, f"{words}缺失，末尾被截断或清空。")
        elif self.rows and self.previous != self.head.hash:
            self._say("head", last, "链的末端与最后一条记录不符，末端或最后一条被改动。")

    def _beyond(self) -> None:
        """Rows after the head of this very moment: in one statement, since an entry and its head appear together."""
        end = Subquery(Head.objects.filter(pk=1).values("seq"))
        found = Entry.objects.filter(seq__gt=end).aggregate(first=Min("seq"), last=Max("seq"))
        if found["first"] is not None:
            span = _span(found["first"], found["last"])
            self._say("extra", found["first"], f"第 {span} 条超出链的末端，是被添加的。")

    def _missed(self, last: int) -> None:
        """Checkpoints or earlier checks beyond the last row: the tail was cut and the head with it."""
        furthest = max(self.checkpoints, default=0)
        witness = "库外检查点" if furthest >= self.reached else "以前的核对"
        furthest = max(furthest, self.reached)
        if furthest > max(last, self.head.purged_to, self.head.seq):
            words = f"{witness}记到第 {furthest} 条，库内只有 {last} 条：末尾被截断或整库被清空。"
            self._say("wiped" if not self.rows else "cut", last + 1, words)

    def _purged(self) -> None:
        """A purge is an act: the entry that tells of it names the same place as the head."""
        if self.head.purged_to and self.purge != (str(self.head.purged_to), self.head.purged_hash):
            words = f"第 {_span(1, self.head.purged_to)} 条被删除，但没有相应的到期清除记录，不是系统清除的。"
            self._say("purged", 1, words)

    def _compare(self, seq: int, found: str) -> None:
        """A checkpoint tells how it was; what is wrong began after the one before it."""
        known = self.checkpoints.get(seq)
        if known is None:
            return
        if known.hash != found:
            before = max((other for other in self.checkpoints if other < seq), default=self.head.purged_to)
            since = self.first_amiss or before + 1
            self._say("rebuilt", since, f"第 {_span(since, seq)} 条与库外检查点不符，这一段被整体重写。")
        self.first_amiss = None

    def _is_own(self, row: Mapping[str, Any]) -> bool:
        try:
            return digest(row["previous"], row, key_of(row["algorithm"])) == row["hash"]
        except NoSuchKey as missing:
            self._unknown(row["seq"], missing.args[0])
            return True
        except KeyError:  # an algorithm nobody knows
            return False

    def _unknown(self, seq: int, number: int) -> None:
        """Told once for each key: whoever takes it out of the configuration cannot check what it wrote."""
        if number not in self.unknown:
            self.unknown.add(number)
            self._say("nokey", seq, f"从第 {seq} 条起用第 {number} 号密钥写成，配置里没有这把密钥，无法核对。")

    def _follow(self, seq: int, marked: str) -> None:
        """A key that was replaced writes no more: whoever still has it proves nothing with it."""
        try:
            number = number_of(marked)
        except KeyError:  # nobody's mark: such an entry is edited already
            return
        if number < self.number:
            self._say("oldkey", seq, f"第 {seq} 条用已更换的第 {number} 号密钥写成：是伪造的，或有进程仍用旧配置。")
        self.number = max(self.number, number)

    def _keyed(self, last: int) -> None:
        """Once a key is in use the chain ends under it: a chain set back to before its time is seen."""
        if self.rows and self.number < newest()[0]:
            words = f"末条（第 {last} 条）不是用现用的第 {newest()[0]} 号密钥写成：请运行 rotate_audit_key；"
            self._say("oldkey", last, f"{words}已运行过的，说明审计链被退回到更换密钥之前。")

    def _say(self, code: str, seq: int, sentence: str) -> None:
        self.first_amiss = self.first_amiss or seq
        self._add(code, seq, sentence)

    def _add(self, code: str, seq: int, sentence: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(code, seq, sentence))


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
