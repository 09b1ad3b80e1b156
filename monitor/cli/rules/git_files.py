"""The rule files of a folder as they stood at a git reference, read with the git program."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import MonitorError

_SUFFIXES = (".yaml", ".yml")
_FILE_MODES = ("100644", "100755")  # neither links nor modules
_NO_REPOSITORY = "not a git repository"
_PATIENCE = 30  # seconds; a command below takes milliseconds
# Where these are set, as in a hook, git would look there and not in the folder.
_MISLEADING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")


class NoRepositoryError(MonitorError):
    """The folder is not under git."""


def read(directory: Path, reference: str, *, patience: float = _PATIENCE) -> tuple[str, dict[str, str]]:
    """Return the short name of the commit and the files, by name; MonitorError says what is in the way."""
    if reference.startswith("-"):
        raise MonitorError(f"{reference}: no git reference begins with `-`; name a branch, tag or commit")
    git = _Git(directory, patience)
    prefix = git.run("rev-parse", "--show-prefix", failure=f"{directory}: git cannot say where it stands")
    unknown = f"{reference}: no such git reference, and no such folder; name a branch, tag, commit or folder"
    commit = git.run("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}", failure=unknown).strip()
    tree = f"{commit}:{prefix.removesuffix(chr(10))}"
    missing = f"{directory}: did not exist at {reference}; name a later reference"
    files: dict[str, str] = {}
    for line in git.run("ls-tree", "--full-tree", "-z", tree, failure=missing).split("\0")[:-1]:
        about, _, name = line.partition("\t")
        mode, _, blob = about.split()
        if mode in _FILE_MODES and name.endswith(_SUFFIXES) and not name.startswith("."):
            unreadable = f"{directory}: {name} cannot be read at {reference}"
            files[name] = git.run("cat-file", "blob", blob, failure=unreadable).removeprefix("\ufeff")
    if not files:
        raise MonitorError(f"{directory}: held no rule file at {reference}; name a later reference")
    return commit[:7], files


@dataclass(frozen=True, slots=True)
class _Git:
    """The git program at work in a folder."""

    directory: Path
    patience: float  # seconds

    def run(self, *arguments: str, failure: str) -> str:
        """Return what a command prints; MonitorError begins with `failure` where it fails."""
        environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
        try:
            ended = subprocess.run(  # noqa: S603 - no shell; the reference is one argument and begins with no dash
                ["git", "-C", str(self.directory), *arguments],  # noqa: S607 - git is where the user's PATH has it
                capture_output=True,
                stdin=subprocess.DEVNULL,
                env={**environment, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
                timeout=self.patience,
                check=False,
            )
        except OSError:
            raise MonitorError(
                "the git program cannot be run here; install it, or name a folder with --against DIR"
            ) from None
        except subprocess.TimeoutExpired:
            raise MonitorError(
                f"git did not answer in {self.patience:g} s; name a folder with --against DIR"
            ) from None
        if ended.returncode != 0:
            said = ended.stderr.decode("utf-8", "replace").strip().splitlines()
            detail = f" ({said[0]})" if said else ""
            if said and _NO_REPOSITORY in said[0]:
                raise NoRepositoryError(f"{self.directory} stands in no git repository")
            raise MonitorError(f"{failure}{detail}")
        try:
            return ended.stdout.decode("utf-8")
        except UnicodeDecodeError:
            raise MonitorError(f"{failure}: it is not UTF-8") from None
