"""No slip twice: by number or by file, in any project, now, later, or by two clerks in the same instant."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from projects.errors import Conflict, DomainError
from projects.funds.keys import bank_key, slip_key
from projects.funds.models import Fund
from projects.funds.services import report_fund, rows
from projects.ledger.models import Project
from tests.factories import NOW, City, build_city, new_project
from tests.projects.funds.conftest import Report, slip, slip_file, values


@pytest.mark.parametrize(("one", "other"), [
    ("中国工商银行繁昌支行", "工商银行芜湖分行"),
    ("工行繁昌支行", "中国工商银行股份有限公司"),
    ("ＩＣＢＣ 芜湖", "中国工商银行"),
    ("中国银行 芜湖分行", "中行繁昌支行"),
    ("徽行", "徽商银行芜湖分行"),
])  # fmt: skip
def test_one_bank_has_one_key(one: str, other: str) -> None:
    assert bank_key(one) == bank_key(other) != ""


def test_two_banks_have_two_keys() -> None:
    names = ("中国银行", "工行", "建设银行", "徽商银行", "芜湖扬子农村商业银行", "繁昌信用社")
    assert len({bank_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    "typed", ["jz-2026 0001", "ＪＺ２０２６０００１", " JZ—2026—0001 ", "No. JZ20260001", "编号：JZ20260001"]
)
def test_one_number_has_one_key(typed: str) -> None:
    assert slip_key(typed) == "JZ20260001"


def test_the_same_number_at_the_same_bank_is_refused_naming_the_own_project(
    city: City, project: Project, report: Report
) -> None:
    report(slip_number="JZ 0001")
    with pytest.raises(Conflict) as refused:
        report(slip_number="jz-0001", bank_name="工行")
    assert "本项目" in refused.value.detail and refused.value.code == "slip_taken"
    other = new_project(city, name="奇瑞二期", investor="奇瑞")
    with pytest.raises(Conflict, match="中信博新能源装备产业园"):
        report(at=other, slip_number="JZ0001")


def test_of_a_project_out_of_sight_only_the_fact_is_told(city: City, project: Project, report: Report) -> None:
    report(slip_number="JZ0001")
    theirs = new_project(city, name="鸠江项目", investor="鸠江企业", landing_organisation=city.sibling,
                         by=city.sibling_clerk)  # fmt: skip
    with pytest.raises(Conflict) as refused:
        report(at=theirs, by=city.sibling_clerk, slip_number="JZ0001")
    assert "已登记过" in refused.value.detail
    assert "中信博" not in refused.value.detail and project.number not in refused.value.detail


def test_the_same_number_at_another_bank_is_another_slip(report: Report) -> None:
    report(slip_number="0001", bank_name="工行")
    report(slip_number="0001", bank_name="建行")
    assert Fund.objects.count() == 2


def test_the_same_file_under_another_number_is_refused(city: City, project: Project) -> None:
    file = slip_file()
    report_fund(project.pk, values(), slip=slip(project, city.clerk, file), by=city.clerk, now=NOW)
    file.seek(0)
    with pytest.raises(Conflict, match="这份进账单文件"):
        report_fund(project.pk, values(), slip=slip(project, city.clerk, file), by=city.clerk, now=NOW)


def test_the_database_refuses_what_passes_every_check(report: Report) -> None:
    one, two = report(slip_number="0001"), report(slip_number="0002")
    with pytest.raises(IntegrityError), transaction.atomic():
        Fund.objects.filter(pk=two.pk).update(slip_key=one.slip_key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Fund.objects.filter(pk=two.pk).update(slip_sha256=one.slip_sha256)


def race(city: City, mine: Project, theirs: Project) -> list[str]:
    """Two clerks of two districts report the same slip number in the same instant, each for an own project."""
    answers: list[str] = []

    def send(project: Project, who: str) -> None:
        try:
            by = getattr(city, who)
            report_fund(project.pk, values(slip_number="JZ0001"), slip=slip_file(), by=by, now=NOW)
            answers.append("done")
        except DomainError as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    people = ((mine, "clerk"), (theirs, "sibling_clerk"))
    threads = [Thread(target=send, args=one) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(answers)


@pytest.fixture
def two_projects(transactional_db: None) -> tuple[City, Project, Project]:
    city = build_city()
    theirs = new_project(city, name="鸠江项目", investor="鸠江企业", landing_organisation=city.sibling,
                         by=city.sibling_clerk)  # fmt: skip
    return city, new_project(city), theirs


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_with_one_slip_in_one_instant_exactly_one_is_kept(
    two_projects: tuple[City, Project, Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have passed the check before either writes, where the database lets two write at once."""
    city, mine, theirs = two_projects
    meet(monkeypatch)
    assert race(city, mine, theirs) == ["done", "slip_taken"]
    assert Fund.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_keys_of_the_database_both_would_be_kept(
    two_projects: tuple[City, Project, Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the check alone, blind as it is in a race, lets both in."""
    city, mine, theirs = two_projects
    monkeypatch.setattr(rows, "same_slip", lambda fund: None)
    monkeypatch.setattr("projects.funds.services.reporting.check_slip_free", lambda fund, by: None)
    monkeypatch.setattr("projects.funds.values.slip_key", unlike())
    assert race(city, mine, theirs) == ["done", "done"]
    assert Fund.objects.count() == 2


def meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL both wait for each other between check and write; SQLite has one writer at a time."""
    if connection.vendor == "sqlite":
        monkeypatch.setattr("projects.funds.services.reporting.check_slip_free", lambda fund, by: None)
        return
    barrier = Barrier(2, timeout=30)
    checked = rows.check_slip_free

    def check_and_wait(fund: Fund, by: object) -> None:
        checked(fund, by)  # type: ignore[arg-type]
        barrier.wait()

    monkeypatch.setattr("projects.funds.services.reporting.check_slip_free", check_and_wait)


def unlike() -> object:
    """Keys that never equal one another: as good as no unique key."""
    numbers = iter(range(100))
    return lambda text: f"{next(numbers)}"
