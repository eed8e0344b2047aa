"""What the rungs of a ladder find: which letters, to whom, for which cause. Asked by the nightly look and by previews.

A cause names an episode, so that one episode gives one letter: the day on which the colour began, the month of the two
month ends, the deadline that was missed, the letter that was not answered. Yellow that follows red is an improvement
(domain.md 6: red that caught up shows yellow) and gives no letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from projects.ledger.models import Project
from projects.papers.blocks import day_in_words
from projects.people.models import Organisation
from workflow.items.models import Item
from workflow.items.moves import ItemState
from workflow.letters.kinds import Trigger
from workflow.letters.models import Ladder, Letter
from workflow.letters.queries.facts import Facts, Lit, facts_of
from workflow.letters.rungs import RungLine
from workflow.lights.colours import RED, YELLOW


@dataclass(frozen=True)
class Finding:
    """One letter that is called for. ``words``: the trigger; ``reasons``: of the light, or how far the item is."""

    rung: RungLine
    cause: str
    words: str
    reasons: str
    project: Project | None = None
    item: Item | None = None
    previous: Letter | None = None

    @property
    def subject_key(self) -> str:
        """project:… or item:…."""
        if self.item is not None:
            return f"item:{self.item.pk}"
        if self.project is not None:
            return f"project:{self.project.pk}"
        return f"letter:{self.previous.pk if self.previous else ''}"

    @property
    def key(self) -> str:
        """Once for ever: subject, rung, cause."""
        return f"{self.subject_key}:{self.rung.code}:{self.cause}"

    @property
    def name(self) -> str:
        """What it is about."""
        if self.item is not None:
            return f"{self.item.number} {self.item.matter}"
        return self.project.name if self.project else self.previous.subject if self.previous else ""


def findings(organisation: Organisation, lines: Sequence[RungLine], *, on: date) -> list[Finding]:
    """What these rungs call for on that day, as things are known now; only the highest level of each subject."""
    inner = inner_paths(organisation, Ladder.objects.in_force_on(on))
    facts = facts_of(organisation, inner, on=on)
    found = [one for line in lines for one in _ASKED[line.trigger](line, facts)]
    return list(_highest(found))


def inner_paths(organisation: Organisation, ladders: Iterable[Ladder]) -> list[str]:
    """Paths below ``organisation`` that have a ladder in use of their own."""
    own = organisation.path
    paths = (one.organisation.path for one in ladders if one.is_active)
    return [path for path in paths if path != own and path.startswith(own)]


def _highest(found: Sequence[Finding]) -> Iterator[Finding]:
    """Of one subject the rungs of its highest level, each kind of letter once."""
    top: dict[str, int] = {}
    for one in found:
        top[one.subject_key] = max(top.get(one.subject_key, 0), one.rung.level)
    said: set[tuple[str, str, str]] = set()
    for one in found:
        mark = (one.subject_key, one.rung.kind, one.rung.colour)
        if one.rung.level == top[one.subject_key] and mark not in said:
            said.add(mark)
            yield one


def _coloured(line: RungLine, facts: Facts) -> Iterator[Finding]:
    colour = RED if line.trigger == Trigger.RED else YELLOW
    word = "红" if colour == RED else "黄"
    for one in facts.lit:
        if one.colour == colour and not (colour == YELLOW and one.was_red):
            yield _of_light(line, one, f"{one.since}", f"自{day_in_words(one.since)}起亮{word}灯")


def _two(line: RungLine, facts: Facts) -> Iterator[Finding]:
    keys = facts.two_reds if line.trigger == Trigger.TWO_REDS else facts.two_yellows
    word = "红灯" if line.trigger == Trigger.TWO_REDS else "黄灯（或红灯）"
    for one in facts.lit:
        is_still = one.colour == RED or line.trigger == Trigger.TWO_YELLOWS
        if one.project.pk in keys and is_still:
            yield _of_light(line, one, facts.month, f"连续两个月月末（截至{facts.month_words}）亮{word}")


def _red_long(line: RungLine, facts: Facts) -> Iterator[Finding]:
    for one in facts.lit:
        if one.colour == RED and facts.red_days(one) > line.days:
            words = f"自{day_in_words(one.since)}起亮红灯，已{facts.red_days(one)}天，超过{line.days}天"
            yield _of_light(line, one, f"{one.since}", words)


def _of_light(line: RungLine, one: Lit, cause: str, words: str) -> Finding:
    return Finding(line, cause, words, "；".join(one.reasons), project=one.project)


def _unsigned(line: RungLine, facts: Facts) -> Iterator[Finding]:
    for item in facts.items:
        waited = facts.workdays_since(item.issued_on)
        if item.state == ItemState.TO_SIGN and waited > line.days:
            words = f"{day_in_words(item.issued_on)}交办，已{waited}个工作日未签收"
            yield Finding(line, f"{item.issued_on}", words, str(item.get_state_display()), item.project, item)


def _late(line: RungLine, facts: Facts) -> Iterator[Finding]:
    for item in facts.items:
        late = facts.workdays_since(item.due_on)
        if item.due_on < facts.on and late >= line.days:
            words = f"应于{day_in_words(item.due_on)}办结，已逾期{late}个工作日"
            yield Finding(line, f"{item.due_on}", words, str(item.get_state_display()), item.project, item)


def _no_reply(line: RungLine, facts: Facts) -> Iterator[Finding]:
    for letter in facts.unanswered:
        assert letter.due_on is not None
        over = facts.workdays_since(letter.due_on)
        if letter.level == line.level - 1 and over > line.days:
            words = f"{letter.number_text}要求{day_in_words(letter.due_on)}前回复，至今未回复"
            yield Finding(line, f"{letter.pk}", words, letter.trigger, letter.project, letter.item, letter)


_ASKED: dict[str, Callable[[RungLine, Facts], Iterator[Finding]]] = {
    Trigger.YELLOW: _coloured,
    Trigger.RED: _coloured,
    Trigger.TWO_YELLOWS: _two,
    Trigger.TWO_REDS: _two,
    Trigger.RED_LONG: _red_long,
    Trigger.ITEM_UNSIGNED: _unsigned,
    Trigger.ITEM_LATE: _late,
    Trigger.NO_REPLY: _no_reply,
}
