"""Web pages that come in place of a feed, and pages that are too much of what was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable

_LOGIN = """<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1>
<form action="/login" method="post"><input name="user"><input name="password" type="password">
<button>Sign in</button></form></body></html>"""

_LOGIN_CHINESE = """<!doctype html><html><head><meta charset="utf-8"><title>用户登录</title></head><body>
<form action="/login.do" method="post"><label>用户名</label><input name="username"><label>密码</label>
<input type="password" name="pwd"><input type="submit" value="登录"></form></body></html>"""

_CAPTCHA = """<!doctype html><html><head><meta charset="utf-8"><title>安全验证</title></head><body>
<p>您的访问过于频繁，请输入验证码</p><form><img src="/captcha.jpg"><input name="captcha"></form></body></html>"""

_CHALLENGE = """<!doctype html><html><head><title>Just a moment...</title></head><body>
<noscript>Enable JavaScript and cookies to continue</noscript>
<script>document.cookie="__jsl_clearance=1;path=/";location.href=location.pathname</script></body></html>"""

_COOKIES = """<html><body><script>document.cookie="wzws_sessionid=abc; path=/";window.location.reload();
</script></body></html>"""

_WAF = """<!doctype html><html><head><meta charset="utf-8"><title>访问被拦截</title></head><body>
<h1>您的请求可能存在威胁，已被拦截</h1><p>请联系网站管理员。事件ID: 0123456789</p></body></html>"""

_ORDINARY = """<!doctype html><html><head><title>Welcome</title></head><body><h1>Welcome</h1>
<p>This is the site of a company that makes chairs.</p><a href="/chairs">Chairs</a></body></html>"""

_PARKED = """<html><head><title>news.example is for sale</title></head><body><p>Buy this domain.</p></body></html>"""


def _many_links() -> str:
    rows = "".join(
        f'<li><a href="/article/{number}.html">工信部公布试点名单第{number}批</a><span>2026-11-18</span></li>'
        for number in range(50_000)
    )
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body><ul>{rows}</ul></body></html>'


def _nested() -> str:
    return f"<!doctype html><html><body>{'<div>' * 300_000}<a href='/1.html'>x</a></body></html>"


def _attributes() -> str:
    return f"<html><body><ul><li {' '.join(f'a{n}=1' for n in range(20_000))}><a href='/1'>x</a></ul></body>"


def _sitemap() -> str:
    rows = "".join(f"<url><loc>https://news.example/{number}</loc></url>" for number in range(60_000))
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


INSTEAD_OF_A_FEED: dict[str, Callable[[], str]] = {
    "page-instead": lambda: _ORDINARY,
    "page-for-sale": lambda: _PARKED,
    "page-login": lambda: _LOGIN,
    "page-login-chinese": lambda: _LOGIN_CHINESE,
    "page-captcha": lambda: _CAPTCHA,
    "page-challenge": lambda: _CHALLENGE,
    "page-cookie-wall": lambda: _COOKIES,
    "page-firewall": lambda: _WAF,
    "page-nested": _nested,
}

LISTINGS: dict[str, Callable[[], str]] = {
    "list-50000-links": _many_links,
    "list-nested": _nested,
    "list-20000-attributes": _attributes,
    "list-login": lambda: _LOGIN_CHINESE,
    "list-captcha": lambda: _CAPTCHA,
    "list-cookie-wall": lambda: _COOKIES,
    "list-selectors-find-nothing": lambda: _ORDINARY,
    "list-empty": lambda: "",
}

ENDPOINTS: dict[str, Callable[[], str]] = {
    "endpoint-deep": lambda: "[" * 1_000_000,
    "endpoint-page-instead": lambda: _LOGIN,
    "endpoint-huge-number": lambda: (
        f'{{"rows": [{{"title": "A pilot list", "url": "/1", "id": {"9" * 100_000}}}]}}'
    ),
    "endpoint-other-shape": lambda: json.dumps({"error": 0, "list": []}),
    "endpoint-scalars": lambda: json.dumps({"rows": [1, None, "x", []]}),
    "endpoint-empty": lambda: "",
}

SITEMAPS: dict[str, Callable[[], str]] = {
    "sitemap-60000": _sitemap,
    "sitemap-page-instead": lambda: _ORDINARY,
}


def article(megabytes: int) -> bytes:
    """Return the page of an article so large."""
    text = "<p>工信部公布试点名单。</p>\n".encode()
    return (
        b'<!doctype html><html><head><meta charset="utf-8"><title>x</title></head><body><article>'
        + text * (megabytes * 1024 * 1024 // len(text))
        + b"</article></body></html>"
    )
