import pytest

from monitor.errors import Trouble
from monitor.sources import blocked

ARTICLE = (
    "会议强调，要加快推进稀土新材料产业高质量发展，加强关键核心技术攻关，推动成果转化，提升产业链供应链韧性。"
)


def page(body: str, title: str = "", script: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title><script>{script}</script></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        (page("<div id='x'></div>", "安全验证"), "a captcha"),
        (page("<p>请按住滑块，拖动到最右边</p><p>请完成滑动验证后继续访问</p>"), "a captcha"),
        (page("<p>为保护网站安全，请输入验证码：<input></p>"), "a captcha"),
        (page("<h1>Verify you are human</h1>"), "a captcha"),
        (page("", "", "window.g='geetest'"), "a captcha"),
        (page("<div class='g-recaptcha'></div>"), "a captcha"),
        (page("<h1>访问被拒绝</h1><p>您的请求存在安全风险，已被拦截。事件编号：20261120</p>"), "a refusal"),
        (page("<h1>403 Forbidden</h1><hr>nginx", "403 Forbidden"), "a refusal"),
        (page("<p>由于您的访问过于频繁，请稍后再试。</p>"), "a refusal"),
        (page("<p>Sorry, you have been blocked</p>", "Attention Required! | Cloudflare"), "a refusal"),
        (page("", "Access Denied"), "a refusal"),
        (page("", "Just a moment..."), "a browser check"),
        (page("", "", "window._cf_chl_opt={}"), "a browser check"),
        (page("<p>正在检查您的浏览器环境</p>"), "a browser check"),
        (page("", "", "document.cookie='C3VK=abc; path=/';window.location.reload()"), "a cookie wall"),
        (page("", "", "document['cookie']='a=b';location.href=location.href"), "a cookie wall"),
        (page("", "", "var arg1='1234567890ABCDEF1234567890ABCDEF12345678';"), "a cookie wall"),
        ("<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script>", "a cookie wall"),
        ("<script>document.cookie='__jsl_clearance=1'", "a cookie wall"),
        (page("<form><input name='u'><input type='password'></form>", "统一门户"), "a login page"),
        (page("<p>欢迎</p>", "用户登录"), "a login page"),
        (page("<h1>Please log in</h1>"), "a login page"),
        (page("<noscript>Please enable JavaScript to view this page.</noscript>"), "a page that wants scripts and cookies"),
        (page("<p>请开启JavaScript并刷新该页.</p>"), "a page that wants scripts and cookies"),
        ("您的访问被拦截", "a refusal"),
        (
            page(
                "<h1>Sorry, you have been blocked</h1><p>This website uses a security service to protect itself from attacks. What "
                "you just did triggered it, as certain words, a command or malformed data would have done.</p>",
                "Attention Required! | Cloudflare",
            ),
            "a refusal",
        ),
    ],
)  # fmt: skip
def test_a_page_that_keeps_us_out_is_known(markup: str, kind: str) -> None:
    assert (blocked.reason(markup) or "").startswith(f"{kind} instead of the page")


@pytest.mark.parametrize(
    "markup",
    [
        page(f"<h1>我市推广滑动验证码技术</h1><p>{ARTICLE}</p><p>滑动验证将在年内上线。</p>"),
        page("<h1>关于网站安全验证升级的公告</h1><p>2026-11-20</p><p>我厅网站将于本周五升级安全验证功能，届时部分服务暂停访问，请留意。</p>"),
        page(f"<h1>Access denied: who gets rare earths</h1><p>{'Exports fell again as licences were refused. ' * 5}</p>"),
        page("<ul>" + "".join(f"<li><a>关于验证码服务的通知{n}</a>2026-11-{n:02}</li>" for n in range(10, 13)) + "</ul>"),
        page("<h1>用户登录</h1>" + f"<p>{ARTICLE}</p>" * 10),
        page("<a>登录</a><a>注册</a><h1>关于公布名单的通告</h1><p>现将名单予以公布。</p><p>2026年11月20日</p><input type='password'>", "通告"),
        page("<a>登录</a><h1>关于公布名单的通告</h1><p>现将名单予以公布。</p>", "关于公布名单的通告"),
        page("<p>News</p>"),
        page(""),
        "",
        page("<p>Text</p>", script="document.cookie='seen=1'"),
        page(f"<p>{ARTICLE}</p>", script="document.cookie='a=b';location.href='/x'") + "<noscript>enable JavaScript</noscript>",
    ],
)  # fmt: skip
def test_a_page_that_says_something_is_none(markup: str) -> None:
    assert blocked.reason(markup) is None


def test_the_page_is_quoted_in_its_own_words() -> None:
    assert blocked.reason(page("<p>x</p>", "安全验证")) == "a captcha instead of the page: “安全验证”"


@pytest.mark.parametrize(
    "markup", ["<script>" * 50_000, "<!--" * 50_000, "<p " * 100_000, "<style></style>" * 50_000]
)
def test_a_page_without_end_is_looked_at_in_time(markup: str) -> None:
    assert blocked.reason(markup) is None


def test_markup_in_place_of_something_else_is_malformed_unless_it_keeps_us_out() -> None:
    refused = blocked.refusal(page("", "安全验证"), wanted="a feed")
    other = blocked.refusal("<html><head><title>Log &amp;  files</title>", wanted="a feed")

    assert (refused.trouble, other.trouble) == (Trouble.BLOCKED, Trouble.MALFORMED)
    assert str(other) == "an HTML page, not a feed: “Log & files”"
