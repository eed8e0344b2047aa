"""Clashes 撞单: two units entered the same firm or project, and the office says whose it is (domain.md 9, 首报首谈)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from projects.ledger.kinds import ClashOutcome, ClashSide, ClashState, ClashStrength, MatchKind
from projects.ledger.models.projects import Project
from projects.ledger.stages import Standing
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission

LIVING = (Standing.ACTIVE, Standing.SUSPENDED)


class MatchKey(models.Model):
    """One thing by which a project is recognised: a code, a firm, its sound, the name. Kept by ``services.clashes``.

    ``since``: from when the project carried it. Whoever renames an old project to a firm has not reported it first.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="match_keys", verbose_name="项目")
    kind = models.CharField("类别", max_length=8, choices=MatchKind.choices)
    key = models.CharField("比对键", max_length=240)
    since = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "比对键"
        indexes = [models.Index(fields=["kind", "key"], name="ledger_match_key")]
        constraints = [models.UniqueConstraint(fields=["project", "kind", "key"], name="ledger_match_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ClashQuerySet(models.QuerySet["Clash"]):
    """Reads of clashes. Who sees one side knows that there is a clash, and nothing of the other side."""

    def visible_to(self, officer: Officer) -> ClashQuerySet:
        """Those with a side that the officer sees."""
        seen = Project.objects.visible_to(officer).values("pk")
        return self.filter(Q(first__in=seen) | Q(later__in=seen))

    def ruled_by_office_of(self, officer: Officer) -> ClashQuerySet:
        """Those that the officer's office rules on: both projects land in its scope."""
        root = officer.scope_root
        if root is None or not officer.may(Permission.DISPATCH_WRITE):
            return self.none()
        return self.filter(
            first__landing_organisation__path__startswith=root.path,
            later__landing_organisation__path__startswith=root.path,
        )

    def open(self) -> ClashQuerySet:
        """Those that wait for a ruling."""
        return self.filter(state=ClashState.OPEN)

    def against(self) -> ClashQuerySet:
        """Those in which one side may not be signed now; see ``Clash.held_back``."""
        lost = Q(state=ClashState.RULED, kept__standing__in=LIVING)  # none is kept of two that are not the same
        return self.filter(Q(state=ClashState.OPEN) | lost)


class Clash(models.Model):
    """``first`` was entered before ``later`` (the first reporter is protected); both seem to be one investment."""

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(Project, models.PROTECT, related_name="clashes_as_first", verbose_name="首报项目")
    later = models.ForeignKey(Project, models.PROTECT, related_name="clashes_as_later", verbose_name="后报项目")
    strength = models.CharField("把握", max_length=8, choices=ClashStrength.choices)
    grounds = models.JSONField("相同之处", default=list)
    state = models.CharField("状态", max_length=8, choices=ClashState.choices, default=ClashState.OPEN)
    due_on = models.DateField("裁定期限")
    raised_at = models.DateTimeField("发现时间")
    outcome = models.CharField("裁定", max_length=8, choices=ClashOutcome.choices, blank=True, default="")
    reason = models.CharField("裁定理由", max_length=400, blank=True, default="")
    kept = models.ForeignKey(
        Project, models.PROTECT, related_name="+", verbose_name="保留的项目", null=True, blank=True
    )
    ruled_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="裁定人", null=True, blank=True
    )
    ruled_at = models.DateTimeField("裁定时间", null=True, blank=True)
    reopened_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="复议人", null=True, blank=True
    )
    reopened_at = models.DateTimeField("复议时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间")

    objects = ClashQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "撞单"
        ordering = ["due_on", "raised_at", "id"]
        indexes = [models.Index(fields=["state", "due_on"], name="ledger_clash_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "later"], condition=Q(state=ClashState.OPEN), name="ledger_clash_open_once"
            ),
            models.CheckConstraint(condition=~Q(first=F("later")), name="ledger_clash_two"),
            models.CheckConstraint(
                condition=~Q(state=ClashState.RULED)
                | (Q(ruled_by__isnull=False, ruled_at__isnull=False) & ~Q(outcome="") & ~Q(reason="")),
                name="ledger_clash_ruled_whole",
            ),
            models.CheckConstraint(
                condition=Q(kept__isnull=True) | Q(kept=F("first")) | Q(kept=F("later")), name="ledger_clash_keeps_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.raised_at:%Y-%m-%d}撞单"

    def side_of(self, project: Project) -> str:
        """Which side a project is."""
        return ClashSide.FIRST if project.pk == self.first_id else ClashSide.LATER

    @property
    def held_back(self) -> uuid.UUID | None:
        """The project that may not be signed: the later one while open, then the one that was not kept."""
        if self.state == ClashState.OPEN:
            return self.later_id
        if self.state != ClashState.RULED or self.kept_id is None:
            return None
        return self.later_id if self.kept_id == self.first_id else self.first_id


class ClashEvent(models.Model):
    """What happened to a clash: the thread of the office. A side reads only its own statements and the ruling."""

    class Kind(models.TextChoices):
        """What happened."""

        RAISED = "raised", "发现"
        STATED = "stated", "陈述"
        RULED = "ruled", "裁定"
        REOPENED = "reopened", "复议"
        CLOSED = "closed", "自行终结"

    clash = models.ForeignKey(Clash, models.PROTECT, related_name="events", verbose_name="撞单")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    side = models.CharField("一方", max_length=6, choices=ClashSide.choices, blank=True, default="")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="经办人")
    outcome = models.CharField("裁定", max_length=8, choices=ClashOutcome.choices, blank=True, default="")
    text = models.TextField("内容", max_length=2000, blank=True, default="")
    proof = models.TextField("依据", max_length=2000, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "撞单经过"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Reads of transfers."""

    def visible_to(self, officer: Officer) -> TransferQuerySet:
        """Of projects in sight, and those asked of a unit in the officer's scope."""
        root = officer.scope_root
        seen = Q(project__in=Project.objects.visible_to(officer).values("pk"))
        if root is not None and officer.may(Permission.PROJECT_READ):
            seen |= Q(to__path__startswith=root.path)
        return self.filter(seen)

    def acceptable_by(self, officer: Officer) -> TransferQuerySet:
        """Those that wait for the officer's answer: a clerk of the receiving unit, not who asked."""
        root = officer.scope_root
        if root is None or not officer.may(Permission.PROJECT_WRITE) or officer.may(Permission.DISPATCH_WRITE):
            return self.none()
        waiting = self.filter(state=Transfer.State.ASKED, to__path__startswith=root.path)
        return waiting.exclude(asked_by=officer)


class Transfer(models.Model):
    """A project moves from the unit of first contact to the unit that lands it. It stays until the other accepts."""

    class State(models.TextChoices):
        """How far it is."""

        ASKED = "asked", "待接收"
        ACCEPTED = "accepted", "已接收"
        DECLINED = "declined", "未接收"
        WITHDRAWN = "withdrawn", "已撤回"

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="transfers", verbose_name="项目")
    sender = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="移交单位")
    to = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="接收单位")
    credits = models.JSONField("业绩分成", default=list)
    why = models.CharField("理由", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name="答复人", null=True, blank=True
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True, default="")
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间")

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目移交"
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(state="asked"), name="ledger_transfer_open_once"),
            models.CheckConstraint(condition=~Q(sender=F("to")), name="ledger_transfer_moves"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | ~Q(answered_by=F("asked_by")), name="ledger_transfer_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}移交{self.to}"
