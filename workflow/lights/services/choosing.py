"""A city chooses its rules."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Invalid
from projects.lines import check_line
from projects.people.models import Officer, Organisation
from workflow.lights.acts import Act
from workflow.lights.models import LightRules
from workflow.lights.policies import check_may_choose
from workflow.lights.presets import BY_CODE
from workflow.lights.queries.books import book_on
from workflow.lights.ruleset import TERMS, Numbers, RuleSet


@audited()
def choose_rules(
    city: Organisation,
    *,
    preset: str,
    numbers: Numbers,
    effective_from: date,
    reason: str,
    by: Officer,
    now: datetime,
) -> LightRules:
    """The rules of ``city`` from a day on; the row in force until then stays. ``numbers``: all or some, by rule.

    Errors: ``NotAllowed``; ``Invalid`` for an unknown preset, rule or number, a day that has passed (its readings are
    made), and a missing reason.
    """
    check_may_choose(city, by)
    if preset not in BY_CODE:
        raise Invalid("请选择一个预设：默认、银川、三亚或邯郸。", "preset")
    check_plausible(effective_from, "effective_from")
    if effective_from < timezone.localdate(now):
        raise Invalid("生效日期不能早于今天：过去的亮灯已按当时的规则记录。", "effective_from")
    rules = RuleSet.of(numbers)
    before = book_on(effective_from).of(city.path)
    made = LightRules.objects.create(
        city=city,
        preset=preset,
        numbers=rules.numbers(),
        effective_from=effective_from,
        reason=checked_reason(reason),
        by=by,
        at=now,
    )
    changes = [Difference("preset", "预设", "", BY_CODE[preset].label), *differences(before, rules)]
    record(Act.CHOOSE, made, by=by, now=now, changes=changes, detail=f"自{effective_from}起；{made.reason}")
    return made


def differences(before: RuleSet, after: RuleSet) -> list[Difference]:
    """The numbers that differ, by rule and name."""
    old, new = before.numbers(), after.numbers()
    return [
        Difference(f"{code}.{name}", f"{TERMS[code].label}：{label}", str(old[code][name]), str(new[code][name]))
        for code in new
        for name, label in ((one, TERMS[code].parameters()[one]["label"]) for one in new[code])
        if old[code][name] != new[code][name]
    ]


def checked_reason(reason: str) -> str:
    """One line of at most 200 characters, or ``Invalid``."""
    text = check_line(reason, "理由", "reason")
    if not text:
        raise Invalid("请写明理由。", "reason", "reason_required")
    if len(text) > 200:
        raise Invalid("“理由”最多200个字。", "reason", "too_long")
    return text
