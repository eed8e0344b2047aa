"""A city, a project of 繁昌区 worth 80,000万元, and a second person who confirms."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.funds.models import Fund
from projects.funds.services import report_fund
from projects.ledger.models import Evidence, Project
from projects.ledger.services import add_evidence
from projects.people.models import Officer
from tests.factories import NOW, PDF, City, build_city, new_project

_numbers = itertools.count(1)
Report = Callable[..., Fund]


@pytest.fixture
def city(db: None) -> City:
    """芜湖."""
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    """In 在谈 since 2026-05-02."""
    return new_project(city)


def slip_file() -> SimpleUploadedFile:
    """A slip that no other test has."""
    return SimpleUploadedFile("进账单.pdf", PDF + b"%" + str(next(_numbers)).encode())


def slip(project: Project, by: Officer, file: SimpleUploadedFile | None = None) -> Evidence:
    """The slip as a document of the project."""
    file = file or slip_file()
    return add_evidence(project.pk, kind="bank_slip", title="进账单", file=file, by=by, now=NOW)


def values(**over: Any) -> dict[str, Any]:
    """A domestic arrival of 1,500万元."""
    return {
        "arrived_on": date(2026, 10, 8),
        "amount_wan": Decimal("1500"),
        "origin": "outside_province",
        "bank_name": "中国工商银行繁昌支行",
        "slip_number": f"JZ-2026-{next(_numbers):05}",
        **over,
    }


def foreign(**over: Any) -> dict[str, Any]:
    """A hundred 万美元."""
    return values(
        **{
            "origin": "foreign",
            "amount_wan": None,
            "foreign_currency": "usd",
            "foreign_amount_wan": Decimal("100"),
            "rate": Decimal("7.1023"),
            "rate_on": date(2026, 10, 8),
            "rate_source": "银行结汇水单",
            **over,
        }
    )


@pytest.fixture
def report(city: City, project: Project) -> Report:
    """Report an arrival with a slip of its own."""

    def make(*, at: Project | None = None, by: Officer | None = None, now: Any = NOW, **over: Any) -> Fund:
        who, where = by or city.clerk, at or project
        return report_fund(where.pk, values(**over), slip=slip(where, who), by=who, now=now)

    return make
