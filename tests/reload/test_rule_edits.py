from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from monitor.errors import ConfigError
from monitor.reload import prepared
from monitor.reload.follow import Follower, Patience
from monitor.reload.live import Live
from monitor.reload.rule_edits import Content, Loaded, RuleEdits, Started
from monitor.rules.evaluate import content_hash
from monitor.store import database
from monitor.store.notes import Notes
from monitor.store.notices import CHANNEL, Notices
from monitor.store.standing import RULES, Standing
from tests.acceptance.harness import RULES as GOOD
from tests.fakes import NOW, Clock, FakeRules

BAD = GOOD.replace("severity:", "severty:")
UNUSED = "vocabularies: {zones: [Baotou zone]}\n"
SECRET = "12345:a-secret"


class Desk:
    """Rule files in a folder, and a program that starts on them."""

    def __init__(self, folder: Path, opened: database.Database) -> None:
        self.folder = folder
        self.prepared = folder.parent / "prepared.rules"
        self.notes = Notes(opened)
        self.notices = Notices(opened, has_chat=True)
        self.standing = Standing(opened, self.notices)
        self.live = Live(rules=FakeRules(), sources={})
        self.write("a.yaml", GOOD)
        self.edits = self.new()

    def write(self, name: str, text: str) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def new(self, kind: type[RuleEdits] = RuleEdits) -> RuleEdits:
        return kind(
            self.folder,
            kept=self.notes,
            prepared=lambda hash_: prepared.find(hash_, self.prepared),
            standing=self.standing,
            redact=lambda text: text.replace(SECRET, "***"),
            clock=Clock(),
        )

    async def start(self, kind: type[RuleEdits] = RuleEdits) -> Started:
        self.edits = self.new(kind)
        started = await self.edits.start()
        self.live.rules = started.rules
        self.edits.put_into(self.live)
        return started

    async def edit(self) -> None:
        """Take over what stands in the folder now."""
        follower = Follower(self.edits, None, Patience(quiet=0, longest=0, stands=0))
        await follower._turn()

    async def owed(self) -> str | None:
        delivery = await self.notices.next_delivery(CHANNEL)
        return await self.notices.text(delivery.id) if delivery else None


@pytest.fixture
def desk(tmp_path: Path, opened: database.Database) -> Desk:
    return Desk(tmp_path / "rules", opened)


def hashes(desk: Desk) -> str:
    return desk.live.rules.hash


async def test_good_files_are_in_force_from_the_start(desk: Desk) -> None:
    started = await desk.start()

    in_force = await desk.standing.in_force()
    assert in_force is not None
    assert (in_force.rules, in_force.hash, in_force.since) == (1, started.rules.hash, NOW)
    assert (started.problems, started.content) == ((), {"a.yaml": GOOD})


async def test_an_unchanged_set_is_not_made_again_at_the_next_start(desk: Desk) -> None:
    class Unread(RuleEdits):
        def load(self, content: Content) -> Loaded:
            pytest.fail("it was read anew")

    first = await desk.start()

    second = await desk.start(Unread)

    assert second.rules.rules == first.rules.rules


async def test_a_set_prepared_before_the_first_start_is_taken_and_kept(desk: Desk) -> None:
    class Unread(RuleEdits):
        def load(self, content: Content) -> Loaded:
            pytest.fail("it was read anew")

    prepared.prepare(desk.folder, desk.prepared)

    first = await desk.start(Unread)
    desk.prepared.unlink()
    second = await desk.start(Unread)

    assert len(first.rules.rules) == 1
    assert second.rules.rules == first.rules.rules


@pytest.mark.parametrize("prepared_bytes", [b"", b"x" * 64, b"of another program"])
async def test_a_prepared_set_that_cannot_be_used_is_as_good_as_none(
    desk: Desk, prepared_bytes: bytes
) -> None:
    files = desk.edits.read()
    assert not isinstance(files, tuple)
    desk.prepared.write_bytes(content_hash(files).encode() + prepared_bytes)

    assert len((await desk.start()).rules.rules) == 1


async def test_bad_files_at_the_start_leave_the_last_good_ones_in_force(desk: Desk) -> None:
    good = await desk.start()
    desk.write("a.yaml", BAD)

    started = await desk.start()

    assert started.rules.hash == good.rules.hash
    assert [problem.line for problem in started.problems] == [3, 5]
    trouble = await desk.standing.trouble(RULES)
    assert trouble is not None
    assert trouble.count == 2
    assert "severty" in str(await desk.owed())


async def test_bad_files_at_the_first_start_are_refused(desk: Desk) -> None:
    desk.write("a.yaml", BAD)

    with pytest.raises(ConfigError, match="severty"):
        await desk.start()


async def test_kept_files_that_check_no_more_are_as_good_as_none(desk: Desk) -> None:
    await desk.notes.keep_rules({"a.yaml": BAD}, b"of another program")
    desk.write("a.yaml", BAD)

    with pytest.raises(ConfigError, match="severty"):
        await desk.start()


async def test_kept_files_without_what_they_were_compiled_to_are_read(desk: Desk) -> None:
    await desk.notes.keep_rules({"a.yaml": GOOD}, b"of another program")
    desk.write("a.yaml", BAD)

    assert len((await desk.start()).rules.rules) == 1


async def test_a_good_edit_is_swapped_in_and_kept(desk: Desk) -> None:
    before = (await desk.start()).rules.hash
    desk.write("a.yaml", GOOD.replace("pilot list", "quota list"))

    with capture_logs() as logs:
        await desk.edit()

    assert hashes(desk) != before
    in_force = await desk.standing.in_force()
    assert in_force is not None
    assert in_force.hash == hashes(desk)
    assert await desk.notes.compiled(in_force.hash) is not None
    assert [line["event"] for line in logs] == ["rules loaded"]
    assert [logs[0][key] for key in ("added", "removed", "changed")] == [[], [], ["national-pilot"]]
    assert await desk.owed() is None


async def test_of_many_changed_rules_the_first_are_named_and_the_rest_counted(desk: Desk) -> None:
    head, rule = GOOD.split("rules:\n")
    rules = [rule.replace("national-pilot", f"pilot-{n:02}") for n in range(25)]
    desk.write("a.yaml", head + "rules:\n" + "".join(rules))
    await desk.start()
    desk.write(
        "a.yaml",
        head
        + "rules:\n"
        + "".join(rules).replace("severity: ", "severity:  ").replace("name:", "notes: new\n    name:"),
    )

    with capture_logs() as logs:
        await desk.edit()

    (changed,) = [line["changed"] for line in logs if line["event"] == "rules loaded"]
    assert (changed[0], len(changed), changed[-1]) == ("pilot-00", 21, "and 5 more")


async def test_files_that_nobody_reads_are_named_at_the_start_and_after_an_edit_each_once(desk: Desk) -> None:
    desk.write("b.YAML", GOOD)

    with capture_logs() as at_start:
        await desk.start()
    desk.write("c.yaml.txt", GOOD)
    desk.write("a.yaml", GOOD + "# edited\n")
    with capture_logs() as after:
        await desk.edit()

    told = [
        [Path(line["problem"]).name.split(":")[0] for line in logs if line["log_level"] == "warning"]
        for logs in (at_start, after)
    ]
    assert told == [["b.YAML"], ["c.yaml.txt"]]


async def test_a_bad_edit_changes_nothing_and_is_logged_once(desk: Desk) -> None:
    before = (await desk.start()).rules.hash
    desk.write("a.yaml", BAD)

    with capture_logs() as logs:
        for _ in range(2):
            await desk.edit()

    assert hashes(desk) == before
    assert [line["log_level"] for line in logs] == ["error", "error"]
    assert "In force meanwhile: the last good rules, 1 rule," in str(await desk.owed())


async def test_another_bad_edit_is_logged_with_what_is_new_in_it(desk: Desk) -> None:
    await desk.start()
    desk.write("a.yaml", BAD)
    await desk.edit()
    desk.write("b.yaml", "topic: [")

    with capture_logs() as logs:
        await desk.edit()

    assert [Path(line["problem"]).name.split(":")[0] for line in logs] == ["b.yaml"]


async def test_a_secret_in_a_problem_is_told_to_nobody(desk: Desk) -> None:
    await desk.start()
    desk.write("a.yaml", GOOD.replace("severity: high", f"severity: {SECRET}"))

    with capture_logs() as logs:
        await desk.edit()

    trouble: Any = await desk.standing.trouble(RULES)
    assert "***" in trouble.lines[0]
    assert SECRET not in f"{logs} {trouble} {await desk.owed()}"


async def test_mended_rules_say_so(desk: Desk) -> None:
    await desk.start()
    desk.write("a.yaml", BAD)
    await desk.edit()
    desk.write("a.yaml", GOOD)

    with capture_logs() as logs:
        await desk.edit()

    assert await desk.standing.trouble(RULES) is None
    assert [line["event"] for line in logs] == ["rules loaded", "rules are mended"]
    assert await desk.owed() is None, "the chat was not told of the trouble yet"


async def test_a_warning_is_logged_once(desk: Desk) -> None:
    await desk.start()
    desk.write("terms.yaml", UNUSED)

    with capture_logs() as logs:
        await desk.edit()
        desk.write("a.yaml", GOOD.replace("pilot list", "quota list"))
        await desk.edit()

    warnings = [line["problem"] for line in logs if line["log_level"] == "warning"]
    assert len(warnings) == 1
    assert "zones" in warnings[0]


async def test_a_folder_that_is_gone_is_refused_until_it_is_back(desk: Desk) -> None:
    before = (await desk.start()).rules.hash
    away = desk.folder.rename(desk.folder.with_name("away"))
    await desk.edit()
    gone: Any = await desk.standing.trouble(RULES)
    away.rename(desk.folder)

    await desk.edit()

    assert "cannot be read" in gone.lines[0]
    assert hashes(desk) == before
    assert await desk.standing.trouble(RULES) is None


async def test_an_edit_is_kept_before_anything_runs_on_it(desk: Desk) -> None:
    class DiedError(Exception):
        pass

    class Dying(RuleEdits):
        async def _keep(self, loaded: Loaded) -> None:
            raise DiedError

    await desk.start()
    desk.edits = desk.new(Dying)
    desk.edits.put_into(desk.live)
    edited = GOOD.replace("high", "low")
    desk.write("a.yaml", edited)

    with pytest.raises(DiedError):
        await desk.edits.accept(desk.edits.load(desk.edits.read()))
    desk.write("a.yaml", BAD)

    started = await desk.start()
    assert await desk.notes.rules() == {"a.yaml": edited}
    assert started.rules.rules[0].severity == "low"


async def test_the_log_names_the_rules_that_come_and_go(desk: Desk) -> None:
    await desk.start()
    desk.write("a.yaml", GOOD.replace("national-pilot", "local-pilot"))

    with capture_logs() as logs:
        await desk.edit()

    loaded = next(entry for entry in logs if entry["event"] == "rules loaded")
    assert (loaded["added"], loaded["removed"]) == (["local-pilot"], ["national-pilot"])
