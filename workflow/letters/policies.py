"""Who lays down ladders, drafts, signs, receives, answers and judges: who may, apart from when it is allowed."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from projects.errors import NotAllowed
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import Permission, Role, permissions_of
from workflow.items.policies import speaks_for
from workflow.letters.kinds import SignedBy
from workflow.letters.models import Letter

PLACES = (Kind.CITY, Kind.DISTRICT, Kind.PARK)
"""Units with rules and letters of their own."""


def may_run(organisation: Organisation, by: Officer) -> bool:
    """The dispatch office in whose subtree the organisation stands."""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(organisation)


def check_may_run(organisation: Organisation, by: Officer) -> None:
    """``NotAllowed`` unless ``may_run``."""
    if not may_run(organisation, by):
        raise NotAllowed(f"这件事由{organisation}的调度办公室办理，请联系该单位的调度员。")


def issuing_for(by: Officer) -> Organisation:
    """In whose name a dispatcher writes by hand: the city, district or park of the own scope."""
    root = by.scope_root
    if root is None:
        raise NotAllowed("您的账号没有所属单位，不能发函，请联系系统管理员。")
    return root if root.kind in PLACES else root.city()


def check_may_keep_ladder(organisation: Organisation, by: Officer) -> None:
    """The same for rules."""
    if not may_run(organisation, by):
        raise NotAllowed("督办规则由本级调度办公室维护，请联系调度员修改。")


def signers_of(organisation: Organisation, kind: str, *, but: Officer) -> QuerySet[Officer]:
    """People who may sign what this organisation issues: by the rung leaders, or another one of the office."""
    roles = [Role.LEADER]
    if kind == SignedBy.OFFICE:
        roles += [role for role in Role if Permission.DISPATCH_WRITE in permissions_of([role])]
    paths = organisation.lineage()
    reach = Q(scope__path__in=paths) | Q(scope__isnull=True, organisation__path__in=paths)
    found = Officer.objects.people().filter(reach, is_active=True, roles__role__in=roles).exclude(pk=but.pk)
    return found.select_related("organisation").distinct().order_by("name", "pk")


def check_may_sign(letter: Letter, by: Officer) -> None:
    """The person it was put before, in person, and never whoever put it there."""
    if letter.submitted_by_id == by.pk:
        raise NotAllowed("送签人不能签发自己送签的函件，请由送签对象签发。", "four_eyes")
    if by.kind != Officer.Kind.PERSON or letter.signer_id != by.pk:
        whom = letter.signer.name if letter.signer else "签发人"
        raise NotAllowed(f"这件函由{whom}签发，您不能签发；需要换人请由调度办公室撤回后重新送签。", "not_signer")


def may_sign(letter: Letter, by: Officer) -> bool:
    """The question behind ``check_may_sign``."""
    return letter.signer_id == by.pk and letter.submitted_by_id != by.pk and by.kind == Officer.Kind.PERSON


def may_answer(letter: Letter, by: Officer) -> bool:
    """Whom it is addressed to, or who speaks for the unit; never who sent it."""
    if by.pk in (letter.signed_by_id, letter.submitted_by_id):
        return False
    is_named = letter.recipient_id == by.pk and by.may(Permission.DISPATCH_READ)
    return is_named or speaks_for(by, letter.unit)


def check_may_answer(letter: Letter, by: Officer) -> None:
    """``NotAllowed`` unless ``may_answer``."""
    if not may_answer(letter, by):
        raise NotAllowed(f"这件函发给{letter.unit}，由该单位或收文人签收、回复，您不能办理。", "not_addressed")


def check_may_judge(letter: Letter, by: Officer) -> None:
    """The office that sent it, and nobody who answered it."""
    check_may_run(letter.organisation, by)
    if letter.answers.filter(by=by).exists():
        raise NotAllowed("回复人不能审核自己的回复，请由调度办公室的另一人办理。", "four_eyes")
