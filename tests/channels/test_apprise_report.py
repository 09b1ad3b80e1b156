from datetime import timedelta

import pytest

from monitor.channels.apprise_report import Exchange, Report, outcome
from monitor.model import Ambiguous, NotSent, Outcome, Refused, Sent, Suspended

OPEN = Exchange(status=None, is_heard=True)
UNHEARD = Exchange(status=None, is_heard=False)


def answered(*statuses: int, retry_after: int | None = None) -> Report:
    exchanges = tuple(Exchange(status=status, retry_after=retry_after) for status in statuses)
    return Report(pieces=1, exchanges=exchanges, said=("Failed to send.",))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (Report(is_sent=True, pieces=1, done=1), Sent(message_id=7)),
        (Report(problem="it is no URL"), Suspended(detail="the channel's url: it is no URL")),
        (answered(429), NotSent(detail="HTTP 429: Failed to send.")),
        (
            answered(503, retry_after=9),
            NotSent(detail="HTTP 503: Failed to send.", retry_after=timedelta(seconds=9)),
        ),
        (
            answered(429, retry_after=10**6),
            NotSent(detail="HTTP 429: Failed to send.", retry_after=timedelta(hours=1)),
        ),
        (
            answered(403),
            Suspended(detail="HTTP 403: Failed to send.; check the channel's url, and the rights it has"),
        ),
        (answered(400), Refused(detail="HTTP 400: Failed to send.")),
        (answered(500), Ambiguous(detail="HTTP 500: Failed to send.")),
        (answered(403, 403), answered(403)),
        (
            answered(200),
            Ambiguous(detail="it may have gone out in part: HTTP 200: Failed to send."),
        ),
        (
            answered(200, 403),
            Ambiguous(detail="it may have gone out in part: HTTP 200, HTTP 403: Failed to send."),
        ),
        (
            Report(pieces=3, done=2, exchanges=(Exchange(status=500),), said=("no",)),
            Ambiguous(detail="2 of 3 pieces were taken, then: HTTP 500: no"),
        ),
        (Report(exchanges=(OPEN,), said=("Read timed out",)), Ambiguous(detail="Read timed out")),
        (
            Report(exchanges=(OPEN, Exchange(status=403))),
            Ambiguous(detail="HTTP 403: the service did not take it"),
        ),
        (Report(exchanges=(UNHEARD,), said=("refused",)), NotSent(detail="refused")),
        (Report(), Ambiguous(detail="the service did not take it")),
        (
            Report(said=("Socket Exception: [Errno 111] Connection refused",)),
            NotSent(detail="Socket Exception: [Errno 111] Connection refused"),
        ),
        (
            Report(said=("Socket Exception: (535, b'5.7.8 Error: authentication failed')",)),
            Suspended(
                detail="Socket Exception: (535, b'5.7.8 Error: authentication failed'); "
                "check name and password in the channel's url"
            ),
        ),
    ],
)
def test_a_report_says_what_became_of_a_message(report: Report, expected: Outcome | Report) -> None:
    wanted = outcome(expected, message_id=7) if isinstance(expected, Report) else expected

    assert outcome(report, message_id=7) == wanted
