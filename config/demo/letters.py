"""Letters of the home city: the default ladder in force, and one letter in every state on the way.

What was found wanting is told of invented projects alone (see ``chosen.py``). The texts are those of the rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo.papers import PICTURE
from config.demo.plans import SHANGHAI
from config.demo.scene import Scene
from projects.ledger.models import Project
from projects.people.models import Officer
from workflow.items.policies import speaks_for
from workflow.letters.kinds import LetterKind, SignedBy
from workflow.letters.models import Letter
from workflow.letters.policies import signers_of
from workflow.letters.presets import BY_CODE
from workflow.letters.services import (
    FollowUp,
    accept_answer,
    answer_letter,
    draft_letter,
    drop_letter,
    file_letter,
    receive_letter,
    record_talk,
    return_answer,
    save_ladder,
    sign_letter,
    submit_letter,
)

WORD, ISSUER = "芜招督", "芜湖市重大项目调度办公室"
LADDER_AGO, WRITTEN_AGO = 40, (30, 24, 20, 16, 12, 9, 6, 3, 2)
STATES = ("filed", "accepted", "returned", "answered", "received", "sent", "signing", "draft", "dropped")
"""How far each letter has come, the oldest first; the first one is a 约谈通知 with its record."""
ANSWER = "示例：已倒排工期，明确专人每周调度，预计下月底前赶上计划进度。"


@dataclass
class Letters:
    """Writes them into the diary."""

    scene: Scene
    made: dict[str, Letter] = field(default_factory=dict)

    def tell(self) -> None:
        """The rules first; then the letters, each brought a step further on the following days."""
        self.scene.write(LADDER_AGO, self._lay_down, place=30)
        for ago, state in zip(WRITTEN_AGO, STATES, strict=True):
            self.scene.write(ago, partial(self._write, state), place=31)

    def _lay_down(self, now: datetime) -> None:
        lines = BY_CODE["default"].worded(WORD)
        save_ladder(
            self.scene.home, lines, preset="default", issuer=ISSUER,
            valid_from=now.astimezone(SHANGHAI).date(), basis="示例：重大项目督办办法", by=self.scene.office, now=now,
        )  # fmt: skip

    def _write(self, state: str, now: datetime) -> None:
        """One letter to the unit of an invented project; nothing where there is no such project, or nobody to sign."""
        project = self._project(STATES.index(state))
        if project is None:
            return
        kind = LetterKind.TALK if state == "filed" else LetterKind.REMINDER if state == "received" else None
        rung = next(one for one in BY_CODE["default"].rungs if one.kind == (kind or LetterKind.SUPERVISION))
        said: dict[str, Any] = {
            "kind": rung.kind, "trigger": "示例：节点滞后，已亮灯", "issuer": ISSUER, "word": WORD,
            "title": rung.title, "body": rung.body, "reply_days": rung.reply_days, "reply_count": rung.reply_count,
            "signer_kind": SignedBy.LEADER, "recipient_kind": "lead",
        }  # fmt: skip
        letter = draft_letter(self.scene.home, said, project=project, by=self.scene.office, now=now)
        self._go_on(letter, state, now)

    def _go_on(self, letter: Letter, state: str, now: datetime) -> None:
        office, leader, clerk = self.scene.office, self._leader(letter), self._clerk(letter)
        if state == "dropped":
            drop_letter(letter.pk, note="示例：企业已复工，电话核实后不再发函。", by=office, now=now)
        if state in ("dropped", "draft") or leader is None:
            return
        steps: dict[str, Callable[[datetime], Any]] = {
            "signing": lambda at: submit_letter(letter.pk, signer=leader, by=office, now=at),
            "sent": lambda at: sign_letter(letter.pk, by=leader, now=at),
        }
        if clerk is not None:
            file = SimpleUploadedFile("示例整改方案.png", PICTURE)
            steps |= {
                "received": lambda at: receive_letter(letter.pk, by=clerk, now=at),
                "answered": lambda at: answer_letter(letter.pk, text=ANSWER, files=[file], by=clerk, now=at),
            }
            ends = {
                "returned": lambda at: return_answer(letter.pk, note="示例：请补充逐周时间表。", by=office, now=at),
                "accepted": lambda at: accept_answer(letter.pk, by=office, now=at),
            }
            steps |= {"returned": ends["returned"]} if state == "returned" else {"accepted": ends["accepted"]}
            steps["filed"] = lambda at: self._talk_and_file(letter, at)
        for number, (name, step) in enumerate(steps.items()):
            step(now + timedelta(minutes=20 * number))
            if name == state:
                return

    def _talk_and_file(self, letter: Letter, at: datetime) -> None:
        said = {
            "trigger": letter.trigger, "held_at": at - timedelta(minutes=5), "place": "示例：市政务中心三楼会议室",
            "led_by": "示例：市领导", "attendees": "示例：项目所在地负责人、首席责任人、企业负责人",
            "outcome": "示例：承认前期对接不够，承诺一个月内解决用地问题并复工。",
        }  # fmt: skip
        follow = [FollowUp("示例：一个月内解决用地问题", 20)]
        told: dict[str, Any] = {"unit": letter.unit, "project": letter.project, "by": self.scene.office, "now": at}
        record_talk(letter.organisation, said, letter=Letter.objects.get(pk=letter.pk), follow_ups=follow, **told)
        file_letter(letter.pk, note="示例：已约谈，整改事项另行跟踪。", by=self.scene.office, now=at)

    def _project(self, number: int) -> Project | None:
        """Invented ones of the home city in turn."""
        names = [plan.name for plan in self.scene.chosen.invented]
        here = Project.objects.under(self.scene.home).filter(name__in=names).order_by("number")
        found = list(here.select_related("landing_organisation", "lead_organisation"))
        return found[number % len(found)] if found else None

    @staticmethod
    def _leader(letter: Letter) -> Officer | None:
        assert letter.created_by is not None
        return signers_of(letter.organisation, letter.signer_kind, but=letter.created_by).first()

    def _clerk(self, letter: Letter) -> Officer | None:
        """Somebody of the unit that fills in, and did not write the letter."""
        people = Officer.objects.people().filter(is_active=True, organisation=letter.unit, roles__role="clerk")
        found = people.exclude(pk=self.scene.office.pk).prefetch_related("roles").order_by("username", "pk")
        return next((one for one in found if speaks_for(one, letter.unit)), None)
