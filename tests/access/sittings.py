"""The sittings of the world: their agendas, packs, and the material that units are asked for."""

from __future__ import annotations

from datetime import date, time

from django.core.files.uploadedfile import SimpleUploadedFile

from projects.people.models import Officer
from tests.access.world import PLACES, UNITS, Place, Shown, World, canary
from tests.factories import NOW, PDF
from workflow.dispatch.models import Series
from workflow.dispatch.services import add_entry, answer_request, ask_unit, create_series, plan_meetings
from workflow.packs.services import freeze_pack, set_plan


def call_meetings(world: World) -> None:
    """A weekly meeting of each unit, with the projects of the place on its agenda; the city speaks of everything."""
    office = world.people["office"]
    for name in UNITS:
        place = world.places[name]
        values = {
            "organisation": place.unit,
            "name": f"{canary(name, 'qu') if name == 'sibling' else name}调度",
            "kind": "weekly",
            "weekday": 1,
            "time": time(9),
            "place": f"{name}会议室",
            "chair": place.filler if name != "city" else None,
            "standing_attendees": [],
            "starts_on": date(2026, 11, 23),
        }
        place.series = create_series(values, by=office, now=NOW)
    plan_meetings(NOW)
    for name in UNITS:
        place = world.places[name]
        assert place.series is not None
        place.meeting = place.series.meetings.earliest("number")
        spoken_of = PLACES if name == "city" else [name]
        for other in spoken_of:
            entry = world.places[other]
            add_entry(place.meeting.pk, entry.project.pk, detail=f"{canary(other)}协调", by=office, now=NOW)
        assert place.series is not None
        place.pack_plan = set_plan(place.series.pk, {"lead": 2}, by=office, now=NOW)
        place.pack = freeze_pack(place.meeting.pk, cut_off=NOW, by=None, now=NOW)


def ask_units(world: World) -> None:
    """Each unit is asked for material on its own project, and has sent a file; the city is asked and has not.

    Last of all: the sitting of another series of the unit on the same day.
    """
    office = world.people["office"]
    for name in UNITS:
        place = world.places[name]
        assert place.meeting is not None and place.series is not None
        place.entry = place.meeting.agenda.get(project=place.project)
        for series in _twins(place, office):
            place.twin = series.meetings.earliest("number")
        place.asked = ask_unit(place.entry.pk, place.unit, wanted=f"{canary(name)}要求", by=office, now=NOW)
        to = world.units["city"] if name != "city" else world.units["office"]
        place.waiting = ask_unit(place.entry.pk, to, by=office, now=NOW)
        file = SimpleUploadedFile(f"{canary(name)}.pdf", PDF)
        sent = answer_request(place.asked.pk, progress=f"{canary(name)}进展", files=[file], by=place.filler, now=NOW)
        place.paper = sent.files.get()
        place.asked.refresh_from_db()
        place.meeting.refresh_from_db()
        place.agenda = Shown(place.meeting.agenda_version)


def _twins(place: Place, office: Officer) -> list[Series]:
    series = place.series
    assert series is not None
    values = {"organisation": place.unit, "name": "会商", "kind": "consultation", "rhythm": "weekly", "weekday": 1,
              "time": time(15), "place": "会商室", "starts_on": date(2026, 11, 23), "ends_on": date(2026, 11, 29),
              "agenda_rules": []}  # fmt: skip
    return [create_series(values, by=office, now=NOW)]
