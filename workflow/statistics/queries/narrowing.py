"""``Filters`` as conditions, and who may see what: sight first, always."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from projects.errors import Invalid, NotFound
from projects.ledger.kinds import ResponsibilityRole
from projects.ledger.models import Change, Mark, Project, Responsibility, Tag
from projects.ledger.models.projects import sight_of
from projects.people.models import Officer, Organisation
from workflow.statistics.filters import Filters
from workflow.statistics.queries.grounds import NO, YES, Expression, Ground
from workflow.statistics.terms import Moment

UNKNOWN_UNIT = "没有代码为“{code}”的单位，或它不在您的查看范围内，请重新选择。"


@dataclass(frozen=True)
class Worth:
    """What the conditions on money test: of an event, a project or an increase. ``…_wan`` in 万."""

    total: Expression
    foreign: Expression
    currency: Expression


def unit_of(code: str) -> Organisation:
    """The unit with this code, or ``NotFound``."""
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise NotFound(UNKNOWN_UNIT.format(code=code), "unknown_unit")
    return found


class Sieve:
    """What ``officer`` sees and ``filters`` let through; the unit is looked up once."""

    def __init__(self, officer: Officer, filters: Filters) -> None:
        self.officer, self.filters = officer, filters

    @cached_property
    def unit(self) -> Organisation:
        """The unit that was asked for."""
        return unit_of(self.filters.organisation)

    def narrowed(self, rows: Any, ground: Ground, worth: Worth) -> Any:
        """Rows of projects in sight that fulfil the filters."""
        found = rows.filter(sight_of(self.officer, ground.prefix), ground.not_void())
        found = self._by_unit(found, ground)
        found = _by_particulars(found, self.filters, ground)
        found = _by_money(found, self.filters, worth)
        return _by_company(found, self.filters, ground)

    def _by_unit(self, rows: Any, ground: Ground) -> Any:
        if not self.filters.organisation:
            return rows
        role = self.filters.role
        if ground.moment.is_latest:
            below = Organisation.objects.under(self.unit).order_by().values("pk")
            return rows.filter(ground.named(**{f"{role.field}__in": below}))
        return rows.alias(unit_path=ground.unit_path(role)).filter(unit_path__startswith=self.unit.path)


def _by_particulars(rows: Any, filters: Filters, ground: Ground) -> Any:
    if filters.is_industrial is not None:
        word = YES if filters.is_industrial else NO
        if ground.moment.is_latest:
            rows = rows.filter(ground.named(is_industrial=filters.is_industrial))
        else:
            rows = rows.alias(industrial=ground.flag("is_industrial")).filter(industrial=word)
    if filters.industry:
        rows = rows.alias(industry_then=ground.text("industry")).filter(industry_then__startswith=filters.industry)
    if filters.chain:
        rows = rows.alias(chain_then=ground.text("chain")).filter(chain_then=filters.chain)
    if filters.channel:
        rows = rows.alias(channel_then=ground.text("channel")).filter(channel_then=filters.channel)
    return rows


def _by_money(rows: Any, filters: Filters, worth: Worth) -> Any:
    bounds = {
        "worth_total__gte": filters.min_total_wan,
        "worth_total__lte": filters.max_total_wan,
        "worth_total__lt": filters.below_total_wan,
    }
    given = {name: value for name, value in bounds.items() if value is not None}
    if given:
        rows = rows.alias(worth_total=worth.total).filter(**given)
    if filters.min_foreign_wan is not None and not filters.foreign_currency:
        raise Invalid("按外币金额筛选须同时选择币种。", "foreign_currency", "required")
    if filters.foreign_currency:
        rows = rows.alias(worth_currency=worth.currency).filter(worth_currency=filters.foreign_currency)
    if filters.min_foreign_wan is not None:
        rows = rows.alias(worth_foreign=worth.foreign).filter(worth_foreign__gte=filters.min_foreign_wan)
    return rows


def _by_company(rows: Any, filters: Filters, ground: Ground) -> Any:
    """What belongs to a project without being a field of it."""
    if filters.standings:
        rows = rows.alias(standing_then=ground.standing()).filter(standing_then__in=filters.standings)
    if filters.origin:
        rows = rows.alias(origin_then=origin_of(ground)).filter(origin_then=filters.origin)
    if filters.tag:
        rows = rows.filter(tagged(ground, filters.tag))
    if filters.mark:
        rows = rows.filter(_marked(ground, filters.mark))
    if filters.chief is not None:
        rows = rows.alias(chief_then=chief_of(ground)).filter(chief_then=filters.chief)
    if filters.projects is not None:
        rows = rows.filter(**{f"{ground.key}__in": filters.projects})
    return rows


def origin_of(ground: Ground) -> Expression:
    """来源地 of the investor entered first, as the ledger has it today: enterprises have no second time."""
    through = Project.investors.through.objects.filter(project=OuterRef(ground.key)).order_by("pk")
    return Subquery(through.values("enterprise__origin_region")[:1])


def tagged(ground: Ground, name: str) -> Q:
    """Does the project bear this tag, as known? ``""``: does it bear none? The history tells tags as 甲、乙."""
    borne = Project.tags.through.objects.filter(project=OuterRef(ground.key))
    now = Q(Exists(borne.filter(tag__name=name))) if name else Q(~Exists(borne))
    moment = ground.moment
    if moment.is_latest:
        return now
    later = Change.objects.filter(project=OuterRef(ground.key), field="tags", at__gt=moment.known_at)
    earlier = Change.objects.filter(
        project=OuterRef("project"), field="tags", at__gt=moment.known_at, pk__lt=OuterRef("pk")
    )
    first = later.filter(Q(~Exists(earlier)))
    return (Q(~Exists(later)) & now) | Q(Exists(first.filter(_told(name))))


def _told(name: str) -> Q:
    if not name:
        return Q(before="")
    inside = Q(before__startswith=f"{name}、") | Q(before__endswith=f"、{name}") | Q(before__contains=f"、{name}、")
    return Q(before=name) | inside


def tag_names() -> list[str]:
    """Every tag, in the order to show."""
    return list(Tag.objects.order_by("name").values_list("name", flat=True))


def _marked(ground: Ground, kind: str) -> Q:
    marks = Mark.objects.filter(project=OuterRef(ground.key), kind=kind)
    return Q(Exists(marks.filter(_entered(ground.moment))))


def _entered(moment: Moment) -> Q:
    """Of rows of a file: entered and not withdrawn, as known."""
    if moment.is_latest:
        return Q(withdrawn_at__isnull=True)
    stands = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment.known_at)
    return stands & Q(created_at__lte=moment.known_at)


def chief_of(ground: Ground) -> Expression:
    """Who was chief responsible officer on the day, as known; whoever held it at its end."""
    moment = ground.moment
    held = Responsibility.objects.filter(
        project=OuterRef(ground.key), role=ResponsibilityRole.CHIEF, valid_from__lte=moment.as_of
    )
    ended = Q(valid_to__isnull=False, valid_to__lt=moment.as_of)
    if not moment.is_latest:
        held, ended = held.filter(created_at__lte=moment.known_at), ended & Q(updated_at__lte=moment.known_at)
    order = (F("valid_from").desc(), F("valid_to").desc(nulls_first=True), "-created_at", "-pk")
    return Subquery(held.exclude(ended).order_by(*order).values("officer")[:1])
