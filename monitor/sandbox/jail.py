"""What a child may still do should hostile bytes take it over: read the libraries it runs on, and answer.

Landlock keeps it from every other file, seccomp from sockets, programs and other processes. Both are the kernel's,
need no rights, and hold for as long as the process lives; a kernel without them does without, as with other limits.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
import zoneinfo
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

_NO_NEW_PRIVILEGES = 38  # prctl(2); without it neither is to be had by who has no rights
_SECCOMP = (22, 2)  # prctl(2): a filter of system calls

# landlock(7): the same numbers on every machine.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ = 1 << 2 | 1 << 3  # a file's content, a folder's names
_FILES_OF = {
    1: (1 << 13) - 1,
    2: (1 << 14) - 1,
    3: (1 << 15) - 1,
    5: (1 << 16) - 1,
}  # what each version knows
_TCP = 3  # bind and connect; from version 4
_SCOPES = 3  # abstract sockets and signals of others; from version 6

_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # seccomp(2): go on, EPERM, end the process
_LOAD, _IS, _IS_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # bpf: load a word, compare twice, return
_FOREIGN = 0x40000000  # calls of another convention, by which a filter could be passed by


@dataclass(frozen=True, slots=True, kw_only=True)
class _Machine:
    """How a machine is called by the kernel, and the numbers of what is refused there."""

    audit: int
    calls: tuple[int, ...]


# socket, execve, execveat, ptrace, process_vm_readv, process_vm_writev, kill, pidfd_send_signal, pidfd_getfd, and
# io_uring_setup, which would do without the first.
_MACHINES = {
    "x86_64": _Machine(audit=0xC000003E, calls=(41, 59, 322, 101, 310, 311, 62, 424, 438, 425)),
    "aarch64": _Machine(audit=0xC00000B7, calls=(198, 221, 281, 117, 270, 271, 129, 424, 438, 425)),
}


class Wall(StrEnum):
    """What holds a child."""

    FILES = "files"
    CALLS = "calls"


def close() -> frozenset[Wall]:
    """Shut this process in, for good; return what of it this kernel can do."""
    if sys.platform != "linux":
        return frozenset()
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return frozenset()
    held = set()
    if _close_files(library, readable()):
        held.add(Wall.FILES)
    if _close_calls(library, _MACHINES.get(platform.machine())):
        held.add(Wall.CALLS)
    return frozenset(held)


def readable() -> tuple[Path, ...]:
    """Return the folders and files that Python, its libraries and the zones of time are read from."""
    package, library = find_spec("monitor"), find_spec("lxml")
    places = {
        Path(sys.prefix),
        Path(sys.base_prefix),
        Path(os.__file__).parent,
        *(Path(place) for found in (package,) if found for place in found.submodule_search_locations or ()),
        # Where there is no environment of its own, the libraries stand beside this one.
        *(Path(place).parent for found in (library,) if found for place in found.submodule_search_locations or ()),
        *map(Path, zoneinfo.TZPATH),
        *map(Path, ("/lib", "/lib64", "/usr/lib", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/mime.types", "/dev/null", "/dev/urandom")),
    }  # fmt: skip
    return tuple(sorted(place for place in places if place.exists() and place != Path("/")))


def _close_files(library: ctypes.CDLL, places: Iterable[Path]) -> bool:
    """Leave nothing but reading these places; False where the kernel has no Landlock."""
    version = library.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    files = _FILES_OF[max(known for known in _FILES_OF if known <= version)]
    asked = struct.pack("=Q", files)
    if version >= 4:
        asked += struct.pack("=Q", _TCP)
    if version >= 6:
        asked += struct.pack("=Q", _SCOPES)
    rules = library.syscall(_CREATE, asked, ctypes.c_size_t(len(asked)), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        for place in places:
            with suppress(OSError):  # what this user may not open is not for the child either
                _allow(library, rules, place)
        return bool(library.syscall(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(rules)


def _allow(library: ctypes.CDLL, rules: int, place: Path) -> None:
    access = _READ if place.is_dir() else 1 << 2
    handle = os.open(place, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", access, handle)
        library.syscall(_ADD, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint32(0))
    finally:
        os.close(handle)


def _close_calls(library: ctypes.CDLL, machine: _Machine | None) -> bool:
    """Refuse the calls by which a process reaches others; False where the machine or kernel is another."""
    if machine is None:
        return False
    refused = [(_IS, call) for call in machine.calls]
    refused.append((_IS_AT_LEAST, _FOREIGN))
    steps = [
        (_LOAD, 0, 0, 4),  # of which machine the call is
        (_IS, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),  # its number
        *((how, len(refused) - place, 0, call) for place, (how, call) in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    described = struct.pack("@HP", len(steps), ctypes.addressof(program))
    return bool(library.prctl(*_SECCOMP, described, 0, 0) == 0)
