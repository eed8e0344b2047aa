"""One project at one moment, as expressions of the database: particulars, stage, standing, what is void.

The file of a project holds its present state; ``Change`` keeps what stood there before. So a particular as known at an
instant is what the first later change says stood before it, else what stands there now. Whatever changes a project sets
its ``updated_at`` (``ledger.services.save_version``): a row not touched since then is read as it is, at no cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import CharField, DateField, DecimalField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Case, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from projects.ledger.models import Change
from projects.ledger.stages import STAGES, STEP_TO_STAGE, Stage, Standing, Step, date_field_of
from workflow.statistics.terms import Moment, Role
from workflow.steps.models import Transition, TransitionQuerySet
from workflow.steps.reasons import WithdrawReason

Expression = Any
"""What Django calls an expression: its stubs name no common class that all of these have."""
VOID_REASONS = (WithdrawReason.DUPLICATE, WithdrawReason.MERGED)
"""A project withdrawn for one of these is counted as another project: it does not count from when that is known."""
WAN = DecimalField(max_digits=20, decimal_places=4)
_TEXT = CharField()
_STANDING_STEPS = (Step.SUSPEND, Step.RESUME, Step.TERMINATE, Step.WITHDRAW, Step.RESTORE)
YES, NO = "是", "否"
"""A flag as ``Change`` tells it (``fields.show_value``)."""


def end_of(moment: Moment) -> datetime:
    """The first instant after ``as_of``."""
    return timezone.make_aware(datetime.combine(moment.as_of + timedelta(days=1), time()))


def known(moment: Moment, name: str = "recorded_at") -> Q:
    """Recorded by ``known_at``; no condition at all when nothing is left out."""
    return Q() if moment.is_latest else Q(**{f"{name}__lte": moment.known_at})


def counting(moment: Moment) -> Q:
    """Of transitions: happened by ``as_of``, known, and not known to be revoked.

    At most one of each step of a project fulfils it: a step is taken again only after the earlier one was revoked.
    """
    revoked = Transition.objects.filter(known(moment), step=Step.REVOKE, revokes=OuterRef("pk"))
    return known(moment) & Q(~Exists(revoked), effective_on__lte=moment.as_of)


@dataclass(frozen=True)
class Ground:
    """The project of a row: the row itself (``prefix`` empty) or what it points at (``"project__"``)."""

    moment: Moment
    prefix: str = ""

    @property
    def key(self) -> str:
        """Name of the key of the project, without a join."""
        return "project_id" if self.prefix else "pk"

    def named(self, **conditions: Any) -> Q:
        """A condition on fields of the project."""
        return Q(**{f"{self.prefix}{name}": value for name, value in conditions.items()})

    def plain(self, name: str) -> F:
        """A field as it stands now."""
        return F(f"{self.prefix}{name}")

    def untouched(self, *, since_as_of: bool = False) -> Q:
        """Nothing of the project was written after ``known_at`` (and, if asked, after the end of ``as_of``)."""
        found = Q() if self.moment.is_latest else self.named(updated_at__lte=self.moment.known_at)
        if since_as_of and not self.moment.is_present:
            found &= self.named(updated_at__lt=end_of(self.moment))
        return found

    def _older(self, name: str) -> Any:
        later = Change.objects.filter(project=OuterRef(self.key), field=name, at__gt=self.moment.known_at)
        return later.order_by("at", "pk")

    def _walked(self, name: str, before: Expression, now: Expression, output: Any) -> Expression:
        """``before`` of the first change after ``known_at``, else ``now``."""
        if self.moment.is_latest:
            return now
        touched = Q(Exists(self._older(name)), self.named(updated_at__gt=self.moment.known_at))
        return Case(When(touched, then=before), default=now, output_field=output)

    def text(self, name: str) -> Expression:
        """A text or code as known."""
        return self._walked(name, Subquery(self._older(name).values("before")[:1]), self.plain(name), _TEXT)

    def flag(self, name: str) -> Expression:
        """A flag as known, in the words of the history: 是 or 否."""
        now = Case(When(self.named(**{name: True}), then=Value(YES)), default=Value(NO), output_field=_TEXT)
        return self._walked(name, Subquery(self._older(name).values("before")[:1]), now, _TEXT)

    def number(self, name: str) -> Expression:
        """An amount as known; None where there was none."""
        text = NullIf(Subquery(self._older(name).values("before")[:1]), Value(""))
        return self._walked(name, Cast(text, WAN), self.plain(name), WAN)

    def day(self, name: str) -> Expression:
        """A date as known."""
        text = NullIf(Subquery(self._older(name).values("before")[:1]), Value(""))
        return self._walked(name, Cast(text, DateField()), self.plain(name), DateField())

    def unit_path(self, role: Role) -> Expression:
        """Path in the tree of the unit that stood there, as known; None where none did."""
        before = Subquery(self._older(role.field).values("unit_before__path")[:1])
        return self._walked(role.field, before, F(f"{self.prefix}{role.field}__path"), _TEXT)

    def steps(self) -> TransitionQuerySet:
        """Transitions of the project that are known."""
        return self._known_steps().filter(project=OuterRef(self.key))

    def _known_steps(self) -> TransitionQuerySet:
        return Transition.objects.filter(known(self.moment))

    def reached(self, stage: str) -> Q:
        """Has it reached ``stage``? 在谈: has the talk begun?"""
        by_column = self.named(**{f"{date_field_of(stage)}__lte": self.moment.as_of})
        if stage == Stage.NEGOTIATING:
            return Q(self._born())
        if self.moment.is_latest:
            return by_column
        taken = self._taken(stage)
        return (self.untouched() & by_column) | (~self.untouched() & Q(Exists(taken)))

    def reached_on(self, stage: str) -> Expression:
        """The day on which it did; None where it has not."""
        by_column = When(self.named(**{f"{date_field_of(stage)}__lte": self.moment.as_of}) & self.untouched(),
                         then=self.plain(date_field_of(stage)))  # fmt: skip
        if self.moment.is_latest:
            return Case(by_column, default=None, output_field=DateField())
        taken = Subquery(self._taken(stage).order_by("-sequence").values("effective_on")[:1])
        untaken = When(self.untouched(), then=None)
        return Case(by_column, untaken, default=taken, output_field=DateField())

    def _taken(self, stage: str) -> TransitionQuerySet:
        own = Transition.objects.filter(project=OuterRef(self.key), step=STEP_TO_STAGE[stage])
        return own.filter(counting(self.moment))

    def _born(self) -> Q:
        return self.named(created_at__lte=self.moment.known_at)

    def stage(self) -> Expression:
        """The stage that the last counting step led to."""
        if self.moment.is_present:
            return self.plain("stage")
        backwards = [When(self.reached(stage), then=Value(stage)) for stage in reversed(STAGES[1:])]
        quiet = When(self.untouched(since_as_of=True), then=self.plain("stage"))
        return Case(quiet, *backwards, default=Value(str(Stage.NEGOTIATING)), output_field=_TEXT)

    def last_standing(self) -> TransitionQuerySet:
        """Known and happened steps that moved the standing, the last first."""
        return self.steps().filter(step__in=_STANDING_STEPS, effective_on__lte=self.moment.as_of).order_by("-sequence")

    def standing(self) -> Expression:
        """The standing that the last of its steps led to."""
        if self.moment.is_present:
            return self.plain("standing")
        last = self.last_standing()
        quiet = When(self.untouched(since_as_of=True), then=self.plain("standing"))
        moved = self._known_steps().filter(step__in=_STANDING_STEPS).order_by().values("project")
        never = When(
            ~Q(**{f"{self.key}__in": moved}), then=Value(str(Standing.ACTIVE))
        )  # few ever move: asked of a hash
        then = Coalesce(Subquery(last.values("target_standing")[:1]), Value(str(Standing.ACTIVE)))
        return Case(quiet, never, default=then, output_field=_TEXT)

    def not_void(self) -> Q:
        """Not withdrawn as the duplicate of another project, or merged into it, as far as known (count once)."""
        restored = Transition.objects.filter(
            known(self.moment), project=OuterRef("project"), step=Step.RESTORE, sequence__gt=OuterRef("sequence")
        )
        void = self._known_steps().filter(Q(~Exists(restored)), step=Step.WITHDRAW, reason__in=VOID_REASONS)
        able = self.named(standing=Standing.WITHDRAWN)
        if not self.moment.is_latest:
            able |= self.named(updated_at__gt=self.moment.known_at)
        return ~(able & Q(**{f"{self.key}__in": void.order_by().values("project")}))  # few: asked of a hash, no join
