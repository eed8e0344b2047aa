"""Every installation has the calendar from the start: 2015 to 2026 official, 2027 computed and not promised."""

from typing import Any

from django.db import migrations
from django.utils import timezone

from projects.workdays.source import LAST_OFFICIAL_YEAR, SOURCE, days_of

FIRST, LAST = 2015, 2027
WORKED = ("workday", "makeup")


def load(apps: Any, schema_editor: Any) -> None:
    """Load the years."""
    calendar_year, day = (
        apps.get_model("workdays", "CalendarYear"),
        apps.get_model("workdays", "Day"),
    )
    now = timezone.now()
    for year in range(FIRST, LAST + 1):
        rows = [day(date=d.date, kind=d.kind, is_workday=d.kind in WORKED, name=d.name) for d in days_of(year)]
        day.objects.bulk_create(rows, batch_size=200)
        official = year <= LAST_OFFICIAL_YEAR
        calendar_year.objects.create(year=year, is_official=official, source=SOURCE, loaded_at=now)


def unload(apps: Any, schema_editor: Any) -> None:
    """Empty the calendar."""
    apps.get_model("workdays", "Day").objects.all().delete()
    apps.get_model("workdays", "CalendarYear").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
