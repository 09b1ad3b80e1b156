from importlib.metadata import version
from pathlib import Path
from sysconfig import get_path

import pytest

from deploy import prune, room


def write(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def test_what_a_line_names_goes_and_what_it_keeps_stays(tmp_path: Path) -> None:
    kept = write(tmp_path / "words" / "data" / "en.gz", 5)
    gone = write(tmp_path / "words" / "data" / "fr.gz", 7)
    folder = write(tmp_path / "words" / "tests" / "deep" / "test.py", 11)
    table = (
        prune.Unused(what="words/data/*", keep=frozenset({"en.gz"}), why="English alone"),
        prune.Unused(what="*/tests", why="tests"),
    )

    saved = [size for _, size in prune.prune(tmp_path, table)]

    assert saved == [7, 11]
    assert kept.exists()
    assert not gone.exists()
    assert not folder.parent.parent.exists()


def test_a_line_that_finds_nothing_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prune.main([str(tmp_path)]) == 1

    assert capsys.readouterr().err == "wordfreq/data/* is not there any more; look what became of it\n"


@pytest.mark.parametrize("unused", prune.TABLE, ids=lambda unused: unused.what)
def test_every_line_finds_something_in_the_packages_of_today(unused: prune.Unused) -> None:
    packages = Path(get_path("platlib"))

    assert any(prune.found(packages, unused))
    folder = unused.what.rpartition("/")[0]
    assert all((packages / folder / name).exists() for name in unused.keep)


def test_the_table_of_room_shows_the_largest_first_and_sums_up_the_small(tmp_path: Path) -> None:
    write(tmp_path / "wqy" / "wqy.ttc", 1_500_000)
    (fonts,) = room.sizes((), tmp_path)

    lines = list(room.table([("small", 200_000), ("large", 3_000_000), fonts, ("tiny", 100_000)]))

    assert lines == [
        "    3.0 MB  large",
        "    1.5 MB  fonts of the system",
        "    0.3 MB  2 others, each below 1 MB",
        "    4.8 MB  in all",
    ]


def test_the_image_is_labelled_with_the_version_of_the_program() -> None:
    text = (Path(__file__).parents[2] / "Dockerfile").read_text(encoding="utf-8")

    assert f'org.opencontainers.image.version="{version("policy-monitor")}"' in text
