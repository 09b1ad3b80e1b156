"""How our requests name themselves: the program, its version, and whom to write to."""

from __future__ import annotations

from importlib.metadata import version


def user_agent(contact: str) -> str:
    """Return the User-Agent of every request."""
    return f"policy-monitor/{version('policy-monitor')} (+{contact})"
