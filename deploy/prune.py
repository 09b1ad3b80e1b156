"""Takes out of installed packages what the program never opens: `python deploy/prune.py SITE_PACKAGES`.

A line of the table that finds nothing ends it with an error: the package has changed, and somebody must look.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Unused:
    """Files or folders that are taken out, by patterns below the folder of packages."""

    what: str
    keep: frozenset[str] = frozenset()  # names that the pattern finds, and that stay
    why: str


TABLE = (
    Unused(
        what="wordfreq/data/*",
        keep=frozenset({"large_en.msgpack.gz", "small_en.msgpack.gz"}),
        why="lists of words in forty languages; spaces are mended in English alone",
    ),
    Unused(
        what="babel/locale-data/*.dat",
        keep=frozenset({"root.dat", "en.dat", "zh.dat", "zh_Hans.dat", "zh_Hans_CN.dat"}),
        why="how every country writes dates; only a filter by language, which is not used, asks for it",
    ),
    Unused(what="babel/messages", why="tools for translators"),
    Unused(what="*/tests", why="tests of others"),
    Unused(what="numpy/*/tests", why="tests of others"),
    Unused(what="sqlalchemy/testing", why="for those who write dialects"),
    Unused(what="numpy/f2py", why="makes modules of Fortran"),
    Unused(what="numpy/_core/include", why="for a C compiler"),
    Unused(what="lxml/includes", why="for a C compiler"),
    Unused(what="opencc/clib/lib64/*.a", why="for a linker"),
    Unused(what="opencc/clib/include", why="for a C++ compiler"),
    Unused(what="**/*.pyi", why="for a type checker"),
    Unused(what="**/*.pxd", why="for Cython"),
)


def found(folder: Path, unused: Unused) -> Iterator[Path]:
    """Yield what a line of the table takes out."""
    return (path for path in sorted(folder.glob(unused.what)) if path.name not in unused.keep)


def prune(folder: Path, table: tuple[Unused, ...] = TABLE) -> Iterator[tuple[Unused, int]]:
    """Take out what each line names, and yield how many bytes that was; LookupError where there is nothing."""
    for unused in table:
        paths = list(found(folder, unused))
        if not paths:
            raise LookupError(f"{unused.what} is not there any more; look what became of it")
        yield unused, sum(map(_remove, paths))


def _remove(path: Path) -> int:
    if not path.is_dir():
        size = path.stat().st_size
        path.unlink()
        return size
    size = sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
    shutil.rmtree(path)
    return size


def main(arguments: list[str]) -> int:
    """Prune the folder that is named, and print what that saved."""
    folder = Path(*arguments)
    try:
        for unused, size in prune(folder):
            sys.stdout.write(f"{size / 1e6:6.1f} MB  {unused.what}: {unused.why}\n")
    except LookupError as error:
        sys.stderr.write(f"{error.args[0]}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
