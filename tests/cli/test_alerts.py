import asyncio
import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.clock import now
from monitor.model import DeliveryState
from monitor.store.database import Database
from tests.cli.desks import Telling
from tests.fakes import document
from tests.store.telling import alert, mark_retracted, owe, vote


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Telling:
    return Telling(folder=tmp_path, monkeypatch=monkeypatch, capsys=capsys)


def fill(opened: Database) -> None:
    moment = now() - timedelta(hours=1)
    asyncio.run(alert(opened, "old", at=moment - timedelta(days=90)))
    told = asyncio.run(alert(opened, at=moment, made=document('=HYPERLINK("http://x")\nsecond, "line"')))
    owe(opened, told, state=DeliveryState.SENT)
    owe(opened, told, channel="feed", state=DeliveryState.HELD)
    vote(opened, told, "x", "useful")


def test_people_get_a_line_an_alert(desk: Telling) -> None:
    desk.fill(fill)

    (line,) = desk.run("alerts").lines

    row = line.split("\t")
    assert (row[0], *row[2:5]) == ("#2", "high", "pilot-list", "desk sent, feed held")
    assert row[5].startswith("=HYPERLINK")


def test_a_spreadsheet_gets_no_formulas(desk: Telling) -> None:
    desk.fill(fill)

    (row,) = csv.DictReader(io.StringIO(desk.run("alerts", "--format", "csv").out))

    assert row["title"] == '\'=HYPERLINK("http://x") second, "line"'
    assert (row["id"], row["severity"], row["topics"], row["rules"]) == (
        "2",
        "high",
        "pilot-list",
        "national-pilot",
    )
    assert (row["url"], row["outlet"], row["story"]) == ("https://news.example/d1", "MIIT", "s-d1")
    assert (row["channels"], row["useful"], row["noise"]) == ("desk sent, feed held", "1", "0")


@pytest.mark.parametrize("title", ["+1", "-1", "@SUM(1)", "\t=1", " =1", "＝1"])
def test_whatever_begins_a_formula_is_made_text(desk: Telling, title: str) -> None:
    desk.fill(lambda opened: asyncio.run(alert(opened, at=now(), made=document(title))))

    (row,) = csv.DictReader(io.StringIO(desk.run("alerts", "--format", "csv").out))

    assert row["title"].startswith("'")


def test_programs_get_an_object_a_line(desk: Telling) -> None:
    desk.fill(fill)
    desk.fill(lambda opened: mark_retracted(opened, 2))

    newest, oldest = desk.run("alerts", "--since", "365d", "--format", "jsonl").json

    assert oldest["channels"] == {}
    assert newest["channels"] == {"desk": "sent", "feed": "held"}
    assert newest["votes"] == {"useful": 1, "noise": 0}
    assert (newest["document"], newest["source"], newest["retraction"]) == ("d1", "miit", "a hoax")
    assert newest["published"] is None


def test_a_retracted_alert_says_so_to_people(desk: Telling) -> None:
    desk.fill(fill)
    desk.fill(lambda opened: mark_retracted(opened, 2))

    assert desk.run("alerts").lines[0].split("\t")[2] == "retracted"


def test_none_is_said_to_be_none(desk: Telling) -> None:
    desk.fill(lambda opened: None)

    assert desk.run("alerts", "--since", "1h").lines == ["no alerts in that time"]
    assert desk.run("alerts", "--format", "jsonl").lines == []
    assert len(desk.run("alerts", "--format", "csv").lines) == 1
