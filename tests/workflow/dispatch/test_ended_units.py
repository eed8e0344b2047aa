"""A unit that has ended calls no new series; the series it has stays editable."""

from __future__ import annotations

import pytest
from django.urls import reverse

from projects.errors import Invalid
from projects.people.services import end_organisation
from tests.factories import NOW, TODAY, City
from tests.workflow.dispatch.sittings import weekly
from tests.workflow.pages import PAGE_TEST, enter
from workflow.dispatch.models import Series
from workflow.dispatch.services import update_series

pytestmark = PAGE_TEST


def end_the_park(city: City) -> None:
    end_organisation(city.park, on=TODAY, basis="示例批复", by=None, now=NOW)


def test_an_ended_unit_gets_no_series(city: City) -> None:
    end_the_park(city)
    with pytest.raises(Invalid, match="“芜湖经济技术开发区”已于2026-11-17撤销") as refused:
        weekly(city, organisation=city.park)
    assert refused.value.field == "organisation"
    assert not Series.objects.exists()


def test_its_series_stays_editable_and_the_form_offers_it_there_alone(city: City) -> None:
    series = weekly(city, organisation=city.park)
    end_the_park(city)
    client = enter(city.dispatcher)
    fields = [
        client.get(address).context["form"].fields["organisation"]
        for address in (reverse("dispatch:series_new"), reverse("dispatch:series_edit", args=[series.pk]))
    ]
    assert [city.park in field.queryset for field in fields] == [False, True]
    changed = update_series(series.pk, {"place": "402会议室"}, by=city.dispatcher, now=NOW)
    assert changed.place == "402会议室"
