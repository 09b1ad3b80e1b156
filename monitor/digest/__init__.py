"""What is told together: digests when their plans come round, and topics above their own usual.

plan due ─▶ what waits, what was told, what was not ─▶ pages (and a picture) ─▶ one commit
"""

from monitor.digest.composing import Find
from monitor.digest.making import Summaries, preview

__all__ = ["Find", "Summaries", "preview"]
