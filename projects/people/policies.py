"""Who may keep the tree and its people, and which unit may still receive anything."""

from __future__ import annotations

from datetime import date

from projects.errors import Conflict, Invalid, NotAllowed
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from projects.rows import one_or_none

ENDED = "organisation_ended"
NOT_KEEPER = "您没有维护单位与人员的权限，请联系系统管理员。"


def may_keep(organisation: Organisation | None, by: Officer) -> bool:
    """Does ``by`` keep this unit: as a system administrator whose scope holds it, or who belongs to no unit?

    ``None`` stands for the top of the tree.
    """
    return by.may(Permission.PEOPLE_WRITE) and administers(organisation, by)


def administers(organisation: Organisation | None, by: Officer) -> bool:
    """Does the unit lie in the administrator's subtree? One who belongs to no unit administers everything."""
    root = by.scope_root
    return root is None or (organisation is not None and root.contains(organisation))


def check_may_keep(organisation: Organisation | None, by: Officer | None) -> None:
    """``NotAllowed`` unless ``may_keep``; the operator at the console (None) may."""
    if by is None or may_keep(organisation, by):
        return
    if not by.may(Permission.PEOPLE_WRITE):
        raise NotAllowed(NOT_KEEPER)
    raise NotAllowed("这个单位不在您的维护范围内，请联系上级单位的系统管理员。", "out_of_scope")


def check_receives(organisation: Organisation, on: date, *, field: str | None = None) -> None:
    """Refuse a unit that has come to its end before ``on``: it gets no projects, people or posts any more.

    ``Invalid`` where the unit was chosen in ``field``, else ``Conflict``. The row is read anew, and not
    locked: two writers that lock projects and units in different order would wait for each other, and a unit that ends
    in the same instant is still found by whoever looks at it next.
    """
    unit = one_or_none(Organisation.objects.select_related("successor").filter(pk=organisation.pk))
    if unit is None or not unit.is_ended_on(on):
        return
    heir = f"，请改为承接单位“{unit.successor}”" if unit.successor else ""
    sentence = f"“{unit.name}”已于{unit.valid_to}撤销{heir}。"
    raise Invalid(sentence, field, ENDED) if field else Conflict(sentence, ENDED)
