"""The main story in a real browser: a clerk claims a signing, the verifier approves, the stage moves, the chief
receives the meeting reminder through a real SMTP server, and the mail page shows it."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from notifications.outbox.tasks import deliver
from notifications.reminders.tasks import scan
from projects.ledger.models import Project
from projects.ledger.services import assign
from projects.workdays.queries import next_workday
from tests.browsing import PHONE, Luodi
from tests.factories import JPEG, PASSWORD, PDF, City, build_city, new_project
from tests.smtp import SmtpServer
from workflow.dispatch.models import Attendee, Meeting
from workflow.dispatch.services import create_series
from workflow.dispatch.tasks import plan_meetings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    now = timezone.now()
    project = new_project(city, now=now, name="光伏跟踪支架生产基地", total_investment_wan=150_000)
    assign(project.pk, role="chief", post=city.chief_post, valid_from=now.date(), by=city.dispatcher, now=now)
    return project


def claim_signing(luodi: Luodi, project: Project, agreement: Path) -> None:
    page = luodi.enter("litian", PASSWORD)
    luodi.shoot(page, "01-clerk-home")
    page.goto(f"{luodi.url}/projects/?q=光伏跟踪")
    luodi.shoot(page, "02-ledger")
    page.get_by_role("link", name="光伏跟踪支架生产基地").first.click()
    page.wait_for_url(f"**/projects/{project.pk}/")
    assert "还缺" in page.content()
    luodi.shoot(page, "03-project")
    page.goto(f"{luodi.url}/projects/{project.pk}/claims/sign/")
    page.locator("button[value=submit]").click()
    assert "公平竞争审查" in page.locator("#refused").inner_text()
    luodi.shoot(page, "04-claim-refused")
    page.locator("input[name=fair_competition_reviewed_by]").fill("郑审")
    page.locator("fieldset", has_text="正式投资协议").locator("input[type=file]").first.set_input_files(agreement)
    luodi.shoot(page, "05-claim-filled")
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/claims/*/")
    assert "待认定" in page.content()
    luodi.shoot(page, "06-claim-submitted")


def approve(luodi: Luodi, project: Project) -> None:
    page = luodi.enter("qianren", PASSWORD)
    page.goto(f"{luodi.url}/claims/")
    luodi.shoot(page, "07-queue")
    page.get_by_role("link", name="光伏跟踪支架生产基地").first.click()
    luodi.shoot(page, "08-verdict")
    page.locator("button[value=approve]").click()
    page.wait_for_load_state()
    page.goto(f"{luodi.url}/projects/{project.pk}/")
    assert "已签约" in page.locator("main").inner_text()
    luodi.shoot(page, "09-project-signed")


def call_meeting(city: City, on: date) -> Meeting:
    values = {
        "organisation": city.city,
        "name": "芜湖市重大项目周调度",
        "kind": "weekly",
        "weekday": on.isoweekday(),
        "time": time(23, 30),
        "place": "政务大楼301会议室",
        "chair": city.leader,
        "starts_on": on,
        "standing_attendees": [city.dispatcher],
    }
    series = create_series(values, by=city.dispatcher, now=timezone.now())
    plan_meetings()
    return series.meetings.order_by("starts_at").first()


def test_from_a_claim_to_the_chiefs_reminder(
    live_luodi: Luodi, city: City, project: Project, smtp_server: SmtpServer, settings: Settings, tmp_path: Path
) -> None:
    settings.DEMO = True
    settings.DEMO_MAILDIR = smtp_server.maildir
    agreement = tmp_path / "投资协议.pdf"
    agreement.write_bytes(PDF)
    (tmp_path / "photo.jpg").write_bytes(JPEG)

    claim_signing(live_luodi, project, agreement)
    approve(live_luodi, project)
    moved = Project.objects.get(pk=project.pk)
    assert (moved.stage, moved.fair_competition_reviewed_by) == ("signed", "郑审")

    meeting = call_meeting(city, next_workday(timezone.localdate() + timedelta(days=1)))
    assert Attendee.objects.filter(meeting=meeting, officer=city.chief, why="chief").exists()
    scan()
    deliver()
    to_chief = [m for m in smtp_server.accepted if m.recipient == city.chief.email]
    assert any("周调度第1次" in str(m.message["Subject"]) for m in to_chief)

    page = live_luodi.enter("wangdiao", PASSWORD)
    page.goto(f"{live_luodi.url}/meetings/{meeting.pk}/")
    assert "光伏跟踪支架生产基地" in page.content()
    live_luodi.shoot(page, "10-meeting")
    page.goto(f"{live_luodi.url}/meetings/")
    live_luodi.shoot(page, "11-calendar")
    page.goto(f"{live_luodi.url}/reminders/")
    assert "张区长" in page.content()
    live_luodi.shoot(page, "12-reminders")
    page.goto(f"{live_luodi.url}/board/")
    live_luodi.shoot(page, "13-board")
    page.goto(f"{live_luodi.url}/demo/mail/")
    assert city.chief.email in page.content()
    live_luodi.shoot(page, "14-mailbox")
    page.locator("a", has_text="周调度第1次").first.click()
    page.wait_for_url("**/demo/mail/*/")
    live_luodi.shoot(page, "15-mail")

    phone = live_luodi.enter("zhangquzhang", PASSWORD, PHONE)
    for name, path in {
        "home": "/",
        "project": f"/projects/{project.pk}/",
        "board": "/board/",
        "meetings": "/meetings/",
    }.items():
        phone.goto(live_luodi.url + path)
        live_luodi.shoot(phone, f"20-phone-{name}")
        wide = phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, f"{path} scrolls sideways on a phone"
    provoked = [complaint for complaint in live_luodi.complaints if "422" in complaint]
    assert len(provoked) == 1 and live_luodi.complaints == provoked


def test_nobody_of_another_district_can_open_it(live_luodi: Luodi, city: City, project: Project) -> None:
    page = live_luodi.enter("zhaotian", PASSWORD)
    answer = page.goto(f"{live_luodi.url}/projects/{project.pk}/")
    assert answer is not None and answer.status == 404
    assert "光伏跟踪支架生产基地" not in page.content()
    live_luodi.shoot(page, "30-not-visible")
