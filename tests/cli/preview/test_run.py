import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.alerts import glyphs
from monitor.cli import main
from monitor.store import database
from tests.cli.conftest import Desk
from tests.store.telling import alert

TEXT = "Ministry publishes its pilot list\n\nThe ministry named 42 projects on its pilot list.\n"
SETTINGS = """\
store: monitor.db
sources: [{id: papers, kind: folder, path: papers, tier: trade-press}]
channels:
  - {id: console, kind: console}
  - {id: hook, kind: webhook, url: "http://127.0.0.1:9/"}
"""
Preview = Callable[..., tuple[int, str, str]]


@pytest.fixture
def preview(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Preview:
    """Return the exit code, the output and the complaints of a preview, in a folder with rules."""
    desk.rules()
    (desk.folder / "monitor.yaml").write_text(SETTINGS, encoding="utf-8")
    (desk.folder / "list.txt").write_text(TEXT, encoding="utf-8")
    (desk.folder / "none.txt").write_text("A title\n\nNothing of note.\n", encoding="utf-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main.run(["preview", *arguments])
        printed = desk.capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_a_file_is_shown_as_a_terminal_shows_its_message(preview: Preview) -> None:
    code, out, err = preview("list.txt")

    assert (code, err) == (0, "")
    assert out.startswith(
        "🟠 Pilot list · Ministry publishes its pilot list\n\n• The ministry named 42 projects"
    )
    assert "Why you are told: National pilot list — Selection precedes funding." in out


def test_an_html_file_and_a_json_file_are_read_too(preview: Preview, desk: Desk) -> None:
    (desk.folder / "page.html").write_text(
        f"<html><title>A list</title><body><h1>A list</h1><p>{'The pilot list names projects. ' * 9}</p></body></html>",
        encoding="utf-8",
    )
    (desk.folder / "one.json").write_text(json.dumps({"title": None, "text": TEXT}), encoding="utf-8")

    assert preview("page.html")[1].startswith("🟠 Pilot list · A list")
    assert preview("one.json")[1].startswith("🟠 Pilot list · Ministry publishes")


@pytest.mark.parametrize("content", ["{", "[]", '{"title": "x"}'])
def test_a_json_file_that_is_no_document_is_refused(preview: Preview, desk: Desk, content: str) -> None:
    (desk.folder / "bad.json").write_text(content, encoding="utf-8")

    code, out, err = preview("bad.json")

    assert (code, out) == (1, "")
    assert err.startswith("monitor: bad.json: ")
    assert err.count("\n") == 1


def test_what_no_rule_matches_says_so_and_what_would_show_it(preview: Preview) -> None:
    code, out, err = preview("none.txt")

    assert (code, out) == (1, "")
    assert err == (
        "monitor: none.txt: no rule matches it, so no channel would be told; `monitor rules try TERM` shows what a term "
        "would find; --anyway shows the message all the same\n"
    )
    code, out, err = preview("none.txt", "--anyway")
    assert (code, err) == (0, "")
    assert out.startswith("⚪ A title\n\n• Nothing of note.\n\norigin unknown, unverified\nundated\n#low id ")


def test_what_only_drafts_match_says_so(preview: Preview, desk: Desk) -> None:
    text = (desk.folder / "rules" / "pilots.yaml").read_text(encoding="utf-8")
    desk.rules(text.replace("severity: high", "severity: high\n    status: draft"))

    code, _, err = preview("list.txt")

    assert code == 1
    assert "only draft rules match it (national-pilot); a rule tells with `status: stable`" in err


def test_the_payload_is_what_telegram_would_be_sent(
    preview: Preview, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    (desk.folder / "monitor.yaml").write_text(
        "sources: []\nbot: {}\nchannels: [{id: t, kind: telegram, chat: '@desk', thread: 7, buttons: true, sound: critical}]\n",
        encoding="utf-8",
    )
    code, out, _ = preview("list.txt", "--format", "payload")

    body = json.loads(out)
    assert code == 0
    assert body["text"].startswith("🟠 <b>Pilot list</b> · Ministry publishes")
    assert {key: value for key, value in body.items() if key not in {"text", "reply_markup"}} == {
        "method": "sendMessage",
        "chat_id": "@desk",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "disable_notification": True,
        "message_thread_id": 7,
    }
    assert body["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "u:1"


def test_a_webhook_is_shown_its_body(preview: Preview) -> None:
    for form in ("text", "payload"):
        assert json.loads(preview("list.txt", "--channel", "hook", "--format", form)[1])["channel"] == "hook"
    assert (
        "has no picture; use --format payload"
        in preview("list.txt", "--channel", "hook", "--format", "png")[2]
    )


def test_a_picture_goes_into_a_file(preview: Preview, desk: Desk) -> None:
    code, out, err = preview("list.txt", "--format", "png", "-o", "p.png")

    assert (code, out, err) == (0, "", "")
    assert (desk.folder / "p.png").read_bytes().startswith(b"\x89PNG")


def test_what_is_shown_may_go_into_a_file(preview: Preview, desk: Desk) -> None:
    assert preview("list.txt", "-o", "p.txt")[:2] == (0, "")
    assert (desk.folder / "p.txt").read_text(encoding="utf-8").startswith("🟠 Pilot list")
    assert "no-such/p.txt: No such file or directory" in preview("list.txt", "-o", "no-such/p.txt")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list.txt", "--channel", "x"), "--channel x: no such channel; the settings have console, hook"),
        (("no.txt",), "no.txt: No such file or directory"),
        (("no.json",), "no.json: No such file or directory"),
        (("nothing",), "no store there yet"),
        (("#7",), "no store there yet"),
    ],
)
def test_what_is_not_there_is_one_line(preview: Preview, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = preview(*arguments)

    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_stored_document_is_shown_by_its_id_and_its_address(preview: Preview, desk: Desk) -> None:
    desk.store("A new policy came.")

    by_id, by_address = preview("d0"), preview("https://news.example/d0")

    assert by_id == by_address
    assert "• A new policy came." in by_id[1]
    assert "(trade press)" in by_id[1]
    assert "no such document in the store; name the id" in preview("nothing-of-the-kind")[2]


def test_an_alert_is_shown_with_its_story_as_it_was_told(preview: Preview, desk: Desk) -> None:
    opened = database.open_to_write(desk.folder / "monitor.db")
    number = asyncio.run(alert(opened))
    opened.close()

    code, out, _ = preview(f"#{number}")

    assert code == 0
    assert out.startswith("🟠 Pilot list · Title d1 (https://news.example/d1)\n")
    assert preview("#77")[2] == "monitor: #77: no such alert in the store; `monitor alerts` lists them\n"


def test_without_settings_a_file_is_shown_and_nothing_stored_is(preview: Preview, desk: Desk) -> None:
    (desk.folder / "monitor.yaml").unlink()

    assert preview("list.txt", "--rules", "rules")[1].startswith("🟠 Pilot list")
    assert "without settings there is no store" in preview("nothing", "--rules", "rules")[2]
    assert "without settings there is no store" in preview("#7", "--rules", "rules")[2]


def test_a_template_that_fails_is_told_and_ours_is_shown(preview: Preview, desk: Desk) -> None:
    (desk.folder / "monitor.yaml").write_text(
        "sources: []\nchannels:\n  - {id: c, kind: console, limit: 200, templates: {alert: '{{ head }}"
        + "x" * 199
        + "'}}\n",
        encoding="utf-8",
    )

    code, out, err = preview("list.txt")

    assert code == 0
    assert out.startswith("🟠 Pilot list")
    assert err.startswith("monitor: channel c: template alert: ")
    assert "the built-in message stands in its place" in err


def test_where_the_model_of_the_settings_does_not_answer_our_own_lines_are_shown(
    preview: Preview, desk: Desk
) -> None:
    (desk.folder / "monitor.yaml").write_text(
        f"{SETTINGS}summariser: {{url: 'http://127.0.0.1:9/v1', model: m, timeout: 1s}}\n", encoding="utf-8"
    )

    assert "• The ministry named 42 projects" in preview("list.txt")[1]


def test_a_text_that_no_font_here_has_cannot_be_drawn() -> None:
    assert not glyphs.lacks("x", {})
    assert glyphs.lacks("试点", {"DejaVuSans": Path("x")})
    assert not glyphs.lacks("pilot", {"DejaVuSans": Path("x")})
    assert not glyphs.lacks("试点", {"wqy-microhei": Path("x")})
