"""Whole messages of the bundled documents, as a reader sees them.

After a change that is meant: `python -m tests.alerts.test_golden_messages` writes them anew; read what changed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.alerts import telling
from monitor.alerts.markup import visible
from monitor.corpus import laying_out
from monitor.model import ChannelConfig, ChannelKind, DeliveryKind
from tests.alerts import bundled

MESSAGES = bundled.ROOT / "tests" / "data" / "messages"
LANGUAGES = (None, "en", "zh")


def messages(path: Path) -> str:
    """Return what channels of each language are told of a document; nothing where no rule matches it."""
    document = bundled.read(path)
    layout = laying_out.lay_out(document)
    view = bundled.view(document, layout)
    if not view.lead.matches:
        return "no rule matches it\n"
    told = []
    for language in LANGUAGES:
        channel = ChannelConfig(id="c", kind=ChannelKind.TELEGRAM, language=language)
        (html,) = telling.message(view, layout, channel, kind=DeliveryKind.SEND).parts
        told.append(f"==> {language or 'each in its own language'} <==\n{visible(html)}\n")
    return "\n".join(told)


@pytest.mark.parametrize("path", bundled.SEEDS, ids=lambda path: path.name)
def test_the_message_of_a_bundled_document_reads_as_it_was_written_down(path: Path) -> None:
    assert messages(path) == (MESSAGES / f"{path.stem}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    for one in bundled.SEEDS:
        (MESSAGES / f"{one.stem}.txt").write_text(messages(one), encoding="utf-8")
