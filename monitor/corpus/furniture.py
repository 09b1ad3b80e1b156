"""The wording of page furniture, English and Chinese (in simplified characters): which whole lines are never, seldom or only at the end not content."""

from __future__ import annotations

import re

from monitor.text.simplify import simplify


def _whole(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_TOOL = (
    r"(?:打印(?:本页|此页|本文|正文)?|关闭(?:窗口|本页|此页)?|返回(?:顶部|首页|上页|列表|上一页)?|回到顶部|收藏(?:本页|本文)?|(?:我要)?纠错|"
    r"字体|字号|默认|超大|大|中|小|分享(?:到|至)?|微信|微博|新浪微博|腾讯微博|朋友圈|QQ空间|QQ好友|QQ|人人网|豆瓣|复制链接|保存|下载本文|推荐|"
    r"A\s?[-+]?|[-+]?\s?A)"
)
# Furniture wherever it stands as a line of its own.
_ALWAYS = _whole(
    r"your email address will not be published\b.{0,60}",
    r"loading (?:new |more )?(?:replies|comments)\W*",
    r"skip to (?:main )?content",
    r"(?:\W*(?:story continues below|article continues below)\W*)?advertisement\W*",
    r"\d+ min(?:ute)?s? read",
    r"(?:listen to|share|print|save|bookmark) this (?:article|story|post|page)\W*",
    r"(?:sign up (?:for|to)|subscribe to|join) (?:our|the|my) (?:free )?(?:\w+ ){0,3}(?:newsletter|mailing list|newsletters)\b.{0,120}",
    r"straight (?:in)?to your inbox\W*",
    r"(?:receive|get) (?:a|our|the) (?:free )?(?:daily|weekly|monthly) (?:news(?:letter)?|email|e-mail)(?: update)?s?\b.{0,140}",
    r"\W*(?:fantastic|great|success|awesome)?\W*thank(?:s| you) for (?:subscribing|signing up)\b.{0,80}",
    r"(?:categories|category|tags?|topics|filed under)\s*:[\s,|]*",
    r"this site uses akismet\b.{0,160}",
    r"save my name, email,? and website in this browser\b.{0,60}",
    rf"[\s【\[（(]*{_TOOL}(?:[\s:：/|【】\[\]（）()、]+{_TOOL})+[\s】\]）):：]*",
    r"[【\[（(]\s*(?:打印|关闭|收藏|纠错|字体|字号)[^】\]）)]{0,8}[】\]）)]",
    r"打印(?:本页|此页|本文|正文)?|关闭(?:窗口|本页|此页)|返回(?:顶部|列表)|回到顶部|(?:一键)?分享(?:到|至)\s*[:：]?|分享按钮|我要纠错|字[体号](?:大小)?",
    r"扫一扫.{0,30}(?:手机|当前页|分享|关注|微信).{0,20}|(?:微信|手机)扫(?:一扫|码).{0,30}",
    r"(?:浏览|阅读|点击|访问)(?:次数|量|数)\s*[:：]?\s*\d*\s*次?",
    r"您?(?:现在|当前)?的?(?:所在)?的?位置(?:是|为)?\s*[:：].{0,120}",
    r"(?:首页|home)(?:\s*[>»›]+\s*[^>»›]{1,30})+[>»›\s]*",
    r"(?:上一篇|下一篇|上一条|下一条)\s*(?:[:：].{0,120})?",
)
# Furniture at the end of a document, and content anywhere else.
_TAIL = _whole(
    r"\d+ (?:comments?|replies|responses)|no (?:comments|replies)(?: yet)?\W*|comments? \(\d+\)|(?:post|submit|add|leave|write) (?:a|your) (?:comment|reply)\W*",
    r"(?:cancel reply|leave a reply cancel reply|log in to (?:reply|comment)|required fields are marked ?\*?)\W*",
    r"join the (?:full )?(?:discussion|conversation)\b.{0,100}|be the first to comment\W*",
    r"spread the word\W*|share this(?: article| post| story| page)?\W*|follow us(?: on \w+(?:,? (?:and |& )?\w+){0,4})?\W*",
    r"(?:categories|category|tags?|filed under|topics)\s*:\s*.{1,200}",
    r"(?:previous|next)(?: post| article| story)?\s*[:→←].{0,150}|(?:[←→«»]\s*){1,2}.{0,150}",
    r"(?:©|(?:copyright|\(c\))\s*(?:©|\(c\)|\d{4})).{0,160}|.{0,80}\ball rights reserved\b.{0,80}",
    r"(?:read|see|view|load|show) (?:more|all)(?:\W*|\s*[:→»].{1,150})|continue reading\b.{0,80}|back to top|\[?(?:…|\.\.\.)\]?",
    r"the post .{1,250} (?:appeared first|first appeared) on .{1,100}|this (?:article|post|story) (?:originally |first )*appeared (?:first )?(?:on|in) .{1,100}",
    r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|cookie (?:policy|settings|preferences)|contact us|about us)(?:\s*[|·•]\s*.{0,100})?",
    r"[（(【\[]?\s*(?:责任编辑|责编|本文编辑|编辑|校对|审核|监制|终审|初审|复审|网络编辑|作者|文字编辑)\s*[:：]\s*.{0,40}",
    r"[【\[]?版权(?:声明|所有|说明)[】\]]?.{0,300}|未经.{0,20}(?:授权|许可|允许|同意).{0,20}(?:不得|禁止|严禁|谢绝).{0,8}转载.{0,20}",
    r".{0,60}ICP[备证]案?号?\s*[:：]?\s*\d{5}.{0,80}|.{0,40}公网安备\s*\d.{0,60}|(?:政府)?网站标识码.{0,40}",
    r"(?:网站地图|联系我们|关于我们|网站声明|隐私政策|法律声明|设为首页|加入收藏)(?:[\s|·、]+.{0,80})?",
    r"(?:发表评论|网友评论|我要评论|全部评论|\d+条评论|评论\s*[(（]\d+[)）]|登录后.{0,12}评论|暂无评论|点赞|举报|在看|阅读原文|阅读全文|查看全文|查看原文|查看更多|展开全文|更多)\W*",
    r"(?:主办|承办|主管)(?:单位)?\s*[:：].{0,80}(?:ICP|技术支持|版权).{0,80}",
)
# A word that opens many a real text; furniture only where more of it was found below.
_WEAK_TAIL = _whole(
    r"search(?: for)?\s*:?|moderator|home|menu|e-?mail ?\*?|name ?\*?|website|comment ?\*?|reply|submit|subscribe|print|log in|sign in|newsletter",
    r"comments|share|tags|categories|facebook|twitter|x|linkedin|whatsapp|telegram|reddit|copy link|advertisement|δ",
    r"搜索|首页|打印|关闭|收藏|返回|评论|分享|登录|注册|点赞|(?:主办|承办|主管|技术支持)(?:单位)?\s*[:：].{0,60}",
)
_LIST_LABEL = _whole(
    r"(?:recent|latest|related|more|popular|trending|top|other|similar|featured)\s+(?:[\w&’'-]+\s+){0,4}(?:news|posts?|articles?|stories|headlines|reads?|coverage|links|reading|comments)\s*:?",
    r"(?:you (?:may|might) (?:also )?(?:like|enjoy)|most (?:read|popular|viewed)|trending(?: now)?|read next|up next|recommended(?: for you)?|further reading|see also|keep reading|editor[’']s picks)\W*",
    r"[【\[]?(?:相关(?:链接|阅读|新闻|报道|稿件|文章|资讯|推荐|信息|内容)|推荐阅读|延伸阅读|更多(?:阅读|新闻|资讯)|热门(?:文章|新闻|推荐|资讯)|最新(?:文章|新闻|资讯|动态)|猜你喜欢|友情链接|往期(?:回顾|推荐))[】\]]?\s*[:：]?",
)
_SHARE_LABEL = _whole(
    r"share(?: (?:this|on|via|article))?(?: \w+)?\s*:?|follow us(?: on)?\s*:?|spread the word\s*:?|分享(?:到|至)?\s*[:：]?"
)
_SERVICE = _whole(
    r"(?:share (?:on|via) )?(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|tumblr|pocket|e-?mail|print|copy link|youtube|instagram|rss|wechat|weibo)",
    r"微信|微博|新浪微博|朋友圈|QQ空间|QQ好友|QQ|复制链接|豆瓣|知乎|抖音",
)
_FORM = _whole(
    r"your email address will not be published\b.{0,60}",
    r"join the (?:full )?discussion at the .{1,60} forum\W*",
)
_COMMENT_COUNT = _whole(r"\d+ (?:comments?|replies|responses)|comments? \(\d+\)")
_CONTENTS = _whole(r"(?:table of )?contents|in this article|on this page|目\s?录")
_EMPTY_CONTENTS = _whole(r"table of contents|on this page")
_AUTHOR_LABEL = _whole(
    r"(?:written |posted )?by\s+(?-i:[A-Z])[\w.’'-]*(?:\s+(?-i:[A-Z])[\w.’'-]*){0,3}",
    r"about the authors?\W*|作者简介\s*[:：]?",
)
_PERSON = re.compile(
    r"\b(?:his|her|their) (?:\w+ )?(?:passion|career|experience|work|background|interests?|writing|research)\b"
    r"|\b(?:co-?)?founder\b|\b(?:journalist|reporter|correspondent|columnist|freelance\w*)\b"
    r"|\b(?:is|was) (?:a|an|the) (?:[\w-]+ ){0,4}(?:editor|writer|author|analyst|researcher|fellow|consultant|professor)\b"
    r"|\b(?:years of experience|lifelong|inspired to launch|graduated from|(?:holds|earned|received) (?:a|an) [\w. ’'-]{0,30}degree|writes about|lives in|based in [A-Z])\b"
    r"|毕业于|长期(?:关注|从事)|从业\S{0,6}年|(?:资深|特约)(?:记者|编辑|撰稿人)",
    re.IGNORECASE,
)


_LONGEST = 400


def _is(pattern: re.Pattern[str], line: str) -> bool:
    return len(line) <= _LONGEST and pattern.fullmatch(simplify(line)) is not None


def is_always(line: str) -> bool:
    """Say whether a line is furniture wherever it stands."""
    return _is(_ALWAYS, line)


def is_tail(line: str) -> bool:
    """Say whether a line is furniture where nothing but furniture follows."""
    return is_always(line) or _is(_TAIL, line)


def is_weak_tail(line: str) -> bool:
    """Say whether a line is furniture where some follows it."""
    return is_tail(line) or _is(_WEAK_TAIL, line)


def is_list_label(line: str) -> bool:
    """Say whether a line heads a list of other pages."""
    return _is(_LIST_LABEL, line)


def is_share_label(line: str) -> bool:
    """Say whether a line heads a list of services to share a page on."""
    return _is(_SHARE_LABEL, line)


def is_service(line: str) -> bool:
    """Say whether a line names a service to share a page on."""
    return _is(_SERVICE, line)


def is_form(line: str) -> bool:
    """Say whether a line can only stand in a comment form."""
    return _is(_FORM, line)


def is_comment_count(line: str) -> bool:
    """Say whether a line counts the comments that follow it."""
    return _is(_COMMENT_COUNT, line)


def is_contents(line: str) -> bool:
    """Say whether a line heads a table of contents."""
    return _is(_CONTENTS, line)


def is_empty_contents(line: str) -> bool:
    """Say whether a line heads a table of contents even where none is left under it."""
    return _is(_EMPTY_CONTENTS, line)


def is_author_label(line: str) -> bool:
    """Say whether a line opens a box about the author."""
    return _is(_AUTHOR_LABEL, line)


def is_about_a_person(line: str) -> bool:
    """Say whether a paragraph tells of somebody's life and work."""
    return _PERSON.search(simplify(line)) is not None


def is_label(line: str) -> bool:
    """Say whether a line heads or ends something that is not the article's."""
    return is_tail(line) or any(_is(pattern, line) for pattern in (_LIST_LABEL, _SHARE_LABEL, _AUTHOR_LABEL))
