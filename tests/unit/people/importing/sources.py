"""Makes what ModernGov, a spreadsheet and Popolo would say of an invented council."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

FAULTS = Path(__file__).parent / "faults"
Councillor = dict[str, str]


def fault(name: str) -> bytes:
    """A file with something wrong."""
    return (FAULTS / name).read_bytes()


def councillor(number: int, name: str, group: str = "", **more: str) -> Councillor:
    return {"councillorid": str(number), "fullusername": name, "politicalgrouptitle": group, **more}


def moderngov(wards: dict[str, Sequence[Councillor]]) -> bytes:
    """The answer of GetCouncillorsByWard."""
    parts = ["<?xml version='1.0' encoding='utf-8'?><councillorsbyward><wards>"]
    for ward, councillors in wards.items():
        parts.append(f"<ward><wardtitle>{ward}</wardtitle><councillors>")
        for one in councillors:
            email = one.get("email", "")
            inner = "".join(f"<{k}>{v}</{k}>" for k, v in one.items() if k != "email")
            work = f"<workaddress><email>{email}</email></workaddress>"
            parts.append(f"<councillor>{inner}{work}</councillor>")
        parts.append("</councillors></ward>")
    return "".join([*parts, "</wards></councillorsbyward>"]).encode()


def table(*rows: str) -> bytes:
    """A CSV file."""
    return ("\r\n".join(rows) + "\r\n").encode()


def workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    """An .xlsx file of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def popolo(**sections: Any) -> bytes:
    return json.dumps({"persons": [], **sections}).encode()
