"""Spot checks of the home city: a round that is over, with one false claim and its revocation, and one under way.

What was found wrong is told of invented projects alone (see ``chosen.py``); of the named ones only 属实.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from config.demo.papers import PICTURE
from config.demo.plans import SHANGHAI
from config.demo.population import HOME_CITY, TAG
from config.demo.scene import Scene
from projects.errors import NotAllowed
from projects.ledger.requirements import STEP_REQUIREMENTS
from projects.ledger.stages import Stage, Standing, Step
from projects.people.models import Officer
from workflow.spotchecks.kinds import AdditionKind, Finding
from workflow.spotchecks.models import Round, Visit
from workflow.spotchecks.policies import LEAST_INSPECTORS, check_may_inspect
from workflow.spotchecks.queries import frame_of
from workflow.spotchecks.sampling import draw
from workflow.spotchecks.services import add_to_record, assign_inspectors, fix_round, plan_round, record_visit
from workflow.spotchecks.services.revoking import why_not_propose
from workflow.steps.models import Claim, Transition
from workflow.steps.queries import values_of
from workflow.steps.services import approve_claim, draft_claim, submit_claim

FIXED_AGO, VISITED_AGO, REVOKED_AGO, CLAIMED_AGO, AGAIN_AGO, MENDED_AGO = 25, 20, 18, 9, 5, 8
SECOND_FIXED_AGO, SECOND_VISITED_AGO = 5, 2
BACK = timedelta(days=900)
SIZE = 6
MEND_WITHIN = timedelta(days=10)
MOST_SEEDS = 400
TEXTS: dict[str, str] = {
    Finding.TRUE: "示例：现场与申报一致。",
    Finding.MEND: "示例：现场基本属实，部分设备未到位，限期整改。",
    Finding.FALSE: "示例：现场无施工迹象，与申报不符。",
}


@dataclass
class Inspections:
    """Writes both rounds into the diary."""

    scene: Scene
    rounds: dict[str, Round] = field(default_factory=dict)

    def tell(self) -> None:
        """Of the first all is over: what was revoked has been claimed again, in truth. The second has begun."""
        scene = self.scene
        scene.write(FIXED_AGO, partial(self._fix, "开工", Step.START))
        scene.write(VISITED_AGO, partial(self._visit_all, "开工"), place=10)
        scene.write(REVOKED_AGO, partial(self._revoke, "开工"), place=20)
        scene.write(CLAIMED_AGO, partial(self._claim_again, "开工"))
        scene.write(AGAIN_AGO, partial(self._verify_again, "开工"))
        scene.write(MENDED_AGO, partial(self._mend, "开工"), place=21)
        scene.write(SECOND_FIXED_AGO, partial(self._fix, "注册", Step.REGISTER))
        scene.write(SECOND_VISITED_AGO, partial(self._visit_first, "注册"), place=10)

    def _fix(self, word: str, step: str, now: datetime) -> None:
        today, office = now.astimezone(SHANGHAI).date(), self.scene.office
        said: dict[str, Any] = {
            "title": f"示例：{word}认定随机核查", "steps": [step], "from_on": today - BACK, "to_on": today,
            "dimensions": ["tier"], "method": "proportional", "size": SIZE, "days": 10,
        }  # fmt: skip
        seed = self._seed(said, step, now)
        if not seed:
            return
        made = plan_round({**said, "seed": seed}, by=office, now=now)
        self.rounds[word] = fix_round(made.pk, by=office, now=now)
        for visit in Visit.objects.filter(round=made).select_related("row__transition__project"):
            people = self._inspectors(visit, step)
            if len(people) == LEAST_INSPECTORS:
                assign_inspectors([visit.pk], people, by=office, now=now)

    def _seed(self, said: dict[str, Any], step: str, now: datetime) -> str:
        """The first of a row of seeds that draws what the story needs: identifiers differ from load to load.

        Empty where there is nothing to draw from.
        """
        probe = Round(organisation=self.scene.home, skips_checked=False, **said)
        frame = frame_of(probe, self.scene.office, known_at=now)
        if not frame:
            return ""
        wanted = {str(key) for key in self._may_be_false(frame)} if step == Step.START else set()
        for number in count(1):
            seed = f"示例种子{number}"
            drawn = {one.key for one in draw(frame, seed=seed, method=said["method"], size=SIZE) if one.is_drawn}
            if not wanted or wanted & drawn or number == MOST_SEEDS:
                return seed
        raise AssertionError("a row without end has ended")

    def _may_be_false(self, frame: Sequence[tuple[str, str]]) -> list[Any]:
        """Starts of the quiet invented projects that still stand there."""
        names = [plan.name for plan in self.scene.chosen.invented if plan.stage == Stage.STARTED]
        found = Transition.objects.filter(pk__in=[key for key, _ in frame], project__name__in=names)
        return list(found.filter(project__standing=Standing.ACTIVE).values_list("pk", flat=True))

    def _inspectors(self, visit: Visit, step: str) -> list[Officer]:
        """The first two of the city who may."""
        staff = self.scene.staff
        first, last = (Step.REGISTER, Step.SIGN) if step == Step.START else (Step.START, Step.SIGN)
        people = [staff.verifier(HOME_CITY, first), self.scene.office, staff.verifier(HOME_CITY, last)]
        return [one for one in people if _may(visit, one)][:LEAST_INSPECTORS]

    def _visit_all(self, word: str, now: datetime) -> None:
        false, mend = False, False
        for visit in self._sent(word).order_by("number"):
            finding = Finding.TRUE
            if not false and self._is_quiet(visit) and not why_not_propose(visit):
                finding, false = Finding.FALSE, True
            elif not mend and TAG in _tags(visit):
                finding, mend = Finding.MEND, True
            _record(visit, finding, now)

    def _sent(self, word: str) -> QuerySet[Visit]:
        """Visits of the round that somebody is sent to."""
        found = self.rounds.get(word)
        return Visit.objects.filter(round=found, due_on__isnull=False) if found else Visit.objects.none()

    def _false(self, word: str) -> QuerySet[Visit]:
        return self._sent(word).filter(record__finding=Finding.FALSE)

    def _is_quiet(self, visit: Visit) -> bool:
        names = {plan.name for plan in self.scene.chosen.invented if plan.stage == Stage.STARTED}
        return visit.project.name in names

    def _visit_first(self, word: str, now: datetime) -> None:
        visit = self._sent(word).order_by("number").first()
        if visit is not None:
            _record(visit, Finding.TRUE, now)

    def _revoke(self, word: str, now: datetime) -> None:
        for visit in self._false(word):
            claim, by = visit.record.proposals.get().claim, self.scene.staff.verifier(HOME_CITY, Step.REVOKE)
            approve_claim(claim.pk, by=by, now=now, note="示例：同意撤销。")

    def _claim_again(self, word: str, now: datetime) -> None:
        """The works have begun: the unit claims once more, with new documents."""
        for visit in self._false(word):
            plan = next(one for one in self.scene.chosen.invented if one.name == visit.project.name)
            by, wanted = self.scene.clerk(plan), STEP_REQUIREMENTS[Step.START]
            values = values_of(visit.project, wanted, {})
            kinds = [kind for one in wanted.evidence if one.when(values) for kind in sorted(one.alternatives[0][0])]
            papers = [self.scene.paper(plan, kind, word="重新申报", now=now) for kind in dict.fromkeys(kinds)]
            on = now.astimezone(SHANGHAI).date() - timedelta(days=1)
            note = "示例：整改后已实际开工，重新申报。"
            draft = draft_claim(
                visit.project_id, Step.START, by=by, now=now, effective_on=on, note=note, evidence=papers
            )
            submit_claim(draft.pk, by=by, now=now)

    def _verify_again(self, word: str, now: datetime) -> None:
        for visit in self._false(word):
            waiting = Claim.objects.waiting().filter(project=visit.project_id, step=Step.START)
            for claim in waiting:
                approve_claim(
                    claim.pk, by=self.scene.staff.verifier(HOME_CITY, Step.START), now=now, note="示例：属实。"
                )

    def _mend(self, word: str, now: datetime) -> None:
        for visit in self._sent(word).filter(record__finding=Finding.MEND):
            text = "示例：复查，设备已全部到位。"
            add_to_record(visit.pk, kind=AdditionKind.RECHECK, text=text, is_mended=True, by=_first(visit), now=now)


def _may(visit: Visit, officer: Officer) -> bool:
    try:
        check_may_inspect(visit.row.transition, officer)
    except NotAllowed:
        return False
    return True


def _tags(visit: Visit) -> list[str]:
    return list(visit.project.tags.values_list("name", flat=True))


def _first(visit: Visit) -> Officer:
    sent = visit.assignments.current().select_related("officer").order_by("assigned_at", "pk").first()
    assert sent is not None
    return sent.officer


def _record(visit: Visit, finding: str, now: datetime) -> None:
    """A photo stands with invented projects alone: of a real firm nobody took one."""
    photos = [SimpleUploadedFile("示例现场照片.png", PICTURE)] if TAG in _tags(visit) else []
    mend_by = now.astimezone(SHANGHAI).date() + MEND_WITHIN if finding == Finding.MEND else None
    record_visit(
        visit.pk,
        visited_at=now - timedelta(minutes=30),
        met="示例接待人员",
        finding=finding,
        text=TEXTS[finding],
        mend_by=mend_by,
        files=photos,
        by=_first(visit),
        now=now,
    )
