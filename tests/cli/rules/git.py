"""Git as a person uses it, in a folder of its own."""

import subprocess
from pathlib import Path

_WHO = ("-c", "user.name=Analyst", "-c", "user.email=analyst@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    """Run git in the folder and return what it prints."""
    ended = subprocess.run(
        ["git", "-C", str(folder), *_WHO, *arguments], capture_output=True, check=True, text=True
    )
    return ended.stdout.strip()


def commit_all(folder: Path) -> None:
    """Make the folder a work tree, where it is none, and commit all that stands in it."""
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "a commit")
