"""What an editor says about each key as one types it, by the type that has the key."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, Mapping[str, str]]

RULE_FILE: Words = {
    "RuleFile": {
        "topic": "Id of the topic: small letters, digits, single hyphens. One file holds one topic.",
        "rules": "The rules of the topic.",
    },
    "RuleEntry": {
        "id": "Name of the rule for good: small letters, digits, single hyphens; unique in all files. "
        "What is stored hangs on it, so never change it.",
        "name": "What a reader sees at the head of an alert.",
        "severity": "How much it matters. Of several rules the worst heads the alert; low is told without a sound.",
        "status": "stable: told. draft: recorded, never told; begin with this. "
        "retired: not looked for, but its id stays taken.",
        "why": "Why it matters, in one or two sentences; alerts print it.",
        "when": "What to look for. A text is a term, a list is `any`, a mapping has operators.",
        "unless": "Other meanings. What is found here takes out every hit of the rule that shares a letter with "
        'it; the rest of the document still counts. Write the whole phrase: "airline pilot".',
        "actor": "Each hit must be the doing of an actor of this class of terms.yaml: china, say.",
        "split": "true: a space may stand anywhere inside a word, as in text copied from a PDF.",
        "examples": "Texts the rule must find and texts it must not. `monitor check` runs them.",
        "references": "Addresses that explain the subject.",
        "false_alarms": "What the rule is known to find wrongly, in words, for people.",
        "notes": "For the next analyst; no reader sees it.",
    },
    "Examples": {
        "match": "Texts the rule must find, in each language. A blank line parts paragraphs, `- ` begins a "
        "highlight, the first paragraph counts as the title too.",
        "no_match": "Texts it must not find: above all other meanings of the same words.",
    },
}

# What an editor that knows `defaultSnippets` offers for a new rule; `$1` is where the cursor goes first.
NEW_RULE: Mapping[str, object] = {
    "id": "$1",
    "name": "$2",
    "severity": "${3:medium}",
    "status": "draft",
    "why": "$4",
    "when": ["$5"],
    "unless": ["$6"],
    "examples": {"match": ["$7"], "no_match": ["$8"]},
}

CONDITION: Mapping[str, str] = {
    "any": "At least one of the list is there.",
    "all": "Every one of the list is there, anywhere in the document.",
    "none": "None of the list is there: it vetoes the whole document. It needs a term beside it, in `all`.",
    "near": "All stand in one paragraph, in any order, at most `within` words apart.",
    "within": "The most words between the end of the first and the start of the last; 12 where nothing is "
    "written. Two Chinese characters count as one word.",
    "at_least": "At least `count` different ones of the list are there.",
    "count": "How many different members. Every entry of a vocabulary is one, its names are not.",
    "of": "The members, or one vocabulary.",
    "context": "Holds where this stands somewhere in the document, without showing it as evidence.",
    "number": "Any figure of the text in this range and unit, however it is written: 10.5 %, 百分之十点五, 1.2亿元.",
    "min": 'The smallest figure meant: 10, 2.5, "1.2 million", "1.2亿".',
    "max": "The largest figure meant.",
    "unit": "What is counted, by any of its names: %, tonnes, 吨, CNY, 元; none: a figure without a unit.",
    "in": "Only this part of the document: the title, the highlights at its head, or the body.",
}

TERM = (
    "A term. `rare earth`: a phrase; case, plural, hyphens and lost spaces do not matter. `commerciali*`: the "
    "start of a word. `=MOST`: exactly these capitals. `/…/`: a regular expression. `@name`: a list of terms.yaml."
)

TERMS_FILE: Words = {
    "VocabularyFile": {
        "vocabularies": 'Lists of terms by name. Rules use a list as "@name", in quotes.',
        "actors": "Classes of actors by name, for the key `actor` of a rule.",
        "kinds": "What the entries of a vocabulary are: body, place, firm, thing, state, or word for any other that "
        "both languages have. Documents that name the same ones may be one story, whatever their language.",
    },
    "VocabularyEntry": {
        "id": "Name of the thing, as labels and counts show it.",
        "names": "All its names as terms: English, pinyin, Chinese, abbreviations. The first English one is printed.",
    },
    "ActorEntry": {
        "names": "The names of its actors: terms and vocabularies.",
        "assumed_in": "Where a document names no actor at all, a hit in this script is taken for this class's.",
    },
}

SETTINGS: Words = {
    "_SettingsEntry": {
        "store": "The SQLite file, as a path or a sqlite:/// address.",
        "rules": "The folder of rule files.",
        "sources": "What to poll.",
        "fetch": "How requests are made.",
        "channels": "Where to tell it. Left out: one Telegram channel of the environment, else the terminal.",
        "ops_chat": "The operators' Telegram chat, told what they must know: its numeric id or @name.",
        "bot": "Lets the bot answer people who write to it, and press buttons. Left out: it listens to nobody.",
        "retention": "How long the store keeps what it could do without. Who was told of what stays known for ever.",
        "web": "Serves /healthz, /readyz and /metrics to machines that watch the program. Left out: it serves nothing.",
        "summariser": "A language model that may write the lines of a message; used only where all it says stands in the document.",
        "log": "How much is logged, and in which form.",
        "heartbeat": "A service that raises the alarm when our sign of life stays away. Left out: nobody waits for one.",
        "still_here": "When the operators' chat is told each day how the program does, in the zone of the first channel; off for never.",
    },
    "RetentionEntry": {
        "raw": "Bytes as they came, and texts that a newer version has replaced. No longer than texts.",
        "texts": "What documents say, where rules found it, and the index they are found by.",
        "log": "The wording of messages that were sent, silences that are over, and the like.",
    },
    "LogEntry": {
        "format": "json or text. Left out: text on a terminal, JSON elsewhere.",
        "level": "From where on: debug, info, warning or error.",
    },
    "HeartbeatEntry": {
        "url": "The address to call while all is well; with /fail behind it when it is not. Keep it in a variable: ${NAME}.",
        "url_file": "A file that holds the address, in place of url.",
        "every": "How often: 10s to 1d.",
        "method": "post says in the body what is wrong; get for services that take nothing else.",
    },
    "WebEntry": {
        "port": "1 to 65535, as 9464.",
        "host": "127.0.0.1 for this machine only; 0.0.0.0 for a container whose port is published with care.",
    },
    "SummariserEntry": {
        "url": "Its address, without /chat/completions: http://127.0.0.1:11434/v1",
        "model": "The model, as its server calls it.",
        "key": "What it asks for as a bearer token; better from a variable: ${NAME}.",
        "key_file": "A file that holds the key, in place of key.",
        "timeout": "How long an alert may wait for it: 1s to 2m.",
    },
    "BotEntry": {
        "admins": "Telegram's numeric ids of the people who may run it: /mute, /try, /digest and more.",
        "commands": "false: the buttons beneath alerts alone, no commands.",
        "subscribers": "How many private chats may /subscribe to topics; 0: none.",
        "language": "Of what subscribers are told: en gives Chinese documents an English head.",
    },
    "SourceEntry": {
        "id": "Unique and stable: documents and statistics hang on it. No spaces.",
        "kind": "feed: RSS, Atom, RDF, JSON Feed, WordPress posts. listing: a page of links. json: an endpoint. sitemap. folder: .txt in the seed form, and .html.",
        "url": "http:// or https://; behind the host {name} is what a step of before took, {page} the number of the page.",
        "path": "Of a folder; read with its subfolders.",
        "every": "The least time between two polls: 30m, 2h, 1d; or {min: 30m, max: 6h}, and a quiet source is polled less often. The server may ask for longer.",
        "backlog": "How old an entry may be to be told at the first poll: a length of time, all or none.",
        "outlet": "Who publishes it.",
        "tier": "Its place in the making of policy; channels may be told of some tiers only.",
        "language": "Of its documents, ISO 639-1: zh, en. Left out: found from the text.",
        "zone": "Where dates without a zone are read: Asia/Shanghai, America/New_York.",
        "demo": "true: told on a terminal only, never to Telegram.",
        "verified": "The day somebody saw this address answer, or never.",
        "before": "Requests made first, in order: for their cookies, or for values the list's request needs.",
        "method": "GET, or POST.",
        "headers": "Headers of the list's request, such as Referer.",
        "params": "Added to the address as ?name=value; a list gives a name several values.",
        "form": "The body of a POST, as a form sends it.",
        "json": "The body of a POST, as JSON.",
        "pages": "How many pages of the list a poll reads at most.",
        "first_page": "What {page} is on the first page.",
        "charset": "In place of what the answers say of themselves: gb18030, big5.",
        "html": "JMESPath: where in a JSON answer the HTML of the list stands.",
        "item": "CSS: one entry of the list. Left out: found by the structure of the page.",
        "items": "JMESPath: the list of entries.",
        "link": "Of an entry: CSS (a::attr(href)) or JMESPath.",
        "link_template": "Of an entry: its address, with {field} for its fields.",
        "title": "Of an entry: CSS (a::attr(title)) or JMESPath.",
        "date": "Of an entry: CSS or JMESPath.",
        "text": "Of an entry: JMESPath of its text or HTML.",
        "guid": "Of an entry: JMESPath of what names it for good.",
        "number": "Of an entry: JMESPath of its document number (发文字号).",
        "issuer": "Of an entry: JMESPath of the body that issued it.",
        "next": "CSS: the link to the next page.",
        "only": "A regular expression that an entry's link must hold.",
        "fulltext": "Whether an entry's page is read: auto (where its text is missing or cut off), always, never.",
        "attachments": "names: linked files are named. text: their text is read too.",
        "recheck": "Whether the page of a document that matched is fetched again after 1 h, 6 h, 1 d and 3 d, for what was edited in it.",
        "robots": "Whether robots.txt is asked before an entry's page is fetched: obey, or ignore.",
    },
    "StepEntry": {
        "url": "http:// or https://; behind the host {name} is what an earlier step took.",
        "method": "GET, or POST.",
        "headers": "Headers, such as Referer.",
        "params": "Added to the address as ?name=value.",
        "form": "The body of a POST, as a form sends it.",
        "json": "The body of a POST, as JSON.",
        "take": "Values to take from the answer, by name. Left out: it is made for its cookies.",
    },
    "TakeEntry": {
        "css": "CSS of an element: its text, or ::attr(name).",
        "path": "JMESPath of a value in a JSON answer.",
        "pattern": "A regular expression with one group, over what css or path gave, else over the whole answer.",
    },
    "OutletEntry": {
        "name": "Its name, as alerts print it.",
        "name_en": "What channels in English call it, where its name is Chinese.",
        "kind": "Who stands behind it, least independent first.",
    },
    "_FetchEntry": {
        "allow_private": "Hosts of your own network that may be fetched: a name, or host:port.",
        "contact": "An e-mail or web address by which a site's operator can reach you.",
    },
    "ChannelEntry": {
        "id": "Unique and stable: what was told hangs on it. No spaces.",
        "kind": "telegram. console: the terminal. apprise: any service of Apprise. webhook: a signed JSON body. atom: a feed file.",
        "chat": 'Of Telegram: "@name", or the numeric id as "-100…".',
        "thread": "Of Telegram: a topic of a forum, by the number its links end in.",
        "url": "Of apprise and webhook. What holds a token comes from a variable: ${NAME}.",
        "url_file": "A file that holds the url.",
        "secret": "Of a webhook: what its bodies are signed with, from a variable: ${NAME}.",
        "secret_file": "A file that holds the secret.",
        "path": "Of atom: the file to write.",
        "pace": "The most messages in a time: 20/min; or off. Never two within a second.",
        "language": "Of its readers. en: a Chinese document gets an English head.",
        "limit": "The most characters of an alert.",
        "templates": "Jinja2 in place of the built-in words, by what it stands for: alert, reply, digest.",
        "buttons": "true: useful, noise, mute this rule, mute this story, why, open.",
        "routes": "What it is told of: any of these. Left out: everything.",
        "sound": "From this severity on a message makes a sound.",
        "digest": "Up to this severity alerts wait for the digest. Left out: none does.",
        "urgent": "From this severity on neither quiet hours nor cap nor damping hold an alert back.",
        "hours": "When it is not disturbed: what comes then waits.",
        "cap": "The most alerts in a time: 10/1h. What is over is told together, when the time is over or in the next digest.",
        "damping": "A rule that was told is not told again so soon, alone, of another story.",
        "digests": "When what waits is told together. Left out: daily at 8. A plan that comes less than twice a week looks back on its time too.",
        "spikes": "true: a topic well above its own usual is told, at most once a day.",
    },
    "RouteEntry": {
        "topics": "One of the matched rules is of one of these topics.",
        "rules": "One of these rules matched.",
        "severity": "At least so grave.",
        "tiers": "Of a source of one of these tiers.",
        "sources": "Of one of these sources.",
        "languages": "In one of these languages, ISO 639-1.",
        "mentions": 'Something of one of these vocabularies is named: "@national-bodies".',
    },
    "HoursEntry": {
        "zone": "Where hours, days and digests are read: Asia/Shanghai, America/New_York.",
        "quiet": "Stretches of every day: 22:00-07:00, in quotes.",
        "working_days": "ISO 3166 code of a country: quiet on every day that is no working day there.",
    },
    "DigestEntry": {
        "cron": "Minute, hour, day, month, weekday.",
        "picture": "true: with a picture of signals by topic and week, and of the most active bodies.",
    },
}

EXPECTED: Words = {
    "_File": {"documents": "What each document of this folder must yield, by file name."},
    "Expectation": {
        "title": "The title after mending, exactly.",
        "title_derived": "true where the text has no title of its own.",
        "published": 'A day or an instant in quotes, "2026-03-02"; null where the text does not say.',
        "highlights": "The number of highlights, children not counted.",
        "provenance": "The least independent kind that the reporting rests on.",
        "match": "Rules or topics that must match.",
        "no_match": "Rules or topics that must not: above all those that a careless rule would find.",
    },
}
