"""`monitor rules diff` over 50,000 stored documents: edits of one rule, of a shared vocabulary, of every rule.

    python -m bench.replay [DOCUMENTS]

The store is made anew, by a seed, through the program's own code; the command runs as a user starts it. Peak memory is
the sum over its processes.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench import texts
from monitor import replay
from monitor.cli.documents import read_file
from monitor.config import rule_files
from monitor.corpus import codec, identity, laying_out
from monitor.model import (
    BlockKind,
    Document,
    FetchState,
    NewVersion,
    Outlet,
    Polled,
    Section,
    Source,
    SourceKind,
    SourceState,
)
from monitor.rules import compare, terms
from monitor.rules.rule import AllOf, NoneOf
from monitor.store import database
from monitor.store.archive import Archive
from monitor.store.sources import Sources

_ROOT = Path(__file__).parent.parent
_DOCUMENTS = 50_000
_BATCH = 500  # documents a poll
_SHORTEST, _LONGEST = 1_000, 8_000  # bytes of UTF-8
_CHINESE = 0.4  # of the documents
_TO_THE_POINT = 0.08  # of the paragraphs are of the seeds; the rest is about anything


def main() -> None:
    """Make the store, time the edits, print a line each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _DOCUMENTS
    folder = Path(tempfile.mkdtemp(prefix="bench-replay-"))
    try:
        _install(folder)
        started = time.perf_counter()
        asyncio.run(_fill(folder / "monitor.db", count))
        size = (folder / "monitor.db").stat().st_size / 2**20
        print(
            f"a store of {count:,} documents, {size:,.0f} MiB, made in {time.perf_counter() - started:.0f} s"
        )
        print(f"{'edit':<44} {'seconds':>8} {'documents/s':>12} {'CPU s':>8} {'MiB':>6}")
        rows = {what: partial(_time_edit, folder, edit) for what, edit in _EDITS.items()}
        rows["every rule, in a way nothing is known of"] = partial(_time_worst, folder)
        for what, timed in rows.items():
            before = _processor_seconds()
            seconds, mebibytes = timed()
            busy = _processor_seconds() - before
            print(
                f"{what:<44} {seconds:>8.1f} {count / seconds:>12,.0f} {busy:>8.1f} {mebibytes:>6,.0f}",
                flush=True,
            )
    finally:
        shutil.rmtree(folder)


def _install(folder: Path) -> None:
    shutil.copytree(_ROOT / "rules", folder / "rules")
    (folder / "monitor.yaml").write_text("store: monitor.db\nrules: rules\n", encoding="utf-8")


async def _fill(path: Path, count: int) -> None:
    opened = database.open_to_write(path)
    store = Sources(opened)
    now = datetime.now(UTC)
    source = Source(
        id="bench", kind=SourceKind.FEED, location="https://bench.example/", outlet=Outlet(name="Bench")
    )
    await store.sync([source], now)
    made = _documents(count)
    for start in range(0, count, _BATCH):
        (claim,) = await store.claim_due(now, limit=1, lease=timedelta(minutes=1))
        versions = tuple(_version(start + place, next(made)) for place in range(min(_BATCH, count - start)))
        await store.finish(
            Polled(
                claim=claim,
                state=FetchState(polled_at=now, succeeded_at=now, location=source.location),
                source_state=SourceState.OK,
                detail=None,
                next_poll_at=now,
                versions=versions,
                rules_hash="bench",
            )
        )
    opened.close()


def _version(number: int, document: Document) -> NewVersion:
    layout = laying_out.lay_out(document)
    return NewVersion(
        document_id=f"{number:032x}",
        content_hash=identity.content_hash(document),
        guid=str(number),
        url=f"https://bench.example/{number}",
        text_hash=identity.text_hash(layout),
        document=document,
        raw=codec.encode_document(document).encode(),
        matches=(),
        is_backlog=True,
    )


def _documents(count: int) -> Iterator[Document]:
    dice = random.Random(texts.SEED)
    pointed = list(_paragraphs())
    for number in range(count):
        is_chinese = dice.random() < _CHINESE
        size = dice.uniform(_SHORTEST, _LONGEST)
        paragraphs: list[str] = []
        while size > 0:
            paragraphs.append(
                dice.choice(pointed)
                if dice.random() < _TO_THE_POINT
                else _paragraph(dice, is_chinese=is_chinese)
            )
            size -= len(paragraphs[-1].encode())
        yield Document(title=f"Report {number}", sections=(Section(paragraphs=tuple(paragraphs)),))


def _paragraph(dice: random.Random, *, is_chinese: bool) -> str:
    language = texts.chinese() if is_chinese else texts.english()
    said = (language.some(dice, dice.randint(8, 24)) for _ in range(dice.randint(2, 5)))
    if is_chinese:
        return "".join("".join(words) + "。" for words in said)
    return " ".join(" ".join(words).capitalize() + "." for words in said)


def _paragraphs() -> Iterator[str]:
    for path in sorted((_ROOT / "seeds").glob("*.txt")):
        layout = laying_out.lay_out(read_file(path))
        for block in layout.blocks:
            if block.kind is BlockKind.PARAGRAPH:
                yield layout.text[block.start : block.end]


def _one_rule(rules: Path) -> None:
    """Add a term to the `unless` of one rule."""
    for path in sorted(rules.glob("*.yaml")):
        if _insert(path, r"(?m)^    unless:\n( +- )", "城市更新"):
            return
    raise SystemExit("no rule has a list under `unless`")


def _add_to_vocabulary(term: str) -> Callable[[Path], None]:
    def edit(rules: Path) -> None:
        """Add a term to the vocabulary that the rules name most often."""
        texts_of = [path.read_text(encoding="utf-8") for path in rules.glob("*.yaml")]
        named = Counter(name for text in texts_of for name in re.findall(r'"@([\w-]+)"', text))
        for name, _ in named.most_common():
            if _insert(rules / "terms.yaml", rf"(?m)^  {name}:(?:\n( +- )| *\[)", term):
                return
        raise SystemExit("no vocabulary can be edited")

    return edit


def _insert(path: Path, place: str, term: str) -> bool:
    """Put a term at the head of a list in block or flow form; say whether there is one."""
    text = path.read_text(encoding="utf-8")
    found = re.search(place, text)
    if found is None:
        return False
    head = f"{found.group()}{term}\n{found.group(1)}" if found.group(1) else f"{found.group()}{term}, "
    path.write_text(text[: found.start()] + head + text[found.end() :], encoding="utf-8")
    return True


def _severities(rules: Path) -> None:
    """Change the severity of every rule."""
    lowered = {"critical": "high", "high": "medium", "medium": "low", "low": "medium"}
    for path in rules.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"(?m)^(    severity: )(\w+)", lambda found: found[1] + lowered[found[2]], text),
            encoding="utf-8",
        )


_EDITS: dict[str, Callable[[Path], None]] = {
    "a term in the `unless` of one rule": _one_rule,
    "a rare term in the most used vocabulary": _add_to_vocabulary("城市更新专项借款"),
    "a common term in the most used vocabulary": _add_to_vocabulary("发展"),
    "the severity of every rule": _severities,
}


def _time_edit(folder: Path, edit: Callable[[Path], None]) -> tuple[float, float]:
    """Run the command on an edit; return seconds and mebibytes."""
    shutil.rmtree(folder / "edited", ignore_errors=True)
    shutil.copytree(folder / "rules", folder / "edited")
    edit(folder / "edited")
    command = [sys.executable, "-m", "monitor", "rules", "diff", "--rules", "edited", "--against", "rules"]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE) as process:
        peak = _Peak(process.pid)
        process.communicate()
    if process.returncode:
        raise SystemExit(f"the command ended with {process.returncode}")
    return time.perf_counter() - started, peak.stop() / 2**20


def _time_worst(folder: Path) -> tuple[float, float]:
    """Replay an edit of which nothing can be known beforehand: every rule is asked twice of every document."""
    rules, problems = rule_files.load_rules(rule_files.read_rule_files(folder / "rules"), root="rules")
    if rules is None:
        raise SystemExit("\n".join(map(str, problems)))
    never = NoneOf(members=(terms.parse("/[0-9]{40}/"),))
    edited = [replace(rule, when=AllOf(members=(rule.when, never))) for rule in rules.rules]
    store = folder / "monitor.db"
    opened = database.open_to_read(store)
    ids = Archive(opened).newest(datetime.now(UTC) - timedelta(days=90))
    opened.close()
    started = time.perf_counter()
    peak = _Peak(os.getpid())
    question = compare.question_of(compare.edits(rules.rules, edited))
    changed = sum(bool(compare.differences(found)) for _, found in replay.replay(store, ids, question))
    assert changed == 0
    return time.perf_counter() - started, peak.stop() / 2**20


def _processor_seconds() -> float:
    """Return what this process and those it waited for have used: the clock on the wall also counts other programs."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class _Peak:
    """Watches the memory of a process and its children."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._most = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Return the most bytes there were."""
        self._stop.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self._most = max(self._most, sum(map(_resident, _family(self._process))))


def _family(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _resident(process: int) -> int:
    try:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    except OSError:
        return 0
    return int(found.group(1)) * 1024 if found else 0


if __name__ == "__main__":
    main()
