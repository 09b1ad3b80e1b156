"""What speaks for one event of two documents, or against it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One thing two documents share, or that sets them apart."""

    weight: float  # below nought: it speaks against
    reason: str
    kind: str
