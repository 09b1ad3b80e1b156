"""`monitor rules new`: a commented starting file for a topic."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from monitor.cli import rule_set
from monitor.config import located_rules, rule_files, yaml_text
from monitor.config.located_rules import Reading
from monitor.errors import MonitorError

_TOPIC = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CONFIG = Path("monitor.yaml")  # found without being named
_LONGEST = 80  # characters; a file system takes 255, and a reader fewer

_FILE = """\
# yaml-language-server: $schema=rules.schema.json
# What this topic is about, and what it is not, in a line or two: the next analyst reads this first.
#
# To finish: write the two examples at the end, between the quotes, and run `monitor check`.
topic: {topic}
rules:
  - id: {topic}  # for good: alerts, mutes and statistics hang on it
    name: {name}  # what a reader sees
    severity: medium  # low, medium, high or critical
    status: draft  # recorded, and nobody is told; write stable once you trust it
    # Alerts print this: say in a sentence or two what follows from a match.
    why: A new rule about {words}; why it matters is still to be written.

    # What to look for; one of these is enough. Add the words that say the same in Chinese.
    when:
      any:
        - {term}
        # - recycl*  # any word that begins so
        # - =MIIT  # exactly so: an abbreviation that is a word in small letters
        # - "{vocabulary}"  # every name of a list in terms.yaml
        # - near: [battery, recycl*]  # all in one paragraph, in any order
        #   within: 12  # with at most so many words in between

    # Other meanings: a hit that shares a letter with one of these does not count.
    # unless:
    #   - recycling bin

    # Texts as a source would write them; a line for each, in every language the rule knows. Those under
    # no_match come close and are not meant: they matter most.
    examples:
      match:
        - ""
      no_match:
        - ""

    # references: ["https://example.org/what-explains-it"]
    # false_alarms: [what it is known to find and should not]
"""


def run(arguments: argparse.Namespace) -> int:
    """Write the file of a new topic, and say what to do next."""
    folder = rule_set.folder(arguments)
    topic = arguments.topic
    if not _TOPIC.fullmatch(topic) or len(topic) > _LONGEST:
        raise MonitorError(
            f"{topic!r} is no name for a topic; write small letters and digits, parted by single hyphens, "
            f"as in battery-recycling, {_LONGEST} characters at most"
        )
    reading = located_rules.read(rule_files.read_rule_files(folder), root=str(folder))
    path = folder / f"{topic}.yaml"
    _refuse_taken(topic, path, reading)
    _write(path, _text(topic, reading))
    print(path)
    print("Next:")
    steps = list(_next(arguments, topic))
    width = max(len(command) for command, _ in steps)
    for command, purpose in steps:
        print(f"  {command:<{width}}  {purpose}")
    print("Until its examples are written the files do not check, and the rules in force stay as they are.")
    return 0


def _refuse_taken(topic: str, path: Path, reading: Reading) -> None:
    if topic in {Path(name).stem for name in rule_files.VOCABULARY_FILES}:
        raise MonitorError(f"{path}: that file holds the vocabularies; choose another name")
    for suffix in (".yaml", ".yml"):
        if path.with_suffix(suffix).exists():
            raise MonitorError(
                f"{path.with_suffix(suffix)}: is there already; edit it, or choose another name"
            )
    for kind, taken in (("topic", reading.topics), ("rule", reading.ids)):
        if topic in taken:
            raise MonitorError(
                f"a {kind} is called {topic!r} already, at {taken[topic]}; choose another name"
            )


def _write(path: Path, text: str) -> None:
    try:
        # Never over another file, not even one that was made a moment ago.
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise MonitorError(f"{path}: {error.strerror}; may this user write there?") from error


def _text(topic: str, reading: Reading) -> str:
    words = topic.replace("-", " ")
    return _FILE.format(
        topic=_scalar(topic),
        name=_scalar(words[0].upper() + words[1:]),
        words=words,
        term=_scalar(words),
        vocabulary=f"@{next(iter(reading.vocabularies), 'name-of-a-list')}",
    )


def _scalar(text: str) -> str:
    """Quote what YAML would take for a number, a date or a truth value."""
    node, _ = yaml_text.read(text, "")
    return text if node is not None and node.value == text else f'"{text}"'


def _next(arguments: argparse.Namespace, topic: str) -> Iterator[tuple[str, str]]:
    """Yield the commands that lead from here to a rule in force."""
    where = "" if arguments.config == _CONFIG else f" --config {shlex.quote(str(arguments.config))}"
    rules = f" --rules {shlex.quote(str(arguments.rules))}" if arguments.rules else ""
    words = topic.replace("-", " ")
    # `check` looks where the settings say.
    check = f"monitor rules test{where}{rules}" if rules else f"monitor check{where}"
    yield check, "what is still to be written, and every mistake"
    yield f'monitor rules try{where}{rules} "{words}"', "what a term would have matched"
    yield f"monitor rules diff{where}{rules}", "what the edited rules match newly, and no longer"
