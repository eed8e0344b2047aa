"""A letter 函件 from the proposal of a rule, or from somebody's hand, until it is filed 归档."""

from __future__ import annotations

import hashlib
import uuid

from django.db import models
from django.db.models import F, Q

from projects.ledger.models import Project
from projects.papers.numbers import Number
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.items.models import Item
from workflow.letters.kinds import (
    ISSUED,
    OPEN_DRAFTS,
    OWES_ANSWER,
    SLIPS,
    Colour,
    Days,
    EntryKind,
    Format,
    LetterKind,
    LetterState,
    SignedBy,
    To,
)
from workflow.letters.models.ladders import Rung
from workflow.letters.rungs import MOST_BODY, MOST_TITLE, named
from workflow.steps.models import spoken_for


class LetterQuerySet(models.QuerySet["Letter"]):
    """Reads of letters."""

    def visible_to(self, officer: Officer) -> LetterQuerySet:
        """Unsent ones: the office, its leaders and who is to sign. Issued ones: also whom they are for, and who sees
        the project or the item."""
        root = officer.scope_root
        if root is None or not officer.may(Permission.DISPATCH_READ):
            return self.none()
        seen = Q(state__in=ISSUED) & self._issued_to(officer, root)
        seen |= Q(signer=officer, state=LetterState.SIGNING)
        if officer.may(Permission.DISPATCH_WRITE) or officer.may(Permission.OVERSIGHT_READ):
            seen |= Q(organisation__path__startswith=root.path)
        return self.filter(seen)

    @staticmethod
    def _issued_to(officer: Officer, root: Organisation) -> Q:
        own = Q(unit__path__startswith=root.path) | Q(recipient=officer)
        return own | Q(project__in=Project.objects.visible_to(officer)) | Q(item__in=Item.objects.visible_to(officer))

    def run_by(self, officer: Officer) -> LetterQuerySet:
        """Those that the officer's office issues."""
        root = officer.scope_root
        if root is None or not officer.may(Permission.DISPATCH_WRITE):
            return self.none()
        return self.filter(organisation__path__startswith=root.path)

    def to_draft_by(self, officer: Officer) -> LetterQuerySet:
        """Proposals and drafts of the officer's office, the oldest first."""
        return self.run_by(officer).filter(state__in=OPEN_DRAFTS).order_by("created_at", "pk")

    def to_judge_by(self, officer: Officer) -> LetterQuerySet:
        """Answers that wait for the officer's office, and what it may file."""
        waiting = Q(state=LetterState.ANSWERED) | Q(state=LetterState.ACCEPTED)
        return self.run_by(officer).filter(waiting).order_by("updated_at", "pk")

    def to_sign_by(self, officer: Officer) -> LetterQuerySet:
        """Put before this officer to be signed."""
        return self.visible_to(officer).filter(state=LetterState.SIGNING, signer=officer).order_by("submitted_at", "pk")

    def to_answer_by(self, officer: Officer) -> LetterQuerySet:
        """For the officer or the own unit, not yet received or not yet answered, the earliest term first."""
        own = officer.organisation
        whom = Q(recipient=officer)
        if own is not None:
            whom |= Q(unit__path__in=spoken_for(own))
        wanted = self.visible_to(officer).filter(whom, state__in=OWES_ANSWER)
        wanted = wanted.exclude(state=LetterState.RECEIVED, reply_days=0)
        wanted = wanted.exclude(Q(signed_by=officer) | Q(submitted_by=officer))
        return wanted.order_by(F("due_on").asc(nulls_last=True), "signed_at", "pk")


class Letter(models.Model):
    """About a project, an item or neither. Once signed, its words, number and copies never change (``triggers``).

    ``proposal_key``: subject, rung and cause of a proposal, so that each is made once; empty for one made by hand.
    ``trigger``: in words. ``level``: of the rung. ``signer``: whom it was put before. ``due_on``: answer until.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="发文单位")
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="letters", verbose_name="项目", null=True, blank=True
    )
    item = models.ForeignKey(
        Item, models.PROTECT, related_name="letters", verbose_name="交办事项", null=True, blank=True
    )
    rung = models.ForeignKey(
        Rung, models.PROTECT, related_name="letters", verbose_name="督办规则", null=True, blank=True
    )
    previous = models.ForeignKey(
        "self", models.PROTECT, related_name="followers", verbose_name="上一级函件", null=True, blank=True
    )
    level = models.PositiveSmallIntegerField("级别", default=1)
    kind = models.CharField("文种", max_length=12, choices=LetterKind.choices)
    colour = models.CharField("颜色", max_length=6, choices=Colour.choices, blank=True)
    proposal_key = models.CharField("建议标识", max_length=160, blank=True, editable=False)
    trigger = models.CharField("触发情形", max_length=300)
    state = models.CharField("状态", max_length=10, choices=LetterState.choices)
    issuer = models.CharField("发文机关", max_length=60)
    word = models.CharField("文号代字", max_length=20)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="收文单位")
    recipient_kind = models.CharField("发往", max_length=6, choices=To.choices, default=To.LEAD)
    recipient = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="收文人", null=True, blank=True
    )
    addressee = models.CharField("抬头", max_length=120)
    title = models.CharField("标题", max_length=MOST_TITLE * 2)
    body = models.TextField("正文", max_length=MOST_BODY * 2)
    reply_days = models.PositiveSmallIntegerField("回复时限", default=5)
    reply_count = models.CharField("时限单位", max_length=8, choices=Days.choices, default=Days.WORKING)
    signer_kind = models.CharField("签发人类别", max_length=6, choices=SignedBy.choices, default=SignedBy.LEADER)
    signer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="送签对象", null=True, blank=True
    )
    submitted_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="送签人", null=True, blank=True
    )
    submitted_at = models.DateTimeField("送签时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="签发人", null=True, blank=True
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    year = models.PositiveSmallIntegerField("文号年份", null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField("文号序号", null=True, blank=True, editable=False)
    due_on = models.DateField("回复期限", null=True, blank=True)
    received_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="签收人", null=True, blank=True
    )
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    is_lapsed = models.BooleanField("已失效", default=False, editable=False)
    closed_note = models.CharField("办结说明", max_length=300, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    created_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="起草人", null=True, blank=True
    )
    created_at = models.DateTimeField("提出时间")
    updated_at = models.DateTimeField("更新时间")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办函件"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "state"], name="letters_by_state"),
            models.Index(fields=["unit", "state", "due_on"], name="letters_of_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal_key"], condition=~Q(proposal_key=""), name="letters_proposed_once"
            ),
            models.UniqueConstraint(fields=["organisation", "word", "year", "sequence"], name="letters_number_once"),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letters_state_known"),
            models.CheckConstraint(
                condition=~Q(trigger="") & ~Q(title="") & ~Q(body="") & ~Q(addressee=""), name="letters_told"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[*OPEN_DRAFTS, LetterState.SIGNING, LetterState.DROPPED],
                    signed_at__isnull=True, signed_by__isnull=True, sequence__isnull=True, due_on__isnull=True,
                ) | Q(
                    state__in=ISSUED, signed_at__isnull=False, signed_by__isnull=False,
                    year__isnull=False, sequence__isnull=False,
                ),
                name="letters_signed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=LetterState.SIGNING) | Q(signer__isnull=False, submitted_by__isnull=False),
                name="letters_signing_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("submitted_by")), name="letters_second_person"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by__isnull=True)
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="letters_received_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=LetterState.DROPPED) | ~Q(closed_note=""), name="letters_dropped_reason"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number_text or self.named}（{self.subject}）"

    @property
    def subject(self) -> str:
        """What it is about."""
        if self.item is not None:
            return self.item.matter
        return self.project.name if self.project is not None else self.unit.name

    @property
    def named(self) -> str:
        """蓝色督办单."""
        return named(self.kind, self.colour)

    @property
    def number_text(self) -> str:
        """芜招办〔2026〕8号; empty before it is signed."""
        if self.year is None or self.sequence is None:
            return ""
        return str(Number(self.word, self.year, self.sequence))

    @property
    def is_issued(self) -> bool:
        """Signed and sent?"""
        return self.signed_at is not None

    @property
    def is_open_draft(self) -> bool:
        """May its words still change?"""
        return self.state in OPEN_DRAFTS

    @property
    def is_slip(self) -> bool:
        """A form of one page?"""
        return self.kind in SLIPS

    @property
    def needs_answer(self) -> bool:
        """Is an answer asked for?"""
        return self.reply_days > 0


class Copy(models.Model):
    """A signed letter as it was sent, byte for byte. Append-only (``triggers``)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="copies", verbose_name="函件")
    format = models.CharField("格式", max_length=4, choices=Format.choices)
    content = models.BinaryField("内容")
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "签发文件"
        ordering = ["letter", "format"]
        constraints = [models.UniqueConstraint(fields=["letter", "format"], name="letters_copy_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.format}"

    @property
    def is_whole(self) -> bool:
        """Are the bytes still those that were signed?"""
        return hashlib.sha256(bytes(self.content)).hexdigest() == self.sha256


class Entry(models.Model):
    """Something that happened to a letter. Append-only (``triggers``)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="entries", verbose_name="函件")
    kind = models.CharField("事项", max_length=10, choices=EntryKind.choices)
    note = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人", null=True, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "函件经过"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["kind", "at"], name="letters_entries_at")]

    def __str__(self) -> str:
        return f"{self.letter}：{self.get_kind_display()}"


class Sweep(models.Model):
    """One day on which the rules were asked; a day has one row whoever asks first."""

    on = models.DateField("日期", primary_key=True)
    at = models.DateTimeField("时间")
    proposed = models.PositiveIntegerField("提出", default=0)
    lapsed = models.PositiveIntegerField("失效", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "督办检查日"
        ordering = ["-on"]

    def __str__(self) -> str:
        return f"{self.on}"
