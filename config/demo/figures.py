"""Statistics of the home city: three questions kept for the unit, and last month's figure frozen for its bulletin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.http import QueryDict

from config.demo.plans import SHANGHAI
from config.demo.scene import Scene
from projects.people.models import Officer
from workflow.statistics.explorer.questions import question_of
from workflow.statistics.forms import AskForm
from workflow.statistics.services import freeze, save_question

SAVED_AGO, FROZEN_AGO = 20, 34
SAVED = (
    ("今年新签约亿元以上（县区、园区）", "what=flow&step=sign&period=year&least=1&also=10、50&rows=unit&compare=1"),
    ("今年签约项目进展率", "what=cohort&from_stage=signed&period=year&least=1&rows=unit"),
    ("在库项目各阶段分布", "what=funnel&least=1&rows=industry"),
)
PUBLISHED = "what=flow&step=sign&period=year&least=1&rows=unit"


@dataclass
class Figures:
    """Writes them into the diary."""

    scene: Scene

    def tell(self) -> None:
        """The office saves and publishes."""
        self.scene.write(FROZEN_AGO, self._publish)
        for place, (name, query) in enumerate(SAVED):
            self.scene.write(SAVED_AGO, partial(self._save, name, query), place=place)

    def _save(self, name: str, query: str, now: datetime) -> None:
        by = self.scene.office
        form = _asked(query, by, now)
        question = question_of(form.ask())
        save_question(question, name=name, is_shared=True, view={"query": form.query()}, by=by, now=now)

    def _publish(self, now: datetime) -> None:
        """As of the end of the month before, as the office knew it on that day."""
        by, local = self.scene.office, now.astimezone(SHANGHAI)
        ended = local.date().replace(day=1) - timedelta(days=1)
        form = _asked(f"{PUBLISHED}&as_of={ended}", by, now)
        title = f"{ended.year}年截至{ended.month}月底新签约亿元以上项目"
        freeze(question_of(form.ask()), title=title, by=by, now=now)


def _asked(query: str, by: Officer, now: datetime) -> AskForm:
    form = AskForm(QueryDict(query), officer=by, now=now)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return form
