"""Tells a page that keeps us out from a page that says something: a login, a captcha, a cookie wall, a firewall.

Such a page is short and says nothing else. An article about captchas has sentences of its own, and is none.
"""

from __future__ import annotations

import html
import re

from monitor.errors import ParseError, Trouble

_MOST_LOOKED_AT = 2_000_000  # characters; some walls send much script
_MOST_SAID = 1_200  # what a wall says at most, a Han character counted twice
_LEAST_PROSE = 80  # the same measure of a line that is somebody's sentence
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|th|table|section|article|title|body|html|head|form|center|dl|dt|dd|header|footer|main|button|option|a)"
    r"\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]{0,4000}>")
_LITTLE = 300  # the same measure: a page with less of its own may be one only for its scripts
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)
_SILENT = ("script", "style", "noscript", "template", "svg")
_ENTRY_DATE = re.compile(r"20\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}")

_CAPTCHA = re.compile(
    r"安全验证|人机验证|滑动验证|拖动滑块|滑块验证|图形验证|请(?:输入|完成|进行|通过).{0,8}验证|验证码|"
    r"(?:are|verify(?:ing)?(?: that)?) you(?:'re| are)? (?:not )?(?:a )?(?:human|robot)|human verification|robot check|"
    r"security (?:check|verification)|captcha|prove you(?:'re| are) (?:human|not a robot)",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"访问被(?:拒绝|拦截|阻断|禁止|限制)|拒绝访问|禁止访问|(?:请求|访问|操作).{0,12}(?:威胁|拦截|阻断|异常|过于频繁|被禁止|不合法)|访问频(?:繁|率)|"
    r"IP.{0,10}(?:被封|封禁|受限|黑名单|限制)|(?:网站|应用)防火墙|云防护|web应用防护|创宇盾|安全狗|加速乐|"
    r"access (?:to this .{0,20} )?(?:is |has been |was )?(?:denied|blocked|forbidden|restricted)|request (?:was |has been )?(?:blocked|rejected)|"
    r"\b403 forbidden\b|attention required|pardon our interruption|you have been blocked|unusual traffic|too many requests|"
    r"\bweb application firewall\b",
    re.IGNORECASE,
)
_WAIT = re.compile(
    r"just a moment|checking (?:if the site connection is secure|your browser)|ddos protection by|正在(?:检查|验证|进行安全).{0,10}(?:浏览器|环境|检测)|"
    r"浏览器安全检(?:查|测)|one moment,? please|please wait while",
    re.IGNORECASE,
)
_SCRIPTS_OFF = re.compile(
    r"请(?:先)?(?:开启|启用|打开|允许).{0,10}(?:javascript|js\b|cookie)|(?:javascript|cookies?).{0,20}(?:未启用|被禁用|不可用)|"
    r"(?:enable|turn on|activate|allow) (?:your )?(?:javascript|cookies)|requires? (?:javascript|cookies)|"
    r"(?:javascript|cookies)(?: and (?:javascript|cookies))? (?:is |are |must be )?(?:required|disabled|enabled)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:用户|会员|账号|帐号|扫码|统一身份认证|系统)?(?:登录|登陆)(?:入口|页面|系统|平台)?|请(?:先)?(?:登录|登陆)|统一身份认证.{0,6}|"
    r"(?:please )?(?:sign|log)[ -]?in(?: (?:to|with|required|page)\b.{0,40})?|login(?: required| page)?|authentication required",
    re.IGNORECASE,
)
# What no article's page has a reason to hold: the machinery of the walls themselves.
_MACHINERY = (
    (re.compile(r"cf-chl-|__cf_chl_|cf_chl_opt", re.IGNORECASE), "a browser check"),
    (re.compile(r"acw_sc__v[23]|__jsl_clearance|\$_ts\s*=\s*window|\b_\$[a-z]{2}\(\)|arg1\s*=\s*'[0-9A-F]{30,}'"), "a cookie wall"),
    (re.compile(r"g-recaptcha|h-captcha|hcaptcha\.com|geetest|AliyunCaptcha|TencentCaptcha|nc_token|captcha-delivery", re.IGNORECASE), "a captcha"),
    (re.compile(r"_Incapsula_Resource|_pxCaptcha|perimeterx|distil_r_|ak_bmsc|sucuri_cloudproxy", re.IGNORECASE), "a browser check"),
)  # fmt: skip
_WALLS = ((_CAPTCHA, "a captcha"), (_WAIT, "a browser check"), (_REFUSED, "a refusal"))
_SETS_COOKIE = re.compile(r"document\s*(?:\.\s*cookie|\[\s*['\"]cookie['\"]\s*\])\s*=")
_GOES_ON = re.compile(
    r"location\s*(?:\.\s*(?:reload|replace|assign|href)|=)|\.submit\(\)|http-equiv\s*=\s*[\"']?refresh",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"<input\b[^<>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)


def reason(markup: str) -> str | None:
    """Say in a few words what keeps us out, with the page's own; None for a page that does not."""
    markup = markup[:_MOST_LOOKED_AT]
    scripts, shown = _parted(markup)
    lines = _lines(shown)
    said = sum(_weight(line) for line in lines)
    if said > _MOST_SAID:
        return None
    kind = _kind(markup, scripts, lines, said)
    if kind is None:
        return None
    words = next(iter(lines), "")
    return f"{kind} instead of the page" + (f": “{words[:80]}”" if words else "")


def refusal(markup: str, *, wanted: str) -> ParseError:
    """Return the error of markup that came where something else was wanted."""
    if why := reason(markup):
        return ParseError(why, trouble=Trouble.BLOCKED)
    title = _TITLE.search(markup)
    words = " ".join(html.unescape(title[1] if title else markup[:400]).split())[:80]
    return ParseError(f"an HTML page, not {wanted}: “{words}”")


def _kind(markup: str, scripts: str, lines: list[str], said: int) -> str | None:
    title = _TITLE.search(markup)
    named = _named(html.unescape(title[1])) if title else None
    if named is not None:
        return named
    prose = [line for line in lines if _weight(line) >= _LEAST_PROSE and not _is_wall(line)]
    if prose or sum(_ENTRY_DATE.search(line) is not None for line in lines) > 1:
        return None
    kind = _by_machinery(markup, scripts) if said < _LITTLE else None
    if kind is not None or _is_dated_article(lines):
        return kind
    return _by_words(markup, lines, said)


def _by_machinery(markup: str, scripts: str) -> str | None:
    for machinery, kind in _MACHINERY:
        if machinery.search(markup):
            return kind
    return "a cookie wall" if _SETS_COOKIE.search(scripts) and _GOES_ON.search(markup) else None


def _by_words(markup: str, lines: list[str], said: int) -> str | None:
    for pattern, kind in _WALLS:
        if any(pattern.search(line) for line in lines):
            return kind
    # Many pages offer a login beside what they say; one that asks for it says little else.
    is_undated = not any(_ENTRY_DATE.search(line) for line in lines)
    asks = _LOGIN.fullmatch(lines[0].strip(" ｜|-_—>")) if lines else None
    if is_undated and said < _LITTLE and (asks or _PASSWORD.search(markup)):
        return "a login page"
    off = any(_SCRIPTS_OFF.search(line) for line in (*lines, *_noscripts(markup)))
    return "a page that wants scripts and cookies" if off and said < _LITTLE else None


def _named(title: str) -> str | None:
    """Return the kind of a page whose title is that of a wall, and says no more."""
    name = re.split(r"\s[|–—-]\s|[_|]", title.strip())[0].strip()
    for pattern, kind in _WALLS:
        found = pattern.search(name)
        if found is not None and 2 * len(found[0]) >= len(name):
            return kind
    return None


def _is_wall(line: str) -> bool:
    return any(pattern.search(line) for pattern in (_CAPTCHA, _REFUSED, _WAIT, _SCRIPTS_OFF))


def _is_dated_article(lines: list[str]) -> bool:
    """Say whether a short page is a notice: a heading, its date, and a text under them."""
    return any(_ENTRY_DATE.search(line) for line in lines[:4]) and any(_weight(line) >= 40 for line in lines)


def _parted(markup: str) -> tuple[str, str]:
    """Return the scripts of a page and everything else, in time that grows with its length alone."""
    lower = markup.lower()
    scripts, shown = [], []
    position = 0
    starts = re.compile("|".join(f"<{tag}(?=[\\s>])" for tag in _SILENT) + "|<!--")
    while begins := starts.search(lower, position):
        shown.append(markup[position : begins.start()])
        name = begins[0][1:]
        end = lower.find("-->" if name == "!--" else f"</{name}", begins.end())
        if end < 0:
            if name == "script":
                scripts.append(markup[begins.start() :])
            return "\n".join(scripts), "".join(shown)
        if name == "script":
            scripts.append(markup[begins.start() : end])
        closes = lower.find(">", end)
        position = closes + 1 if closes >= 0 else len(markup)
    shown.append(markup[position:])
    return "\n".join(scripts), "".join(shown)


def _noscripts(markup: str) -> list[str]:
    start = markup.lower().find("<noscript")
    return [] if start < 0 else _lines(markup[start : start + 2_000])


def _lines(markup: str) -> list[str]:
    text = html.unescape(_TAG.sub(" ", _BLOCK_TAG.sub("\n", markup)))
    return [line for raw in text.split("\n") if (line := " ".join(raw.split()))]


def _weight(text: str) -> int:
    return len(text) + len(_HAN.findall(text))
