"""What the shell of every page needs."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from config.navigation import Item, beside, main_of, menu_of
from notifications.outbox.queries import unread_count
from projects.people.models import Officer
from projects.people.roles import Permission

SECTIONS: dict[str, str] = {
    "desk:home": "home",
    "desk:board": "board",
    "desk:timeline": "board",
    "anomalies": "board",
    "proposals": "board",
    "desk": "projects",
    "ledger": "projects",
    "plans": "projects",
    "progress": "projects",
    "funds": "projects",
    "amendments": "projects",
    "lights": "projects",
    "decisions": "projects",
    "steps": "claims",
    "spotchecks": "claims",
    "dispatch": "meetings",
    "letters": "items",
    "minutes": "meetings",
    "items": "items",
    "reporting": "meetings",
    "packs": "meetings",
    "statistics": "statistics",
    "outbox": "reminders",
    "preferences": "reminders",
    "receipts": "reminders",
    "reminders": "reminders",
    "watch": "reminders",
    "handover": "handovers",
    "people": "people",
    "people:own_contact": "",
    "people:officer_add": "access",
    "people:officer_edit": "access",
    "access": "access",
    "access:me": "",
    "access:password": "",
    "access:enrol": "",
    "access:renew_recovery": "",
    "gateway": "clients",
    "exchange": "clients",
    "webhooks": "clients",
    "audit": "audit",
}


def shell(request: HttpRequest) -> dict[str, object]:
    """Name of the city, whether this is a demonstration, the navigation, unread reminders."""
    return {
        "city_name": settings.CITY_NAME,
        "demo": settings.DEMO,
        "section": section_of(request),
        "navigation": SimpleLazyObject(lambda: items_of(request, main_of)),
        "strip": SimpleLazyObject(lambda: items_of(request, lambda officer: strip_of(request, officer))),
        "own_menu": SimpleLazyObject(lambda: items_of(request, menu_of)),
        "sees_projects": SimpleLazyObject(lambda: sees_projects(request)),
        "reads_reminders": SimpleLazyObject(lambda: reads_reminders(request)),
        "unread": SimpleLazyObject(lambda: unread_of(request)),
    }


def items_of(request: HttpRequest, choose: Callable[[Officer], list[Item]]) -> list[Item]:
    """What ``choose`` gives the visitor; nothing for a stranger."""
    officer = getattr(request, "user", None)
    return choose(officer) if isinstance(officer, Officer) else []


def strip_of(request: HttpRequest, officer: Officer) -> list[Item]:
    """The pages beside this one in its section."""
    match = request.resolver_match
    return beside(officer, section_of(request), match.view_name) if match else []


def sees_projects(request: HttpRequest) -> bool:
    """Is there a search, an inbox and a 工作台 for the visitor? An administrator has the consoles instead."""
    officer = getattr(request, "user", None)
    return isinstance(officer, Officer) and officer.may(Permission.PROJECT_READ)


def reads_reminders(request: HttpRequest) -> bool:
    """Does the visitor look after what others were told? Then people and projects lead to their reminders."""
    officer = getattr(request, "user", None)
    return isinstance(officer, Officer) and officer.may(Permission.DISPATCH_WRITE)


def section_of(request: HttpRequest) -> str:
    """Which entry of the navigation the page belongs to; a page that was not found belongs to none."""
    match = request.resolver_match
    if match is None:
        return ""
    return SECTIONS.get(match.view_name, SECTIONS.get(match.namespace, ""))


def unread_of(request: HttpRequest) -> int:
    """Reminders told to the visitor and not yet read."""
    officer = getattr(request, "user", None)
    return unread_count(officer) if isinstance(officer, Officer) else 0
