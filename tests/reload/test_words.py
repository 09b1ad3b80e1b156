from datetime import timedelta

import pytest

from monitor.reload import words
from monitor.store.standing import InForce, Trouble
from tests.fakes import NOW

RULES = InForce(rules=41, hash="a", since=NOW)


def test_refused_rules_say_what_is_wrong_where_and_what_is_in_force_meanwhile() -> None:
    lines = ["rules/a.yaml:5:5: unknown key `severty`; did you mean `severity`?", "rules/b.yaml:1:1: empty"]

    assert words.rules_refused(lines, RULES) == (
        "⚠️ The edited rules are not used: they do not check.\n"
        "\n"
        "• rules/a.yaml:5:5: unknown key `severty`; did you mean `severity`?\n"
        "• rules/b.yaml:1:1: empty\n"
        "\n"
        "In force meanwhile: the last good rules, 41 rules, loaded 2026-03-02 12:00 UTC. "
        "A mended file is live within seconds of being saved."
    )


def test_of_many_problems_the_first_are_told_and_the_others_counted() -> None:
    text = words.rules_refused([f"problem {number} {'x' * 900}" for number in range(20)], RULES)

    assert text.count("•") == 3
    assert "… and 17 more; `monitor check` lists them all." in text
    assert len(text) < 1500


@pytest.mark.parametrize(
    ("stood", "said"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=5), "5 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_mended_rules_say_how_long_it_took(stood: timedelta, said: str) -> None:
    trouble = Trouble(since=NOW, count=1, lines=("one",))

    assert words.rules_mended(trouble, RULES, NOW + stood) == (
        f"✅ The rules check again: 41 rules in force. Edits were not used for {said}, since 2026-03-02 12:00 UTC."
    )


def test_settings_say_the_same_of_sources() -> None:
    trouble = Trouble(since=NOW, count=1, lines=("one",))

    refused = words.settings_refused(["monitor.yaml:1:1: bad"], 1)

    assert refused.startswith(
        "⚠️ The edited settings are not used: they do not check.\n\n• monitor.yaml:1:1: bad"
    )
    assert "In force meanwhile: the last good settings, 1 source. " in refused
    assert words.settings_mended(trouble, 2, NOW).startswith(
        "✅ The settings check again: 2 sources in force. "
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["store"], "`store` takes effect"),
        (["store", "rules", "channels"], "`store`, `rules` and `channels` take effect"),
    ],
)
def test_settings_of_the_next_start_are_listed(keys: list[str], said: str) -> None:
    assert said in words.restart_needed("monitor.yaml", keys)
