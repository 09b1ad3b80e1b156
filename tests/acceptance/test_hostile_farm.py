"""Every misbehaviour of the hostile farm at once, beside twenty good sources, in the program as a user starts it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.family import Watch
from tests.acceptance.harness import FAILED, Desk, Ended, end
from tests.farms import hostile
from tests.farms.hostile import Hostile, Planted

_MEBIBYTE = 1024 * 1024
_MAIN = 300 * _MEBIBYTE
_CHILD = 512 * _MEBIBYTE
_PATIENCE = 900.0  # seconds, on a machine that has much else to do; a quiet one takes a minute

# What takes most of a minute of processor together: `make soak` sets the variable, and has them too.
_LONG = frozenset({"list-50000-links", "list-articles-of-10-mb", "sitemap-60000", "xml-nested-tags"})
_IS_WHOLE = "MONITOR_WHOLE_FARM" in os.environ

EXPECTED = {
    "ok": """
        etag-always-new json-infinite json-surrogates list-20000-attributes list-50000-links
        list-articles-of-10-mb sitemap-60000 xml-100000-entries xml-author-of-ats xml-blank-entries
        xml-control-characters xml-cut-off xml-data-links xml-dates-far-off xml-dtd-from-metadata
        xml-duplicate-guids xml-encoding-made-up xml-encoding-not-ascii xml-endless-link
        xml-gb18030-called-gb2312 xml-gbk-called-utf-8 xml-instructions xml-javascript-links
        xml-links-to-metadata xml-markup-in-title xml-nested-markup xml-newlines-after-declaration
        xml-newlines-before-root xml-no-guids-no-links xml-nul-bytes xml-relative-links xml-ttl-huge
        xml-ttl-of-a-century xml-unclosed-markup xml-utf-8-with-one-bad-byte
        """,
    "empty": """
        json-repeated-keys json-wrong-types xml-cdata-without-end xml-comment-without-end xml-no-entries
        """,
    "blocked": """
        cookie-wall-redirect endpoint-page-instead list-captcha list-cookie-wall list-login page-captcha
        page-challenge page-cookie-wall page-firewall page-login page-login-chinese status-403
        status-412 status-418 status-429 status-429-for-ever status-521 status-999
        """,
    "changed": """
        endpoint-other-shape endpoint-scalars list-nested list-selectors-find-nothing status-404
        """,
    "gone": "status-410",
    "malformed": """
        body-empty body-one-bracket body-pdf body-png body-random-high-bytes body-white-space
        bomb-brotli bomb-gzip-gzip bomb-gzip-twice-in-two-headers bomb-zstandard broken-chunks
        encoding-made-up endless-chunks endpoint-deep endpoint-empty endpoint-huge-number gzip-cut-off
        gzip-in-name-only json-cut-off json-deep json-deep-object json-huge-numbers json-not-a-feed
        length-too-short length-twice list-empty no-http only-100-continue page-for-sale page-instead
        page-nested redirect-chain redirect-loop redirect-nowhere sitemap-page-instead status-204
        status-206 status-304-unasked status-no-number xml-another-document xml-billion-laughs
        xml-entity-of-a-file xml-quadratic-entity
        """,
    "too-large": """
        bomb-deflate bomb-gzip endless-body endless-headers huge-header length-ten-gigabytes
        xml-50-mb-entry xml-9-mb-entry
        """,
    "slow": """
        byte-a-second hang-after-headers hang-in-body header-a-second silence xml-60000-attributes
        xml-nested-tags
        """,
    "unreachable": """
        at-a-name-that-is-none hangs-up length-too-long reset reset-in-body status-500
        status-502 status-503 status-503-retry-nonsense status-504 tls-where-http-is-spoken
        """,
    "tls": "tls-expired tls-of-another-name tls-redirect-to-http tls-self-signed",
    "refused": """
        at-a-name-for-loopback at-decimal at-ipv6-loopback at-metadata at-private-network at-the-canary
        redirect-to-6to4 redirect-to-a-name-for-loopback redirect-to-another-port
        redirect-to-carrier-grade-nat redirect-to-decimal redirect-to-file redirect-to-ftp
        redirect-to-garbage redirect-to-hexadecimal redirect-to-ipv6-loopback redirect-to-javascript
        redirect-to-mapped-ipv4 redirect-to-metadata redirect-to-multicast redirect-to-nat64
        redirect-to-nothing redirect-to-octal redirect-to-private-network redirect-to-short-form
        redirect-with-credentials
        """,
}


def test_every_misbehaviour_ends_in_its_state_and_the_good_sources_lose_nothing(
    desk: Desk, record_property: Callable[[str, object], None]
) -> None:
    with hostile.standing() as farm:
        _settings(desk, farm)
        process = desk.start("run", "--once")
        with Watch(process.pid) as watch:
            ended = end(process, timeout=_PATIENCE)
        has_sung = farm.canary_sang()
    rows = {row["id"]: row for row in desk.status()["sources"]}
    for name, peak in (("main process", watch.own), ("largest child", watch.child)):
        record_property(f"peak MiB of the {name}", peak // _MEBIBYTE)
        print(f"peak of the {name}: {peak // _MEBIBYTE} MiB")  # noqa: T201 - shown by `pytest -rP`

    states = {name: row["state"] for name, row in rows.items() if not name.startswith("good-")}
    expected = {name: state for state, names in EXPECTED.items() for name in names.split()}
    assert expected.keys() >= _LONG
    assert states == {name: state for name, state in expected.items() if _IS_WHOLE or name not in _LONG}
    assert {row["state"] for name, row in rows.items() if name.startswith("good-")} == {"ok"}
    assert [title for title in hostile.good_titles() if title not in ended.out] == []
    assert watch.own < _MAIN
    assert 0 < watch.child < _CHILD
    assert not has_sung
    _keeps_its_word(ended, rows)


def _settings(desk: Desk, farm: Hostile) -> None:
    planted = (one for one in farm.planted if _IS_WHOLE or one.name not in _LONG)
    desk.settings(
        *map(_listed, (*planted, *farm.good)),
        more=f"fetch: {{allow_private: [{', '.join(f'{host!r}' for host in farm.allowed)}]}}\n",
    )


def _listed(planted: Planted) -> str:
    more = f", {planted.more}" if planted.more else ", fulltext: never"
    return f"id: {planted.name}, kind: {planted.kind}, url: '{planted.location}', backlog: all{more}"


def _keeps_its_word(ended: Ended, rows: dict[str, dict[str, Any]]) -> None:
    """Check what holds for all of them."""
    assert ended.code == FAILED, "sources that cannot be read are a failure of the pass"
    assert "Traceback" not in ended.err
    told = ended.out + ended.err
    for secret in ("root:x:0", "javascript:alert", "<script>", "data:text/html"):
        assert secret not in told, f"{secret} came through"
    assert "工信部公布试点名单" in ended.out, "text in a wrong charset is read"
    latest = datetime.now(UTC) + timedelta(days=7, hours=1)
    assert all(datetime.fromisoformat(row["next_due"]) < latest for row in rows.values())
    for name, row in rows.items():
        if row["state"] not in {"ok", "empty"}:
            assert row["detail"], f"{name} does not say why"
            assert "\n" not in row["detail"]
            assert row["detail"].isprintable(), f"{name}: {row['detail']!r}"
