"""Loading the demo into a database of its own: refused where it must be, whole where it may, no flood of mail."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models import Count

from config.demo import loading
from config.demo.accounts import PASSWORD, usernames
from config.demo.cohort import TAG
from config.demo.loading import is_loaded, latest_promised, load
from config.demo.papers import PICTURE, paper
from notifications.outbox.models import Delivery, Occurrence
from notifications.reminders.services import scan
from projects.errors import Conflict
from projects.funds.models import Fund
from projects.ledger.models import (
    Chain,
    Clash,
    Contact,
    Credit,
    Evidence,
    Mark,
    Phase,
    Project,
    Recognition,
    Responsibility,
    Transfer,
    YearPlan,
)
from projects.ledger.stages import Stage, Standing
from projects.people.models import Officer, Organisation
from projects.people.services import add_organisation
from projects.plans.models import Plan, Replan
from projects.progress.models import Problem, Report
from tests.config.test_demo_load import check_explained
from tests.factories import NOW, TODAY
from workflow.amendments.models import Amendment
from workflow.desk.models import BulkRun, SavedView
from workflow.dispatch.models import AgendaEntry, Meeting
from workflow.dispatch.services import plan_meetings
from workflow.lights.queries.now import with_light
from workflow.spotchecks.models import Record, Round, Visit
from workflow.spotchecks.queries import is_finished, redraw
from workflow.steps.models import (
    Claim,
    ClaimState,
    Delegation,
    StatisticsConfirmation,
    Transition,
    VerifyingUnit,
)

FIRST_MAILS_AT_MOST = 58


@pytest.mark.django_db
def test_somebody_elses_data_is_never_mixed_with_the_demo() -> None:
    add_organisation(None, code="110000", name="别处", kind="province", by=None, now=NOW)
    with pytest.raises(Conflict, match="空库"):
        load(now=NOW, password=PASSWORD, published_only=True)
    assert not is_loaded()


@pytest.mark.django_db
def test_outside_demo_mode_it_refuses(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="LUODI_DEMO=1"):
        call_command("load_demo")
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_forced_outside_demo_mode_the_printed_password_is_not_for_everybody(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the replayed past, which gives nobody a password but the one that the accounts share."""
    settings.DEMO = False  # type: ignore[attr-defined]
    monkeypatch.setattr(loading, "_replay", lambda *everything, **more: 0)
    out = StringIO()
    call_command("load_demo", force=True, published_only=True, stdout=out)
    printed = re.search(r"wuhu\.diaodu +(\S+)", out.getvalue())
    assert printed and PASSWORD not in out.getvalue()
    opened = Officer.objects.filter(username__in=usernames())
    assert opened.exists() and all(officer.check_password(printed[1]) for officer in opened)
    assert not any(officer.check_password(PASSWORD) for officer in Officer.objects.all())
    assert not Officer.objects.filter(is_superuser=True).exists()


@pytest.mark.django_db
def test_past_the_loaded_calendar_the_demo_stops_at_its_last_promise() -> None:
    later = NOW + timedelta(days=120)
    assert latest_promised(later).year == 2026
    assert latest_promised(NOW) == NOW


@pytest.mark.django_db
def test_the_whole_demo_is_what_its_plans_say_and_sends_no_flood() -> None:
    loaded = load(now=NOW, password=PASSWORD, projects=195)
    for plan in loaded.plans:
        project = Project.objects.get(name=plan.name)
        assert (project.stage, project.standing) == (plan.stage, plan.standing), plan
        check_explained(project)
    check_cohort()
    check_variety()
    check_files()
    check_money()
    check_verified()
    check_questions()
    check_inspections()
    check_first_mails()


def check_cohort() -> None:
    cohort = Project.objects.filter(tags__name=TAG)
    reached = [cohort.filter(**{f"{stage}_on__lte": "2022-06-30"}).count() for stage in Stage.values[1:]]
    tiers = [cohort.filter(total_investment_wan__gte=yi * 10_000).count() for yi in (10, 20, 50, 100)]
    assert (cohort.count(), reached, tiers) == (121, [121, 119, 116, 85], [69, 33, 8, 4])


def check_variety() -> None:
    """Every page has something to show."""
    assert set(Claim.objects.values_list("state", flat=True)) == set(ClaimState.values)
    assert Claim.objects.waiting().filter(due_on__lt=TODAY).exists()
    assert set(Project.objects.values_list("standing", flat=True)) == set(Standing.values)
    lights = with_light(Project.objects.all(), on=TODAY)
    assert set(lights.values_list("light_colour", flat=True)) == {"green", "yellow", "red", "grey"}
    assert lights.filter(needs_chief=True, has_chief=False).count() == 3
    assert Transition.objects.filter(revokes__isnull=False).exists()
    assert set(Responsibility.objects.values_list("role", flat=True)) == {"chief", "deputy", "leader", "secretary"}
    assert AgendaEntry.objects.count() > 20
    assert Transition.objects.filter(recorded_at__gt=NOW).count() == 0


def check_files() -> None:
    """The files of the chosen projects hold rows of every kind."""
    for model in (Chain, Mark, Phase, YearPlan, Credit, Recognition, Contact, Replan, SavedView):
        assert model.objects.exists(), model
    assert set(Recognition.objects.filter(list_year__isnull=False).values_list("kind", flat=True)) == {
        "world500", "china500", "private500",
    }  # fmt: skip
    assert not Recognition.objects.exclude(enterprise__name__startswith="示例").exists()
    assert {plan.is_confirmed for plan in Plan.objects.all()} == {True, False}
    assert Evidence.objects.filter(place=3).exists()
    assert {report.is_late for report in Report.objects.all()} == {True, False}
    reports = Report.objects.values("project").annotate(n=Count("pk"))
    assert set(reports.values_list("n", flat=True)) == {1, 3}
    assert BulkRun.objects.get().finished_at is not None


def check_money() -> None:
    """Arrivals and requests in every state, and foreign money with its rate and source."""
    assert set(Fund.objects.values_list("state", flat=True)) == {"reported", "confirmed", "returned"}
    assert Fund.objects.exclude(confirmed_reason="").count() == 1
    assert Fund.objects.filter(usd_amount_wan__gt=0, origin="foreign").exists()
    assert set(Project.objects.exclude(foreign_currency="").values_list("foreign_currency", flat=True)) == {
        "USD", "HKD", "EUR",
    }  # fmt: skip
    assert not Project.objects.exclude(foreign_currency="").filter(foreign_equivalent_wan=None).exists()
    asked = Amendment.objects.filter(kind="increase")
    assert sorted(asked.values_list("state", flat=True)) == ["approved", "returned", "submitted"]


def check_verified() -> None:
    """Confirmations of both kinds, started projects without one, a delegation in force, a second round."""
    kinds = set(StatisticsConfirmation.objects.current().values_list("kind", flat=True))
    assert kinds == {"library", "above_scale"}
    assert Project.objects.filter(stage="started", confirmations__isnull=True).exists()
    assert Delegation.objects.filter(ended_at__isnull=True).count() == 1
    assert VerifyingUnit.objects.filter(round=2).exists()


def check_inspections() -> None:
    """One round over with a false claim that was revoked, one under way; both reproduced from their frames."""
    over, begun = Round.objects.order_by("sequence")
    assert (is_finished(over), is_finished(begun)) == (True, False)
    assert redraw(over).is_same and redraw(begun).is_same
    found = list(Record.objects.filter(visit__round=over).values_list("finding", flat=True))
    assert {"true", "false", "mend"} == set(found) and found.count("false") == 1
    false = Record.objects.get(finding="false")
    assert false.visit.row.transition.is_revoked and false.papers.exists()
    assert not Record.objects.exclude(text__startswith="示例").exists()
    assert Visit.objects.filter(round=begun, record__isnull=True, due_on__gte=TODAY).exists()


def check_questions() -> None:
    """What waits for somebody: problems, clashes, a transfer."""
    assert {"land", "approval", "energy"} <= set(Problem.objects.values_list("kind", flat=True))
    assert Problem.objects.filter(state="solved").exists()
    assert Problem.objects.filter(entries__kind="lifted", level="city", state="waiting").exists()
    assert sorted(Clash.objects.values_list("state", "outcome")) == [("open", ""), ("ruled", "not_same")]
    assert Transfer.objects.get().state == Transfer.State.ASKED


def check_first_mails() -> None:
    """The past is no news: the first ticks tell only what is fresh or ahead."""
    for minutes in (1, 2, 3):
        plan_meetings(NOW + timedelta(minutes=minutes))
        scan(NOW + timedelta(minutes=minutes))
    fresh = Delivery.objects.filter(created_at__gt=NOW)
    assert 1 <= fresh.count() <= FIRST_MAILS_AT_MOST
    assert not Delivery.objects.filter(created_at__lte=NOW, state="queued").exists()  # the past has been sent
    for told in Occurrence.objects.filter(subject_type="meeting", deliveries__in=fresh):
        assert Meeting.objects.get(pk=told.subject_id).starts_at > NOW
    waiting = Occurrence.objects.filter(rule="claim_waiting", state="open")
    assert waiting.values("subject_id").distinct().count() == 1  # the verifying unit's, and the one it delegated to
    assert waiting.values("recipient").distinct().count() == waiting.count() == 2


def test_a_sample_paper_is_a_real_pdf_or_picture(tmp_path: Path) -> None:
    document, picture = paper("business_licence", "示例项目"), paper("site_photo", "示例项目")
    assert isinstance(document, SimpleUploadedFile)
    body = document.read()
    table = int(body.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert body.startswith(b"%PDF-") and body[table : table + 4] == b"xref"
    assert "示例材料".encode("utf-16-be").hex().encode() in body
    assert picture.read() == PICTURE and PICTURE.startswith(b"\x89PNG")
