"""The three loops at work: one pass over everything due, or until told to stop."""

from monitor.work.passing import Report, once
from monitor.work.running import run

__all__ = ["Report", "once", "run"]
