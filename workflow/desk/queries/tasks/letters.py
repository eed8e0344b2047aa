"""Letters: to sign, to receive and answer, proposals and drafts, answers to judge."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from projects.people.models import Officer
from workflow.desk.queries.tasks.lines import FIRST, Part, Task, clocks_to, told
from workflow.letters.kinds import LetterState
from workflow.letters.models import Letter
from workflow.letters.models.letters import LetterQuerySet
from workflow.steps.deadlines import Clock

DRAFTS_SHOWN = 3


def to_sign_letters(officer: Officer, on: date) -> Part:
    """Put before this officer, the oldest first."""
    found = Letter.objects.to_sign_by(officer)
    lines = [Task("writing-sign", "签发", one.title, _url(one)) for one in found[:FIRST]]
    return _part(found, lines, FIRST, "{} 件函件待您签发")


def to_answer_letters(officer: Officer, on: date) -> Part:
    """Sent to the own unit, by their terms."""
    found = Letter.objects.to_answer_by(officer)
    shown = list(found[:FIRST])
    clocks = clocks_to([one.due_on for one in shown], on=on)
    lines = [_answer(one, clocks.get(one.due_on)) for one in shown]
    return _part(found, lines, FIRST, "{} 件督办函件待您签收、回复")


def _answer(one: Letter, clock: Clock | None) -> Task:
    verb = "签收" if one.state == LetterState.SENT else "回复"
    return Task("mail-opened", verb, f"{one.number_text}　{one.title}", _url(one), *told(clock))


def to_judge_letters(officer: Officer, on: date) -> Part:
    """Answers to judge, accepted ones to file."""
    found = Letter.objects.to_judge_by(officer)
    lines = [_judge(one) for one in found[:DRAFTS_SHOWN]]
    return _part(found, lines, DRAFTS_SHOWN, "{} 件函件回复待审核、归档", tab="judge")


def _judge(one: Letter) -> Task:
    verb = "审核" if one.state == LetterState.ANSWERED else "归档"
    return Task("checks", verb, f"{one.number_text}　{one.title}", _url(one))


def to_draft_letters(officer: Officer, on: date) -> Part:
    """Proposals of the rules and drafts, the oldest few."""
    found = Letter.objects.to_draft_by(officer)
    lines = [
        Task("mail-forward", one.named, one.title, _url(one), str(one.get_state_display()))
        for one in found[:DRAFTS_SHOWN]
    ]
    return _part(found, lines, DRAFTS_SHOWN, "{} 件发函建议和草稿待处理", tab="draft")


def _part(found: LetterQuerySet, lines: list[Task], most: int, words: str, *, tab: str = "") -> Part:
    count = found.count() if len(lines) == most else len(lines)
    if tab and count > len(lines):
        url = f"{reverse('letters:list')}?tab={tab}"
        lines = [*lines, Task("mail", "", f"另有 {count - len(lines)} 件函件", url, "全部")]
    return Part(lines, count, words.format(count) if count else "")


def _url(one: Letter) -> str:
    return reverse("letters:detail", args=[one.pk])
