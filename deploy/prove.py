"""Tries in a built image that everything still works of which a part was taken out: `python prove.py FOLDER`.

The folder is the one with monitor.yaml, rules and seeds. Whatever fails ends the build with its own words.
"""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n"
ARTICLE = "<html><body><div>{}</div></body></html>".format("<p>The ministry approved the list.</p>" * 20)
CHART = {
    "title": "2月23日至3月2日",
    "weeks": ["2月16日", "2月23日"],
    "topics": [["稀土", [1, 2]]],
    "bodies": [["工信部", 3]],
    "topics_title": "每周报道",
    "bodies_title": "最活跃的机构",
}
SETTINGS = """\
store: {folder}/monitor.db
rules: {app}/rules
sources:
  - {{id: seeds, kind: folder, path: {app}/seeds, backlog: all, demo: true, outlet: {{name: Seeds, kind: unknown}}}}
channels:
  - {{id: console, kind: console}}
"""


def modules(_: Path) -> str:
    """Import every module of the program."""
    monitor = import_module("monitor")
    names = [one.name for one in pkgutil.walk_packages(monitor.__path__, "monitor.")]
    for name in names:
        if not name.endswith("__main__"):
            import_module(name)
    return f"{len(names)} modules"


def commands(app: Path) -> str:
    """Run what operators and analysts run, on the shipped rules and documents."""
    document = str(next((app / "seeds").glob("zh-*.txt")))
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "monitor.yaml")
        settings.write_text(SETTINGS.format(folder=folder, app=app), encoding="utf-8")
        picture = Path(folder, "message.png")
        told = [
            monitor("check", "--config", str(settings)),
            monitor("normalise", document),
            monitor("match", "--config", str(settings), document),
            monitor("run", "--once", "--config", str(settings)),
            monitor("status", "--config", str(settings)),
        ]
        monitor(
            *("preview", "--config", str(settings), "--format", "png", "--anyway"),
            *("--output", str(picture), document),
        )
        assert all(told)
        assert picture.read_bytes().startswith(PNG)
    return "check, normalise, match, run --once, status, preview"


def monitor(*arguments: str) -> str:
    """Run a command of the program."""
    ran = subprocess.run(("monitor", *arguments), check=False, capture_output=True, text=True, timeout=300)
    if ran.returncode != 0:
        raise RuntimeError(f"monitor {' '.join(arguments)}: {ran.stderr}")
    return ran.stdout + ran.stderr


def picture_of_the_week(_: Path) -> str:
    """Draw the picture of a week, in Chinese."""
    fonts = import_module("monitor.alerts.glyphs")
    assert not fonts.lacks(str(CHART["title"]), fonts.installed()), "no font has Chinese characters"
    drawn = subprocess.run(
        (sys.executable, "-m", "monitor.sandbox.draw_child"),
        check=True,
        capture_output=True,
        input=json.dumps([CHART]).encode(),
        timeout=300,
    )
    assert drawn.stdout.startswith(PNG)
    return f"{len(drawn.stdout)} bytes"


def other_channels(_: Path) -> str:
    """Load every service of Apprise, and make one."""
    apprise = import_module("apprise")
    made = apprise.Apprise()
    assert made.add("mailto://user:secret@example.org")
    return f"{len(made.details()['schemas'])} services"


def working_days(_: Path) -> str:
    """Ask every country that a channel may name for its working days."""
    days = import_module("monitor.alerts.working_days")
    today = datetime.now(UTC).date()
    for country in days.countries():
        days.is_working(country, today)
    return f"{len(days.countries())} countries"


def texts(_: Path) -> str:
    """Ask for words, script variants, and the article of a page that no other way finds."""
    words = import_module("monitor.text.word_list")
    assert words.every().share("ministry") > 0 < words.common()["the"]
    simplify = import_module("monitor.text.simplify")
    assert simplify.simplify("試點") == "试点"
    assert simplify.traditional("试点") == "試點"
    found = import_module("trafilatura").extract(ARTICLE, output_format="html", include_tables=True)
    assert "ministry" in found
    return "words, script, articles"


STEPS: tuple[Callable[[Path], str], ...] = (
    modules,
    commands,
    picture_of_the_week,
    other_channels,
    working_days,
    texts,
)


def main(arguments: list[str]) -> int:
    """Try every step, and print what each was."""
    app = Path(*arguments).absolute()
    for variable in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_CHANNEL", "MONITOR_STORE"):
        os.environ.pop(variable, None)
    for step in STEPS:
        sys.stdout.write(f"{step.__name__.replace('_', ' ')}: {step(app)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
