"""What the tests of organisations share: a keeper of the whole tree, and workbooks as clerks make them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import xlsxwriter
from django.test import Client

from projects.access.pending import VERIFIED
from projects.people.models import Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer, grant_roles
from tests.factories import NOW, PASSWORD

UNITS = ("代码", "名称", "简称", "类型", "上级代码", "区划代码", "分类", "起始日期")
PEOPLE = ("账号", "姓名", "单位代码", "职务", "是否主要负责人", "任职起", "邮箱", "电话")


def keeper(unit: Organisation | None = None, username: str = "guanli") -> Officer:
    """A system administrator: of the whole tree, or of ``unit`` and what is below."""
    if unit is not None:
        return add_officer(
            unit, username=username, name="周管", roles=[Role.SYSTEM_ADMIN], password=PASSWORD, by=None, now=NOW
        )
    officer = Officer(username=username, name="吴管")
    officer.set_password(PASSWORD)
    officer.save(force_insert=True)
    grant_roles(officer, [Role.SYSTEM_ADMIN], by=None, now=NOW)
    return officer


def sign_in(client: Client, officer: Officer) -> Client:
    """Wholly signed in, with the code that administrators give."""
    client.force_login(officer)
    session = client.session
    session[VERIFIED] = True
    session.save()
    return client


def book(**sheets: Iterable[Iterable[Any]]) -> bytes:
    """An xlsx of sheets with rows: text as text, numbers as numbers, days as days of a spreadsheet."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    as_day = made.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for index, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(index, place, value, as_day)
                elif value is not None:
                    sheet.write(index, place, value)
    made.close()
    return file.getvalue()
