"""What the home city's office does about proposals and anomalies: one put off, one answered, one found in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from config.demo.scene import Scene
from projects.people.models import Officer
from workflow.anomalies.queries import lines_for
from workflow.anomalies.services import clear_anomaly
from workflow.proposals.kinds import NOTICES
from workflow.proposals.models import Proposal
from workflow.proposals.queries import waiting_for
from workflow.proposals.services import accept_proposal, dismiss_proposal, note_proposal, sweep

PUT_OFF, NOTED, TERM = (
    "示例：企业下月来访，会后再看。",
    "示例：企业仍在做可行性研究。",
    "示例：请在限期内履约，逾期启动退出。",
)
IN_ORDER = "示例：已核对协议原件，日期属实。"


@dataclass
class Oversight:
    """Writes the last day into the diary."""

    scene: Scene

    def tell(self) -> None:
        """The look of the day before the load, and what was done about it the same day."""
        self.scene.write(1, self._look, place=60)

    def _look(self, now: datetime) -> None:
        sweep(now)
        by = self.scene.office
        waiting = list(waiting_for(by))
        talks = [one for one in waiting if one.kind not in NOTICES]
        if talks:
            again_on = timezone.localdate(now) + timedelta(days=30)
            dismiss_proposal(talks[0].pk, text=PUT_OFF, again_on=again_on, by=by, now=now)
        if len(talks) > 1:
            note_proposal(talks[1].pk, text=NOTED, by=by, now=now)
        _set_term([one for one in waiting if one.kind in NOTICES], by, now)
        _clear(by, now)


def _set_term(notices: list[Proposal], by: Officer, now: datetime) -> None:
    if notices:
        deadline_on = timezone.localdate(now) + timedelta(days=60)
        accept_proposal(notices[0].pk, text=TERM, deadline_on=deadline_on, by=by, now=now)


def _clear(by: Officer, now: datetime) -> None:
    for line in lines_for(by, on=timezone.localdate(now))[:1]:
        found = line.found
        clear_anomaly(found.kind, found.key, fingerprint=found.fingerprint, reason=IN_ORDER, by=by, now=now)
