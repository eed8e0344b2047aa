"""Every write in the back office leaves its entry, with what was and what is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from projects.audit import services
from projects.audit.models import Entry
from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.models import CityRules, Project
from projects.people import backoffice
from projects.people.backoffice import ByRole, ReadOnly
from projects.people.models import Officer
from projects.workdays.models import Day
from tests.factories import City, new_project, sign_in
from workflow.steps.models import VerifyingUnit

pytestmark = pytest.mark.django_db
WRITABLE = {
    "anomalyrules",
    "channeladdress",
    "channelsetup",
    "cityrules",
    "itemrule",
    "proposalrules",
    "reportrules",
    "verifyingunit",
    "day",
    "officer",
}
DIVISION = {"step": "sign", "round": 1, "from_wan": 0}


def entries(action: str = "backoffice") -> list[Entry]:
    return list(Entry.objects.filter(action__startswith=action).order_by("seq"))


def changes_of(entry: Entry) -> dict[str, tuple[str, str]]:
    return {row["label"]: (row["before"], row["after"]) for row in json.loads(entry.changes)}


def test_every_registered_back_office_records_and_asks_for_the_role() -> None:
    for model, options in admin.site._registry.items():
        assert isinstance(options, ByRole), model
        for inline in options.inlines:
            assert issubclass(inline, ByRole) and issubclass(inline, InlineModelAdmin), inline
    writable = {model._meta.model_name for model, one in admin.site._registry.items() if not isinstance(one, ReadOnly)}
    assert writable | {"officer"} <= WRITABLE


def saved(client: Client, model: str, row: Any = None, **sent: Any) -> int:
    """One form of the back office, sent."""
    address = reverse(f"admin:{model}_change", args=[row.pk]) if row else reverse(f"admin:{model}_add")
    return client.post(address, sent).status_code


def test_a_changed_preset_names_both_values(city: City, system: Officer) -> None:
    client = sign_in(Client(), system)
    row = VerifyingUnit.objects.get(step="sign")
    before, after = row.unit, city.departments["SJ"]
    assert saved(client, "steps_verifyingunit", row, city=row.city_id, unit=after.pk, **DIVISION) == 302
    (entry,) = entries()
    assert (entry.action, entry.actor, entry.channel) == ("backoffice.change", "system_admin", "backoffice")
    assert (str(before), str(after)) in changes_of(entry).values()


def new_unit(client: Client, city: City, key: str = "SJ") -> int:
    """A row of the division of verification, added for a step that has none."""
    VerifyingUnit.objects.filter(step="sign").delete()
    return saved(client, "steps_verifyingunit", city=city.city.pk, unit=city.departments[key].pk, **DIVISION)


def test_adding_changing_and_deleting_leave_one_entry_each(city: City, system: Officer) -> None:
    client = sign_in(Client(), system)
    assert new_unit(client, city) == 302
    row = VerifyingUnit.objects.get(step="sign")
    other = city.departments["GX"]
    assert saved(client, "steps_verifyingunit", row, city=row.city_id, unit=other.pk, **DIVISION) == 302
    client.post(reverse("admin:steps_verifyingunit_delete", args=[row.pk]), {"post": "yes"})
    assert [entry.action for entry in entries()] == ["backoffice.add", "backoffice.change", "backoffice.delete"]
    assert (str(city.departments["SJ"]), str(other)) in changes_of(entries()[1]).values()
    assert {entry.object_id for entry in entries()} == {str(row.pk)}


def test_deleting_several_leaves_an_entry_for_each(city: City, system: Officer) -> None:
    client = sign_in(Client(), system)
    rows = list(VerifyingUnit.objects.all()[:3])
    sent = {"action": "delete_selected", "_selected_action": [str(row.pk) for row in rows], "post": "yes"}
    client.post(reverse("admin:steps_verifyingunit_changelist"), sent)
    deleted = {entry.object_id for entry in entries("backoffice.delete")}
    assert deleted == {str(row.pk) for row in rows} - set(map(str, VerifyingUnit.objects.values_list("pk", flat=True)))


def test_a_day_and_a_citys_rules_are_recorded(city: City, system: Officer) -> None:
    client = sign_in(Client(), system)
    day = Day.objects.filter(kind="workday").earliest("date")
    assert saved(client, "workdays_day", day, kind="holiday", name="放假") == 302
    assert entries()[0].object_type == "workdays.day"
    fields = {"organisation": str(city.city.pk)}
    form = admin.site._registry[CityRules].get_form(client.get("/login/").wsgi_request)()
    fields |= {name: str(field.initial) for name, field in form.fields.items() if field.initial not in (None, "")}
    client.post(reverse("admin:ledger_cityrules_add"), fields)
    assert CityRules.objects.count() == len(entries("backoffice.add"))


def test_projects_follow_the_rules_of_their_city_and_what_is_kept_is_the_rule(city: City, system: Officer) -> None:
    projects = [
        new_project(city, name=f"项目{wan}", total_investment_wan=wan, is_industrial=True, investor=f"投资人{wan}")
        for wan in ("100", "20000", "99999")
    ]
    client = sign_in(Client(), system)
    form = admin.site._registry[CityRules].get_form(client.get("/login/").wsgi_request)()
    fields = {name: str(field.initial) for name, field in form.fields.items() if field.initial not in (None, "")}
    fields |= {"organisation": str(city.city.pk), "chief_threshold_wan": "20000"}
    assert client.post(reverse("admin:ledger_cityrules_add"), fields).status_code == 302
    assert needs(projects) == [False, True, True]
    higher = {**fields, "chief_threshold_wan": "100000"}
    assert saved(client, "ledger_cityrules", CityRules.objects.get(), **higher) == 302
    assert needs(projects) == [False, False, False]
    assert saved(client, "ledger_cityrules", CityRules.objects.get(), **fields) == 302
    elsewhere = {**fields, "organisation": str(city.sibling.pk)}
    assert saved(client, "ledger_cityrules", CityRules.objects.get(), **elsewhere) == 302
    assert needs(projects) == [False, False, False]  # the preset again, here where the rules were
    for one in Project.objects.all():
        assert one.needs_chief == bool(reasons_for_chief(one, CityRules.of(one.landing_organisation)))


def needs(projects: list[Project]) -> list[bool]:
    """As kept, in their order."""
    kept = dict(Project.objects.values_list("pk", "needs_chief"))
    return [kept[one.pk] for one in projects]


def test_what_cannot_be_recorded_is_not_done(city: City, system: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(Client(), system)
    client.get("/account/")

    def broken(pending: object) -> None:
        raise DatabaseError("the log is gone")

    monkeypatch.setattr(services, "_append", broken)
    with pytest.raises(DatabaseError):
        new_unit(client, city)
    assert not VerifyingUnit.objects.filter(step="sign").exists()


def test_with_the_recording_off_the_same_write_leaves_none(
    city: City, system: Officer, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.AUDIT_STRICT = False  # in strict mode the request itself would fail
    monkeypatch.setattr(backoffice, "record", lambda *args, **kwargs: None)
    assert new_unit(sign_in(Client(), system), city) == 302
    assert entries() == []
