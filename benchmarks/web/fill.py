"""Fill the database of DATABASE_URL and write what both sides are asked: called by benchmarks.web.run."""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.core.management import call_command

django.setup()

from django.utils import timezone  # noqa: E402 - models need the set-up above

from benchmarks import figures_load  # noqa: E402
from projects.gateway.services import create_client  # noqa: E402
from projects.ledger.models import Project  # noqa: E402
from projects.people.models import Kind, Organisation  # noqa: E402
from tests.factories import build_city  # noqa: E402

STAGES = ("negotiating", "signed", "started")
EACH = 20
"""Projects of each district whose detail is asked."""


def main(projects: int, systems: int, home: Path) -> None:
    """As many systems of districts as there are connections; each asks for its own district."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    figures_load.fill(build_city(), projects)
    asks: dict[str, list[str]] = {name: [] for name in ("list.ours", "list.floor", "detail.ours", "detail.floor")}
    for number, unit in enumerate(Organisation.objects.filter(kind=Kind.DISTRICT).order_by("-code")[:systems]):
        _, key = create_client(unit, name=f"系统{number}", scopes=["project:read"], by=None, now=timezone.now())
        for stage in STAGES:
            query = f"organisation={unit.code}&stage={stage}&page_size=50"
            asks["list.ours"].append(f"/api/v1/projects/?{query}\t{key}\t{number}")
            asks["list.floor"].append(f"/list?unit={unit.path}&stage={stage}\t-\t{number}")
        here = Project.objects.filter(landing_organisation__path__startswith=unit.path)
        for pk in here.values_list("pk", flat=True)[:EACH]:
            asks["detail.ours"].append(f"/api/v1/projects/{pk}/\t{key}\t{number}")
            asks["detail.floor"].append(f"/detail?id={pk}\t-\t{number}")
    for name, lines in asks.items():
        (home / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
