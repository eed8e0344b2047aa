"""A series: created, changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Invalid
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives
from workflow.dispatch.checks import WRITABLE_FIELDS, checked
from workflow.dispatch.models import DispatchEvent, Series
from workflow.dispatch.policies import check_may_dispatch
from workflow.dispatch.services.attendance import call_people
from workflow.dispatch.services.locks import lock_series, record, save
from workflow.dispatch.services.planning import arrange, renew_next_agenda

_PEOPLE = "standing_attendees"


@audited()
def create_series(values: Mapping[str, Any], *, by: Officer, now: datetime) -> Series:
    """A new series; its first sittings are called at once. ``values``: see ``checks.WRITABLE_FIELDS``.

    ``organisation`` is an Organisation, ``chair`` an Officer, ``standing_attendees`` a list of Officers.
    """
    complete = checked(values)
    check_may_dispatch(complete["organisation"], by)
    check_receives(complete["organisation"], timezone.localdate(now), field="organisation")
    _check_body(complete["body"], by=by)
    people = _checked_people(complete, by=by)
    series = Series.objects.create(**complete, created_by=by, created_at=now, updated_at=now)
    series.standing_attendees.set(people)
    record(series, DispatchEvent.Kind.CREATED, by=by, now=now, note=series.name)
    arrange(series, by=by, now=now)
    renew_next_agenda(series, now=now)
    return series


@audited()
def update_series(
    series_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> Series:
    """Change a series; what is not given stays. The sittings ahead follow: in place, called or withdrawn.

    Nothing different is no change: the version stays.
    """
    series = lock_series(series_id, by=by, expected_version=expected_version)
    complete = checked({**_present(series), **values})
    if complete["organisation"] != series.organisation:
        raise Invalid("组织单位不能更换，请停用本系列后新建。", "organisation")
    if complete["body"] != series.body:
        _check_body(complete["body"], by=by)
    people = _checked_people(complete, by=by)
    changed = [name for name, value in complete.items() if getattr(series, name) != value]
    for name in changed:
        setattr(series, name, complete[name])
    if set(series.standing_attendees.all()) != set(people):
        series.standing_attendees.set(people)
        changed.append(_PEOPLE)
    if changed:
        save(series, now=now)
        _apply(series, changed, by=by, now=now)
    return series


def _apply(series: Series, changed: list[str], *, by: Officer, now: datetime) -> None:
    labels = "、".join(str(getattr(Series._meta.get_field(name), "verbose_name", name)) for name in changed)
    record(series, DispatchEvent.Kind.UPDATED, by=by, now=now, note=labels)
    arrange(series, by=by, now=now)
    for meeting in series.meetings.ahead(now):
        meeting.series = series
        call_people(meeting, now=now)
    renew_next_agenda(series, now=now)


def _present(series: Series) -> dict[str, Any]:
    present = {name: getattr(series, name) for name in WRITABLE_FIELDS if name != _PEOPLE}
    return {**present, _PEOPLE: list(series.standing_attendees.all())}


def _checked_people(complete: dict[str, Any], *, by: Officer) -> list[Officer]:
    """Take the standing attendees out of ``complete``; refuse people the dispatcher does not see or who left."""
    people = list(complete.pop(_PEOPLE))
    _check_people([complete["chair"]] if complete["chair"] else [], "chair", by=by)
    _check_people(people, _PEOPLE, by=by)
    return people


def _check_body(body: Organisation | None, *, by: Officer) -> None:
    if body is not None and not Organisation.objects.visible_to(by).filter(pk=body.pk).exists():
        raise Invalid(f"“{body}”不在您可见的范围内，请另选。", "body")


def _check_people(people: Iterable[Officer], field: str, *, by: Officer) -> None:
    wanted = {person.pk: person for person in people}
    found = Officer.objects.visible_to(by).people().filter(is_active=True, pk__in=wanted)
    for pk in set(wanted) - set(found.values_list("pk", flat=True)):
        raise Invalid(f"“{wanted[pk]}”已停用或不在您的通讯录范围内，请另选人员。", field)
