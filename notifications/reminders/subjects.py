"""What reminders are about: how a thing of each kind is found, named and opened, and which hang on a project."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from notifications.outbox.matters import Matter, Named
from notifications.outbox.models import Occurrence
from projects.ledger.models import Clash, Project, Transfer
from projects.people.models import Officer, Organisation
from projects.rows import one_or_none
from workflow.amendments.models import Amendment
from workflow.dispatch.models import Meeting
from workflow.handover.models import Handover
from workflow.items.models import Item
from workflow.letters.models import Letter
from workflow.reporting.models import ReportReturn, ReportRound
from workflow.steps.models import Claim

Rows = QuerySet[Any, Any]
MOST_PROJECTS = 200


@dataclass(frozen=True)
class Kind:
    """A kind of thing. ``seen_by``: those the officer may know of. ``title``: its name for somebody who may.

    ``words``: lookups in which typed words are searched. ``of_projects``: lookups that lead to a project, the thing
    itself where it is one. ``view``: name of its page, whose argument is the key; ``asks``: or the name of the query
    under which that page takes it. ``latest``: by which the latest comes first.
    """

    name: str
    label: str
    model: type[Model]
    seen_by: Callable[[Officer], Rows]
    words: tuple[str, ...]
    title: Callable[[Any], str] = str
    of_projects: tuple[str, ...] = ()
    view: str = ""
    asks: str = ""
    related: tuple[str, ...] = ()
    latest: str = "created_at"

    def url(self, key: uuid.UUID) -> str:
        """Its page."""
        return f"{reverse(self.view)}?{self.asks}={key}" if self.asks else reverse(self.view, args=[key])


def _handovers(officer: Officer) -> Rows:
    return Handover.objects.visible_to(officer, on=timezone.localdate())


def _people(officer: Officer) -> Rows:
    return Officer.objects.filter(Q(pk=officer.pk) | Q(pk__in=Officer.objects.visible_to(officer).values("pk")))


def _sides(clash: Clash) -> str:
    """Nothing of the projects: either side may not know of the other."""
    return f"首报争议（{timezone.localtime(clash.raised_at):%Y-%m-%d}）"


_OF_PROJECT = ("project__name", "project__number")
_ALL: tuple[Kind, ...] = (
    Kind("project", "项目", Project, lambda by: Project.objects.visible_to(by), ("name", "number"), of_projects=("pk",),
         view="desk:project"),
    Kind("meeting", "调度会", Meeting, lambda by: Meeting.objects.visible_to(by), ("series__name", "number"),
         lambda one: f"{one.title}（{timezone.localtime(one.starts_at):%Y-%m-%d}）", view="dispatch:meeting",
         related=("series",)),
    Kind("claim", "申报", Claim, lambda by: Claim.objects.visible_to(by), _OF_PROJECT,
         of_projects=("project",), view="steps:claim_detail", related=("project",)),
    Kind("amendment", "金额变更", Amendment, lambda by: Amendment.objects.visible_to(by), _OF_PROJECT,
         of_projects=("project",), view="amendments:detail", related=("project",), latest="requested_at"),
    Kind("item", "交办事项", Item, lambda by: Item.objects.visible_to(by), ("matter", *_OF_PROJECT),
         of_projects=("project",), view="items:item", latest="issued_at"),
    Kind("letter", "督办函件", Letter, lambda by: Letter.objects.visible_to(by), ("title", *_OF_PROJECT),
         lambda one: one.title, ("project",), "letters:detail"),
    Kind("reportround", "报送期次", ReportRound, lambda by: ReportRound.objects.visible_to(by), ("request__name",),
         view="reporting:round", related=("request",), latest="opened_at"),
    Kind("reportreturn", "报送", ReportReturn, lambda by: ReportReturn.objects.visible_to(by),
         ("round__request__name", "unit__name", "unit__short_name"), lambda one: f"{one.round}（{one.unit.label}）",
         view="reporting:return", related=("round__request", "unit"),
         latest="round__opened_at"),
    Kind("handover", "责任交接", Handover, _handovers,
         ("post__title", "post__organisation__name", "predecessor__name"),
         view="handover:detail", related=("post__organisation", "predecessor", "successor", "sitter"),
         latest="proposed_at"),
    Kind("clash", "首报争议", Clash, lambda by: Clash.objects.visible_to(by), ("first__name", "later__name"), _sides,
         ("first", "later"), "ledger:clash", latest="raised_at"),
    Kind("transfer", "项目移交", Transfer, lambda by: Transfer.objects.visible_to(by), _OF_PROJECT,
         of_projects=("project",), view="ledger:transfer", related=("project", "to"), latest="asked_at"),
    Kind("organisation", "单位", Organisation, lambda by: Organisation.objects.visible_to(by), ("name", "short_name"),
         view="people:organisation"),
    Kind("officer", "人员", Officer, _people, ("name",), view="outbox:ledger", asks="subject"),
    Kind("reminder", "提醒", Occurrence, lambda by: Occurrence.objects.visible_to(by), ("title", "recipient__name"),
         lambda one: f"{one.title}（{one.recipient.name}）", view="outbox:occurrence", related=("recipient",)),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}


def load(kind: str, key: uuid.UUID) -> Model | None:
    """The thing itself, whoever asks; None when there is none, or the kind is not known here."""
    if kind not in KINDS:
        return None
    found: Model | None = one_or_none(KINDS[kind].model._default_manager.filter(pk=key))
    return found


def sees(officer: Officer, kind: str, key: uuid.UUID) -> bool:
    """May the officer know of this thing? Of a kind not known here: no."""
    return kind in KINDS and KINDS[kind].seen_by(officer).filter(pk=key).exists()


def named(kind: str, key: uuid.UUID, officer: Officer) -> Named | None:
    """The thing as the officer may know it."""
    return _named(KINDS[kind], [key], officer).get(key) if kind in KINDS else None


def search(kind: str, words: str, officer: Officer, *, most: int = 20) -> list[tuple[uuid.UUID, Named]]:
    """Things of this kind that the officer may know of and whose names hold every word, the latest first."""
    if kind not in KINDS:
        return []
    found = KINDS[kind].seen_by(officer)
    for word in words.split():
        found = found.filter(_holding(KINDS[kind], word))
    keys = found.order_by(f"-{KINDS[kind].latest}", "pk").values_list("pk", flat=True)[:most]
    names = _named(KINDS[kind], keys, officer)
    return [(key, names[key]) for key in dict.fromkeys(keys) if key in names]


def _holding(kind: Kind, word: str) -> Q:
    found = Q(pk__in=[])
    for lookup in kind.words:
        if lookup != "number" or kind.name != "meeting":
            found |= Q(**{f"{lookup}__icontains": word})
        elif word.isascii() and word.isdecimal() and len(word) < 6:
            found |= Q(number=int(word))
    return found


def _named(kind: Kind, keys: Iterable[uuid.UUID], officer: Officer) -> dict[uuid.UUID, Named]:
    rows = kind.seen_by(officer).filter(pk__in=list(keys)).select_related(*kind.related)
    return {row.pk: Named(kind.title(row), kind.url(row.pk)) for row in rows}


def _about(kind: Kind) -> Callable[[str, Officer], Q]:
    """The condition on occurrences whose subject, of this kind, hangs on a project that the words fit."""

    def about(words: str, officer: Officer) -> Q:
        if not kind.of_projects:
            return Q(pk__in=[])
        projects = Project.objects.visible_to(officer).filter(Q(name__icontains=words) | Q(number__icontains=words))
        keys = list(projects.values_list("pk", flat=True)[:MOST_PROJECTS])
        hangs = Q(pk__in=[])
        for lookup in kind.of_projects:
            hangs |= Q(**{f"{lookup}__in": keys})
        return Q(subject_id__in=kind.model._default_manager.filter(hangs).values("pk"))

    return about


def matters() -> list[Matter]:
    """Every kind, as the ledger of reminders takes it."""
    return [Matter(kind.name, kind.label, _names(kind), _about(kind)) for kind in KINDS.values()]


def _names(kind: Kind) -> Callable[[Iterable[uuid.UUID], Officer], Mapping[uuid.UUID, Named]]:
    return lambda keys, officer: _named(kind, keys, officer)
