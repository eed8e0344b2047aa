"""Decisions 决策 on projects: one run of a procedure, told as turns: who had it from when to when, and what he said."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from projects.ledger.models import Evidence, Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.decisions.models.procedures import Procedure, ProcedureStep
from workflow.steps.models import spoken_for


class DecisionState(models.TextChoices):
    """Life of a decision. A new attempt follows one that was rejected or withdrawn."""

    RUNNING = "running", "办理中"
    RETURNED = "returned", "退回补充"
    APPROVED = "approved", "已同意"
    REJECTED = "rejected", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_STATES = (DecisionState.RUNNING, DecisionState.RETURNED)
CONCLUDED = (DecisionState.APPROVED, DecisionState.REJECTED)


class Holder(models.TextChoices):
    """Whose time it is."""

    OFFICE = "office", "办理单位"
    APPLICANT = "applicant", "项目单位"


class Outcome(models.TextChoices):
    """How a turn ends."""

    PASSED = "passed", "通过"
    RETURNED = "returned", "退回补充"
    REJECTED = "rejected", "不同意"
    RESUBMITTED = "resubmitted", "补充后重新提交"
    WITHDRAWN = "withdrawn", "撤回"


ANSWERS = (Outcome.PASSED, Outcome.RETURNED, Outcome.REJECTED)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reads of decisions."""

    def visible_to(self, officer: Officer) -> DecisionQuerySet:
        """Those on projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def waiting(self) -> DecisionQuerySet:
        """At a unit that has to answer."""
        return self.filter(state=DecisionState.RUNNING)

    def answerable_by(self, officer: Officer) -> DecisionQuerySet:
        """Waiting ones this officer may answer: ``policies.check_may_answer``, told to the database."""
        own = officer.organisation
        if own is None or not officer.may(Permission.CLAIM_VERIFY):
            return self.none()
        unit = Q(unit__path__in=spoken_for(own)) | Q(unit__path__startswith=own.path)
        if officer.kind == Officer.Kind.SERVICE:
            unit |= Q(project__landing_organisation__path__startswith=own.path)
        asked = Turn.objects.filter(asked_by=officer).values("decision")
        return self.visible_to(officer).waiting().filter(unit).exclude(pk__in=asked)

    def to_mend_by(self, officer: Officer) -> DecisionQuerySet:
        """Returned to this officer, who asked."""
        if not officer.may(Permission.CLAIM_WRITE):
            return self.none()
        return self.visible_to(officer).filter(state=DecisionState.RETURNED, started_by=officer)


class Decision(models.Model):
    """One attempt. It keeps the version of the procedure and the total investment (万元) it began under.

    ``step``, ``unit`` and ``due_on`` tell of the open turn: kept here for the queue. ``landing``: where the project was
    to land when it began, for the figures of units.
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="decisions", verbose_name="项目")
    attempt = models.PositiveSmallIntegerField("第几次")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="decisions", verbose_name="决策流程")
    landing = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="落地单位")
    total_investment_wan = models.DecimalField(
        "发起时总投资（万元）", max_digits=16, decimal_places=4, null=True, blank=True
    )
    state = models.CharField("状态", max_length=10, choices=DecisionState.choices, default=DecisionState.RUNNING)
    step = models.ForeignKey(ProcedureStep, models.PROTECT, related_name="+", verbose_name="当前步骤")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="当前办理单位")
    due_on = models.DateField("办理期限", null=True, blank=True)
    started_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="发起人")
    started_at = models.DateTimeField("发起时间")
    started_on = models.DateField("发起日期")
    note = models.CharField("发起说明", max_length=500, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    updated_at = models.DateTimeField("更新时间")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目决策"
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="decisions_queue"),
            models.Index(fields=["closed_on", "state"], name="decisions_closed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "attempt"], name="decisions_attempt"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state__in=["running", "returned"]), name="decisions_one_open"
            ),
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decisions_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "returned"], closed_at__isnull=True, closed_on__isnull=True)
                | Q(state__in=["approved", "rejected", "withdrawn"], closed_at__isnull=False, closed_on__isnull=False),
                name="decisions_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}（第{self.attempt}次决策）"

    @property
    def is_open(self) -> bool:
        """Not yet concluded."""
        return self.state in OPEN_STATES


class Turn(models.Model):
    """One stretch of time in one hand. An office's turn ends with an answer, the applicant's with handing it in again.

    Days of a turn are the working days after ``began_on`` up to and with ``ended_on``, so that turns add up to the
    whole. ``asked_by``: who handed it in for this turn, and never answers it. Append-only once ended (``triggers``).
    """

    id = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="turns", verbose_name="决策")
    sequence = models.PositiveSmallIntegerField("序号")
    holder = models.CharField("在谁手中", max_length=10, choices=Holder.choices)
    step = models.ForeignKey(ProcedureStep, models.PROTECT, related_name="turns", verbose_name="步骤")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="提交人")
    began_at = models.DateTimeField("开始时间")
    began_on = models.DateField("开始日期")
    due_on = models.DateField("期限", null=True, blank=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="办理人", null=True, blank=True)
    ended_at = models.DateTimeField("办理时间", null=True, blank=True)
    ended_on = models.DateField("办理日期", null=True, blank=True)
    note = models.CharField("意见", max_length=500, blank=True)
    paper = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name="材料", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "决策环节"
        ordering = ["decision", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "sequence"], name="decisions_turn_once"),
            models.UniqueConstraint(fields=["decision"], condition=Q(outcome=""), name="decisions_turn_one_open"),
            models.CheckConstraint(
                condition=Q(outcome="", by__isnull=True, ended_at__isnull=True, ended_on__isnull=True)
                | Q(~Q(outcome=""), by__isnull=False, ended_at__isnull=False, ended_on__isnull=False),
                name="decisions_turn_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "withdrawn"])
                | Q(holder="office", outcome__in=["passed", "returned", "rejected"])
                | Q(holder="applicant", outcome="resubmitted"),
                name="decisions_turn_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["passed", "returned", "rejected"]) | ~Q(by=F("asked_by")),
                name="decisions_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["returned", "rejected"]) | ~Q(note=""), name="decisions_reason_given"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")), name="decisions_turn_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}：{self.get_outcome_display() or '待办理'}"
