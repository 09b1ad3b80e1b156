"""The wording of page furniture, English and Chinese (in simplified characters): which whole lines are never, seldom or only at the end not content."""

from __future__ import annotations

import re

from monitor.corpus import author_box
from monitor.text import sentences
from monitor.text.late import LatePattern
from monitor.text.simplify import simplify


def _whole(*patterns: str) -> LatePattern:
    return LatePattern("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_TOOL = (
    r"(?:打印(?:本页|此页|本文|正文)?|关闭(?:窗口|本页|此页)?|返回(?:顶部|首页|上页|列表|上一页)?|回到顶部|收藏(?:本页|本文)?|(?:我要)?纠错|"
    r"字体|字号|默认|超大|大|中|小|分享(?:到|至)?|微信|微博|新浪微博|腾讯微博|朋友圈|QQ空间|QQ好友|QQ|人人网|豆瓣|复制链接|保存|下载本文|推荐|"
    # White space around it is the separator's: what either could take is tried in every combination.
    r"A(?:\s?[-+])?|[-+]\s?A)"
)
_ADVERT = r"(?:\W*(?:story continues below|article continues below)\W*)?advertisement\W*"
_ADVERTISEMENT = _whole(_ADVERT)
_NETWORK = r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|tumblr|pocket|e-?mail|threads|mastodon|bluesky|wechat|weibo)"
_ROLE = r"(?:责任编辑|责编|本文编辑|编辑|校对|审核|监制|终审|初审|复审|网络编辑|作者|文字编辑|记者)"
# A person, a handle, or an office: what a credit names, and a sentence does not fit into.
_CREDITED = r"(?:[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff]{1,10}(?:部|局|委|办|处|科|室|中心|司|院|社|网|报|组)|[a-z0-9_.-]{1,30}|[\u4e00-\u9fff]{2,4}[a-z0-9_-]{1,20})"
# Furniture wherever it stands as a line of its own.
_ALWAYS = _whole(
    r"your e-?mail address will not be published\b.{0,60}",
    r"(?:like )?loading\s*(?:\.{3}|…)|loading (?:new |more )?(?:replies|comments)\W*",
    rf"(?:click to )?(?:share|post|tweet) (?:(?:this|it) )?(?:on|via|to|by) {_NETWORK}\W*|click to (?:print|copy|e-?mail)\b.{{0,50}}|click to share\b.{{0,40}}",
    r"(?:we|(?:this|our) (?:web)?site) uses? cookies\b.{0,380}|by (?:continuing to (?:use|browse)|using) (?:this|our) (?:web)?site,? you (?:agree|consent)\b.{0,200}",
    r"(?:accept|reject|decline|allow|manage) (?:all(?: cookies)?|(?:all )?cookies|(?:cookie )?(?:preferences|settings))",
    r"(?:please )?enter your e-?mail(?: address)?(?:(?: here| below)?\W*| (?:here |below )?(?:to|and) (?:subscribe|receive|get|sign up|follow|join)\b.{0,120})",
    r"打开微信[,，]?\s*点击底部的.{0,60}",
    r"skip to (?:main )?content",
    # What stands in the place of a text that is sold.
    r"(?:please )?(?:subscribe|sign (?:in|up)|log ?in|register|become a (?:member|subscriber)|start (?:a|your) free trial)\b.{0,80}\b(?:read|reading|access|unlock|continue|view)\b.{0,160}",
    r"already (?:a (?:subscriber|member)|subscribed|registered|have an account)\b.{0,80}|this (?:article|content|story) is (?:for|reserved for|available to) (?:\w+ )?(?:subscribers|members)\b.{0,80}",
    r"(?:登[录陆]|注册|订阅|开通会员|付费)(?:后|即可|以|可)?[^。]{0,12}(?:查看|阅读|浏览|继续阅读)(?:全文|更多|完整|剩余)[^。]{0,30}。?|(?:本文|以下)(?:为|是)(?:付费|会员)(?:内容|文章|专享).{0,40}",
    _ADVERT,
    r"\d+ min(?:ute)?s? read",
    r"(?:listen to|share|print|save|bookmark) this (?:article|story|post|page)\W*",
    r"(?:sign up (?:for|to)|subscribe to|join) (?:our|the|my) (?:free )?(?:\w+ ){0,3}(?:newsletter|mailing list|newsletters)\b.{0,120}",
    r"straight (?:in)?to your inbox\W*",
    r"(?:receive|get) (?:a|our|the) (?:free )?(?:daily|weekly|monthly) (?:news(?:letter)?|email|e-mail)(?: update)?s?\b.{0,140}",
    r"\W*(?:fantastic|great|success|awesome)?\W*thank(?:s| you) for (?:subscribing|signing up)(?:\W*|\W+(?:you|we|please|check|look|stay)\b.{0,80}| (?:to|for) (?:our|the|my) (?:free )?(?:\w+ ){0,3}(?:newsletters?|mailing list|updates|alerts)\b.{0,80})",
    r"(?:categories|category|tags?|topics|filed under)\s*:[\s,|]*",
    r"this site uses akismet\b.{0,160}",
    r"save my name, email,? and website in this browser\b.{0,60}",
    rf"[\s【\[（(]*{_TOOL}(?:[\s:：/|【】\[\]（）()、]+{_TOOL})+[\s】\]）):：]*",
    r"[【\[（(]\s*(?:打印|关闭|收藏|纠错|字体|字号)[^】\]）)]{0,8}[】\]）)]",
    r"打印(?:本页|此页|本文|正文)?|关闭(?:窗口|本页|此页)|返回(?:顶部|列表)|回到顶部|(?:一键)?分享(?:到|至)\s*[:：]?|分享按钮|我要纠错|字[体号](?:大小)?",
    r"扫一扫.{0,30}(?:当前页|本页|分享|关注|手机(?:打开|浏览|阅读|看)).{0,20}|(?:微信|手机)扫(?:一扫|码)(?:.{0,12}(?:当前页|本页|分享|关注|打开|浏览|阅读|公众号|二维码).{0,12})?",
    r"(?:浏览|阅读|点击|访问)(?:次数|量|数)\s*[:：]?\s*\d*\s*次?",
    r"(?:(?:[您你]的?)?(?:现在|当前)?的?(?:所在)?的?位置)(?:是|为)?\s*[:：]\s*(?:首页.{0,100}|[^。；]{0,100}[>»›→][^。；]{0,100})",
    r"(?:[您你]的?(?:现在|当前)?|现在|当前)的?(?:所在)?的?位置(?:是|为)?\s*[:：][^。，；]{0,40}",
    r"(?:首页|home)\s*(?:[>»›]+[^>»›]{1,32})+[>»›]*",
    r"(?:上一篇|下一篇|上一条|下一条)\s*(?:[:：].{0,120})?",
)
# Furniture at the end of a document, and content anywhere else.
_TAIL = _whole(
    r"\d+ (?:comments?|replies|responses)|no (?:comments|replies)(?: yet)?\W*|comments? \(\d+\)|(?:post|submit|add|leave|write) (?:a|your) (?:comment|reply)\W*",
    r"(?:cancel reply|leave a reply cancel reply|log in to (?:reply|comment)|required fields are marked ?\*?|comments are closed)\W*",
    r"be the first to (?:comment|like this)\W*|like this\s*:|one blogger likes this\W*|view all posts by .{1,60}|edit this (?:page|post)",
    r"spread the word\W*|share this(?: article| post| story| page)?\W*|follow us(?: on \w+(?:,? (?:and |& )?\w+){0,4})?\W*",
    r"this entry was posted (?:in|on|by)\b.{0,300}|bookmark the permalink\W*",
    r"(?:previous|next) (?:post|article|story)\s*[:→←].{0,150}|(?:[←→«»]\s*){1,2}.{0,150}",
    r"©.{0,160}|.{0,80}\ball rights reserved\b.{0,80}",
    r"(?:read|see|view|load|show) (?:more|all)\W*|back to top|\[?(?:…|\.\.\.)\]?",
    r"the post (?-i:[^a-z]).{0,250} (?:appeared first|first appeared) on .{1,100}|this (?:article|post|story) (?:originally |first )*appeared (?:first )?(?:on|in) .{1,100}",
    r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|cookie (?:policy|settings|preferences)|contact us|about us)(?:\s*[|·•]\s*.{0,100})?",
    rf"[（(【\[]?\s*{_ROLE}\s*[:：]\s*{_CREDITED}(?:[\s、，,/|;；]+(?:{_ROLE}\s*[:：]\s*)?{_CREDITED}){{0,8}}\s*[）)】\]]?",
    r"[【\[]?版权(?:声明|说明)[】\]]?(?:\s*[:：].{0,300})?|[【\[]?版权所有[】\]]?(?:[\s:：©].{0,200})?|未经.{0,20}(?:授权|许可|允许|同意).{0,20}(?:不得|禁止|严禁|谢绝).{0,8}转载.{0,20}",
    r"[（(【\[]?(?:如需|欢迎|若需|本文)?转载.{0,16}(?:注明|标明|联系).{0,40}|(?:特别|郑重)?声明\s*[:：]以上(?:内容|文章).{0,60}(?:平台|用户上传|作者|网易号|头条号|百家号|搜狐号|公众号).{0,200}",
    r"notice\s*:\s*the content above\b.{0,300}",
    r".{0,60}ICP[备证]案?号?\s*[:：]?\s*\d{5}.{0,80}|.{0,40}公网安备\s*\d.{0,60}|(?:政府)?网站标识码.{0,40}",
    r"(?:发表评论|网友评论|我要评论|全部评论|\d+条评论|评论\s*[(（]\d+[)）]|登录后.{0,12}评论|暂无评论|点赞|举报|在看|阅读原文|阅读全文|查看全文|查看原文|查看更多|展开全文|更多)\W*",
    r"(?:主办|承办|主管)(?:单位)?\s*[:：].{0,80}(?:ICP|技术支持|版权).{0,80}",
)
# The same, unless it reads as a sentence: a label with something behind it is how many a sentence begins.
_TAIL_UNLESS_SAID = _whole(
    r"(?:categories|category|tags?|filed under|topics)\s*:\s*.{1,200}",
    r"(?:copyright|\(c\))\s*(?:©|\(c\)|\d{4}).{0,160}",
    r"(?:join|continue) the (?:full )?(?:discussion|conversation)\b.{0,100}",
    # In brackets it is the agency's own close of its report, and says whose word that is.
    r"(?:本文|信息|文章|稿件|图片)?(?:来源|稿源)\s*[:：].{1,40}",
    r"(?:网站地图|联系我们|关于我们|网站声明|隐私政策|法律声明|设为首页|加入收藏)(?:[\s|·、]+.{0,80})?",
)
# The same, unless it is closed as a sentence: the headline that a link names may well have a verb.
_LINK = _whole(
    r"(?:read|see|view) (?:more|all|also)\s*[:→»].{1,150}|continue reading\b.{0,80}|.{1,120}\s[→»›]+"
)
_PAGER = _whole(r"(?:previous|next|prev)(?: post| article| story)?\s*[:→←].{0,150}")
# A word that opens many a real text; furniture only where more of it was found below.
_WEAK_TAIL = _whole(
    r"search(?: for)?\s*:?|tweet|pin(?: it)?|more|like|moderator|home|menu|e-?mail ?\*?|name ?\*?|website|comment ?\*?|reply|submit|subscribe|print|log in|sign in|newsletter",
    r"comments|share|tags|categories|facebook|twitter|x|linkedin|whatsapp|telegram|reddit|copy link|advertisement|δ",
    r"搜索|首页|打印|关闭|收藏|返回|评论|分享|登录|注册|点赞|(?:主办|承办|主管|技术支持)(?:单位)?\s*[:：].{0,60}",
)
_LIST_LABEL = _whole(
    r"related\s*:?|more from (?:this|our|the) (?:author|section|category|series|site|blog|archives?)",
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
    r"your e-?mail address will not be published\b.{0,60}",
    r"join the (?:full )?discussion at the .{1,60} forum\W*",
)
_COMMENT_COUNT = _whole(r"\d+ (?:comments?|replies|responses)|comments? \(\d+\)")
_COMMENTS = _whole(
    r"(?:\d+|one|two|three) (?:thoughts?|comments?|responses?|replies) (?:on|to) [“\"‘«].{1,250}"
)
_COMMENTER = _whole(r"(?:[\w.’'-]+ ){1,4}says\s*:")
_CONTENTS = _whole(r"(?:table of )?contents|in this article|on this page|目\s?录")
_EMPTY_CONTENTS = _whole(r"table of contents|on this page")
# What a page says of itself and to its reader, in a paragraph long enough to be an article's.
_PAGE_TALK = re.compile(
    r"扫一扫|朋友圈|公众号|二维码|客户端|点击.{0,10}(?:关注|订阅|下载|查看)|(?:本网|本站|本平台|本公众号)|转载"
    r"|\b(?:this (?:web)?site|our (?:web)?site|newsletter|inbox|subscribe|subscribers|subscription|sign up|log in|cookies|unsubscribe|all rights reserved)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should|does|did|says?|said|told)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 6  # of a sentence without a verb we know
_FEWEST_HAN = 12
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")


_LONGEST = 400


def _is(pattern: LatePattern, line: str) -> bool:
    return len(line) <= _LONGEST and pattern.fullmatch(simplify(line)) is not None


def is_always(line: str) -> bool:
    """Say whether a line is furniture wherever it stands."""
    return _is(_ALWAYS, line)


def is_advertisement(line: str) -> bool:
    """Say whether a line marks an advertisement, which stands in the middle of an article."""
    return _is(_ADVERTISEMENT, line)


def is_tail(line: str) -> bool:
    """Say whether a line is furniture where nothing but furniture follows."""
    return (
        is_always(line)
        or _is(_TAIL, line)
        or (_is(_TAIL_UNLESS_SAID, line) and not reads_as_sentence(line))
        or (_is(_LINK, line) and not sentences.ends_sentence(line))
    )


def is_weak_tail(line: str) -> bool:
    """Say whether a line is furniture where some follows it."""
    return is_tail(line) or _is(_WEAK_TAIL, line) or is_pager(line)


def is_beside_furniture(line: str) -> bool:
    """Say whether a line right under furniture belongs to it, though it would be content elsewhere."""
    return _is(_WEAK_TAIL, line) or is_service(line)


def is_pager(line: str) -> bool:
    """Say whether a line may lead to the page before or after this one; of a pair, it surely does."""
    return _is(_PAGER, line) and not reads_as_sentence(line)


def reads_as_sentence(line: str) -> bool:
    """Say whether a line tells something: it is closed as a sentence and long enough, or has a verb that says so."""
    is_closed = sentences.ends_sentence(line)
    if _HAN.search(line):
        return is_closed and len(line) >= _FEWEST_HAN
    words = _WORD.findall(line)
    is_set_as_prose = sum(word[0].islower() for word in words) * 2 >= len(words)
    return is_set_as_prose and (
        _FINITE.search(line) is not None or (is_closed and len(words) >= _FEWEST_WORDS)
    )


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


def is_comments_heading(line: str) -> bool:
    """Say whether a line heads the comments and nothing else."""
    return _is(_COMMENTS, line)


def is_commenter(line: str) -> bool:
    """Say whether a line names the one whose comment follows."""
    return _is(_COMMENTER, line)


def is_page_talk(line: str) -> bool:
    """Say whether a paragraph speaks of the page or to its reader; only next to furniture does that tell anything."""
    return _PAGE_TALK.search(simplify(line)) is not None


def is_label(line: str) -> bool:
    """Say whether a line heads or ends something that is not the article's."""
    return (
        is_tail(line)
        or any(_is(pattern, line) for pattern in (_LIST_LABEL, _SHARE_LABEL))
        or author_box.is_label(line)
    )
