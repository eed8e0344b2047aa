"""The demo as loaded: by steps only, once, without a flood of mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from config.demo.accounts import PASSWORD, usernames
from config.demo.loading import Loaded, load
from config.demo.places import rows
from config.demo.systems import CARRIED, PUSHED
from notifications.exchange.models import Outgoing
from notifications.outbox.egress import is_allowed
from notifications.outbox.models import ChannelAddress, ChannelSetup, Delivery, Occurrence
from notifications.receipts import queries
from notifications.receipts.queries import State
from notifications.reminders.services import scan
from notifications.watch.glance import glance
from notifications.watch.models import Trouble
from notifications.watch.signs import examine
from notifications.webhooks.models import Webhook
from projects.access.services import enter_password
from projects.funds.models import Fund
from projects.ledger.models import Change, Contact, Evidence, Mark, Project, Recognition, Responsibility, YearPlan
from projects.ledger.stages import Stage, Standing
from projects.people.models import Officer, Organisation
from projects.plans.models import Node, Plan
from projects.progress.models import Problem, Report
from tests.factories import NOW, TODAY
from tests.notifications.watch.wellness import all_well
from workflow.amendments.models import Amendment
from workflow.dispatch.models import Meeting, MeetingState, Series
from workflow.lights.queries.now import with_light
from workflow.spotchecks.models import Record
from workflow.steps.models import Claim, Transition

FIRST_MAILS_AT_MOST = 40


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """The published projects only, loaded once for this file and rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(now=NOW, password=PASSWORD, published_only=True)
        transaction.set_rollback(True)


def check_explained(project: Project) -> None:
    """Its transitions lead from 在谈 and 正常 to where it stands, each from where the last one ended."""
    stage, standing = str(Stage.NEGOTIATING), str(Standing.ACTIVE)
    for step in project.transitions.order_by("sequence"):
        assert (step.source, step.source_standing) == (stage, standing)
        assert step.claim is None or step.claim.submitted_by_id != step.by_id
        stage, standing = step.target, step.target_standing
    assert (stage, standing) == (project.stage, project.standing)


def counts() -> dict[str, int]:
    models = (Organisation, Officer, Project, Claim, Transition, Evidence, Change, Responsibility, Meeting, Occurrence)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.django_db
def test_every_published_project_stands_where_the_report_says(published: Loaded) -> None:
    for row in rows("real_projects.csv"):
        project = Project.objects.get(name=row["name"])
        unit = project.landing_organisation
        assert project.stage == row["stage"]
        assert row["region_code"] in (unit.code, unit.region_code)
        assert unit.name == (row["unit"] or row["city"])
        check_explained(project)
    assert Project.objects.count() == len(rows("real_projects.csv"))


@pytest.mark.django_db
def test_every_published_project_is_green(published: Loaded) -> None:
    colours = with_light(Project.objects.all(), on=TODAY).values_list("light_colour", flat=True)
    assert set(colours) == {"green"}


@pytest.mark.django_db
def test_the_evidence_says_that_it_is_a_sample(published: Loaded) -> None:
    assert Evidence.objects.exists()
    assert not Evidence.objects.exclude(title__startswith="示例材料").exists()


@pytest.mark.django_db
def test_the_accounts_can_sign_in_and_the_others_cannot(published: Loaded) -> None:
    for username in usernames():
        assert enter_password(username, PASSWORD, address="10.0.0.1", now=NOW).is_active
    closed = Officer.objects.exclude(username__in=usernames()).exclude(username__startswith="wuhu.jieren")
    assert closed.exists() and not any(officer.has_usable_password() for officer in closed)
    assert not Officer.objects.filter(is_superuser=True).exists()


@pytest.mark.django_db
def test_a_second_call_changes_nothing(published: Loaded, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    before, out = counts(), StringIO()
    call_command("load_demo", stdout=out)
    assert counts() == before
    assert "已经载入" in out.getvalue() and "wuhu.diaodu" in out.getvalue()


@pytest.mark.django_db
def test_each_city_has_held_meetings_and_meetings_ahead(published: Loaded) -> None:
    assert Series.objects.count() == 13
    for series in Series.objects.all():
        assert series.meetings.filter(state=MeetingState.HELD).exists(), series
        assert all(meeting.attendees.exists() for meeting in series.meetings.ahead(NOW)[:1])
    assert Meeting.objects.filter(state=MeetingState.CANCELLED).count() == 1
    assert Meeting.objects.filter(moved_by__isnull=False).count() == 1


@pytest.mark.django_db
def test_what_is_told_of_a_real_project_says_that_it_is_a_sample(published: Loaded) -> None:
    assert Plan.objects.exists() and Node.objects.exclude(note="").exists()
    texts = [
        *YearPlan.objects.values_list("content", flat=True),
        *Report.objects.values_list("news", flat=True),
        *Report.objects.values_list("next_steps", flat=True),
        *Fund.objects.values_list("note", flat=True),
        *Fund.objects.values_list("payer_name", flat=True),
        *Node.objects.exclude(note="").values_list("note", flat=True),
    ]
    assert texts and all(text.startswith("示例") for text in texts)


@pytest.mark.django_db
def test_nothing_bad_and_no_honour_is_invented_about_a_real_firm(published: Loaded) -> None:
    for model in (Problem, Amendment, Mark, Recognition, Contact):
        assert not model.objects.exists(), model
    assert set(Fund.objects.values_list("state", flat=True)) == {"confirmed"}
    assert not Fund.objects.exclude(confirmed_reason="").exists()
    assert not Node.objects.late(TODAY).exists()
    assert set(Record.objects.values_list("finding", flat=True)) <= {"true"}


@pytest.mark.django_db
def test_what_was_told_has_every_end_there_is_and_nothing_waits_to_be_sent(published: Loaded) -> None:
    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert states["dead"] == states["uncertain"] == states["closed"] == states["failed"] == 1
    assert states["sent"] >= 10 and states["void"] >= 1 and states["queued"] == 0
    assert Occurrence.objects.filter(is_late=True, state="open").exists()
    assert Delivery.objects.get(copy=1).state == "sent"
    office = Officer.objects.get(username="wuhu.diaodu")
    for state in State:
        assert queries.listed(office, NOW, state=state).exists(), state
    assert Occurrence.objects.filter(rule="unacknowledged").exists()


@pytest.mark.django_db
def test_no_channel_of_the_demo_reaches_anybody_and_the_watch_finds_work_but_no_failure(published: Loaded) -> None:
    for setup in ChannelSetup.objects.all():
        assert setup.base_url.endswith(".invalid") and not is_allowed(setup.base_url)
    assert not ChannelAddress.objects.exists()
    with transaction.atomic():
        all_well(NOW)
        signs = [sign for sign in examine(NOW) if sign.key not in ("broker", "planning")]  # planning ticks at once
        transaction.set_rollback(True)
    assert {sign.key for sign in signs if sign.is_alarm} == {"dead", "uncertain"}
    assert glance(signs).failures == 0
    assert set(Trouble.objects.open().values_list("key", flat=True)) == {"dead", "uncertain"}  # not told once more


@pytest.mark.django_db
def test_the_next_scan_tells_nobody_of_a_sitting_a_second_time(published: Loaded) -> None:
    told = Counter(Occurrence.objects.values_list("rule", "subject_id", "recipient"))
    with transaction.atomic():
        scan(NOW + timedelta(minutes=1))
        again = Counter(Occurrence.objects.filter(state="open").values_list("rule", "subject_id", "recipient"))
        transaction.set_rollback(True)
    assert max(told.values()) == max(again.values()) == 1


@pytest.mark.django_db
def test_two_systems_are_connected_one_told_by_pushes_and_one_by_disc(published: Loaded) -> None:
    webhook = Webhook.objects.get()
    assert webhook.owner.organisation is not None
    assert (webhook.owner.organisation.code, webhook.is_active, webhook.why) == (
        PUSHED,
        False,
        "对方系统改造，完成后再启用",
    )
    assert webhook.url.partition("//")[2].partition("/")[0].endswith(".invalid")
    assert {one.state for one in webhook.deliveries.all()} == {"sent"}
    assert sorted(webhook.deliveries.values_list("attempts", flat=True)) == [1, 3]
    package = Outgoing.objects.get()
    assert (package.client.organisation.code, package.kind) == (CARRIED, Outgoing.Kind.SNAPSHOT)
    assert package.count > 0 and package.received_at is None
