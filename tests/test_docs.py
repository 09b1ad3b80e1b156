"""What the pages promise: their examples load and hold, and nothing a user may write or type is left out."""

import argparse
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from monitor.bot import commands as bot_commands
from monitor.cli import main
from monitor.config import (
    bot_forms,
    channel_forms,
    conditions,
    retention_forms,
    rule_files,
    rule_forms,
    settings,
    source_forms,
    summariser_forms,
    watch_forms,
)
from monitor.model import (
    BacklogRule,
    ChannelKind,
    OutletKind,
    RuleStatus,
    Severity,
    SilenceKind,
    SourceKind,
    Tier,
)
from monitor.model.watching import LogFormat, LogLevel, Method
from monitor.rules.evaluate import RuleSet
from monitor.rules.linting.lint import lay_out_example
from monitor.rules.rule import Examples, Scope

ROOT = Path(__file__).parents[1]
RULES = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
SOURCES = (ROOT / "docs/sources.md").read_text(encoding="utf-8")
TELLING = (ROOT / "docs/telling.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
PAGES = {
    path: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")))
}

# What a part of a rule on the page leaves out.
LEFT_OUT = {"id": "part-{line}", "name": "A part", "severity": "low", "why": "The page shows it."}


def blocks(page: str) -> dict[int, str]:
    """Return the YAML blocks of a page by the line they begin in."""
    found = re.finditer(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    return {page.count("\n", 0, block.start()) + 2: block.group(1) for block in found}


def first_key(block: str) -> str:
    return block.partition(":")[0]


def completed(block: str, line: int) -> str:
    """Make a rule file of a part of a rule."""
    given = set(re.findall(r"^(\w+):", block, re.MULTILINE))
    missing = [f"{key}: {value.format(line=line)}\n" for key, value in LEFT_OUT.items() if key not in given]
    lines = "".join([*missing, block]).splitlines(keepends=True)
    return f"topic: part-{line}\nrules:\n  - " + "    ".join(lines)


def handbook() -> dict[str, str]:
    """Return the rule files the handbook shows, its vocabularies as one file beside them."""
    files: dict[str, str] = {}
    vocabularies, actors = "vocabularies:\n", ""
    for line, block in blocks(RULES).items():
        match first_key(block):
            case "topic":
                files[f"line-{line}.yaml"] = block
            case "when":
                files[f"line-{line}.yaml"] = completed(block, line)
            case "vocabularies":
                vocabularies += block.partition("\n")[2]
            case "actors":
                actors += block
            case other:
                pytest.fail(f"docs/rules.md:{line}: no test knows a block that begins with {other!r}")
    return {"terms.yaml": vocabularies + actors, **files}


def loaded() -> tuple[RuleSet | None, list[str]]:
    rule_set, problems = rule_files.load_rules(handbook(), root="docs/rules.md")
    return rule_set, [str(problem) for problem in problems]


def is_named(name: str, page: str) -> bool:
    """Say whether a page has the name as code, or as a key of an example."""
    return re.search(rf"`{re.escape(name)}`|(?<![\w-]){re.escape(name)}:", page) is not None


def names(*types: type) -> list[str]:
    return [one.name for type_ in types for one in fields(type_)]


def test_every_example_of_the_handbook_loads_and_passes_its_own_examples() -> None:
    rule_set, problems = loaded()

    assert problems == []
    assert rule_set is not None
    assert sum(rule.id.startswith("part-") for rule in rule_set.rules) >= 10
    assert sum(not rule.id.startswith("part-") for rule in rule_set.rules) >= 7


def test_a_broken_example_would_be_seen() -> None:
    files = handbook()
    broken = {name: text.replace("Rare-earths", "Rare-moons") for name, text in files.items()}

    assert broken != files
    assert rule_files.load_rules(broken, root="docs/rules.md")[0] is None


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            *names(rule_forms.RuleFile, rule_forms.RuleEntry, rule_forms.VocabularyFile, Examples),
            *conditions.OPERATORS,
            *("count", "of", "names"),
            *(*Scope, *Severity, *RuleStatus),
        }
    ),
)
def test_the_handbook_names_every_key_operator_and_choice(name: str) -> None:
    assert f"`{name}`" in RULES


def test_the_handbook_quotes_the_messages_as_they_are() -> None:
    section = RULES.partition("### More of its sentences")[2].partition("\n## ")[0]
    quoted = [
        re.sub(r"\A(`+) ?(.*?) ?\1\Z", r"\2", row.split(" | ")[0].removeprefix("| "))
        for row in section.splitlines()
        if row.startswith("| `")
    ]
    source = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("monitor/**/*.py"))

    parts = [part for message in quoted for part in re.split(r"`?@?…`?", message)]
    wrong = [part for part in parts if part.strip(" `;?") not in source]
    assert len(quoted) >= 15
    assert wrong == []


def rows(heading: str) -> list[tuple[str, str]]:
    """Return the pairs of a term and a text that the table under a heading holds."""
    table = RULES.partition(f"| {heading} | a term |")[2].partition("\n\n")[0]
    cells = [row.split(" | ") for row in table.splitlines()[2:]]
    return [
        (term.strip("`"), text.replace("⏎", "\n"))
        for _, term, texts in cells
        for text in texts.removesuffix(" |").split("; ")
    ]


def finds(term: str, text: str) -> bool:
    rule = completed(f"when: {term}\nexamples: {{match: [{term}], no_match: [-x-]}}\n", 1)
    rule_set, problems = rule_files.load_rules({"x.yaml": rule}, root="docs/rules.md")
    assert rule_set is not None, problems
    return len(rule_set.match(lay_out_example(text))) == 1


@pytest.mark.parametrize(("term", "text"), rows("ignored"))
def test_what_the_handbook_says_is_ignored_is_ignored(term: str, text: str) -> None:
    assert finds(term, text)


@pytest.mark.parametrize(("term", "text"), rows("not ignored"))
def test_what_the_handbook_says_is_not_ignored_is_not(term: str, text: str) -> None:
    assert not finds(term, text)


def commands(parser: argparse.ArgumentParser, way: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield every command that does something, by what a user types."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield way, parser
    for action in inner:
        for name, command in action.choices.items():
            yield from commands(command, f"{way} {name}")


def typed() -> Iterable[str]:
    """Return everything a user can type: commands, and options in their long form."""
    parser = main._parser()
    found = dict.fromkeys(option for action in parser._actions for option in action.option_strings)
    for way, command in commands(parser, "monitor"):
        found[way] = None
        found |= dict.fromkeys(option for action in command._actions for option in action.option_strings)
    return [text for text in found if text != "--help" and (text.startswith("--") or text[0] != "-")]


@pytest.mark.parametrize("text", typed())
def test_every_command_and_option_stands_in_the_pages(text: str) -> None:
    assert any(re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", page) for page in PAGES.values())


def entries() -> list[type]:
    """Return the dataclasses the settings file is read into."""
    return [
        value
        for module in (
            settings,
            source_forms,
            channel_forms,
            bot_forms,
            summariser_forms,
            retention_forms,
            watch_forms,
        )
        for value in vars(module).values()
        if isinstance(value, type) and is_dataclass(value) and value.__name__.endswith("Entry")
    ]


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            *names(*entries()),
            *(*OutletKind, *SourceKind, *ChannelKind, *BacklogRule, *Tier, *SilenceKind),
            *(*LogFormat, *LogLevel, *Method),
        }
    ),
)
def test_every_settings_key_and_choice_stands_in_the_pages_on_settings(name: str) -> None:
    assert any(is_named(name, page) for page in (SOURCES, TELLING, OPERATIONS))


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(block, id=f"{name}-{line}")
        for name, page in (("sources", SOURCES), ("telling", TELLING), ("operations", OPERATIONS))
        for line, block in blocks(page).items()
    ],
)
def test_every_example_of_the_pages_on_settings_is_read_as_settings(block: str, tmp_path: Path) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(block, encoding="utf-8")
    environment = {
        "TELEGRAM_BOT_TOKEN": "12345:token",
        "TELEGRAM_CHANNEL": "@desk",
        "CRM_HOOK": "https://crm.example/hook",
        "CRM_KEY": "a-key-of-theirs",
        "SLACK_URL": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/",
        "HEARTBEAT_URL": "https://hc-ping.example/0d2f",
    }

    found = settings.load(path, environment)

    assert found.sources or found.channels or found.allow_private or found.summariser or found.web


@pytest.mark.parametrize("command", bot_commands.COMMANDS, ids=lambda command: command.name)
def test_every_command_of_the_bot_stands_in_the_page_on_telling(command: bot_commands.Command) -> None:
    assert re.search(rf"/{command.name}(?![\w-])", TELLING)


def variables() -> list[str]:
    """Return the environment variables that the code and the shipped settings ask for."""
    code = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("monitor/**/*.py"))
    shipped = re.sub(r"#.*", "", (ROOT / "monitor.yaml").read_text(encoding="utf-8"))
    asked = re.findall(r'environ(?:ment)?(?:\.get\(|\[)"([A-Z_]+)"', code)
    return sorted({*asked, *re.findall(r"\$\{([A-Z_]+)", shipped)})


@pytest.mark.parametrize("name", variables())
def test_every_environment_variable_stands_in_the_pages(name: str) -> None:
    assert any(re.search(rf"(?<!\w){name}(?!\w)", page) for page in PAGES.values())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_within_the_project_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", PAGES[path])

    for target, anchor in targets:
        page = path.parent / target if target else path
        assert page.exists(), target
        assert not anchor or anchor in anchors(page), anchor


def anchors(page: Path) -> set[str]:
    """Return what the headings of a page are linked by."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_handbook_lists_every_shipped_rule_with_its_severity() -> None:
    files = rule_files.read_rule_files(ROOT / "rules")
    rule_set, _ = rule_files.load_rules(files, root="rules")
    assert rule_set is not None
    section = RULES.partition("\n## The shipped rules\n")[2]

    listed = re.findall(r"^\|[^|]*\| `([\w-]+)` \| (\w+) \| ([^|]*?)\. ", section, re.MULTILINE)

    assert sorted(listed) == sorted((rule.id, rule.severity.value, rule.name) for rule in rule_set.rules)
