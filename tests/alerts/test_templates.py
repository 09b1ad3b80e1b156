import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts import templates
from monitor.alerts.template_values import NAMES, samples
from monitor.model import ChannelConfig, ChannelKind
from tests.alerts.samples import summary
from tests.telegram_html import parse

CHANNEL = ChannelConfig(id="c", kind=ChannelKind.TELEGRAM, language="en", limit=400)
GOOD = """\
{{ mark }} <b>{{ head }}</b>{% if url %} <a href="{{ url }}">text</a>{% endif %}

{% for line in lines %}
• {% if line.gloss %}<b>{{ line.gloss }}</b> {% endif %}{{ line.text|truncate(80) }}
{% else %}
nothing
{% endfor %}
<i>{{ source|default("?") }}</i> {{ tags|join(" ") }}
{% set shown = rules|limit(1)|length %}
{{ shown }} of {{ rules|length }}: {{ severity|upper }} {{ topics|first|default("")|lower }}
"""


def test_a_template_that_is_right_has_no_problems() -> None:
    assert not templates.problems("alert", GOOD)
    assert not templates.problems(
        "reply", "{{ mark }} {{ change|capitalise }}: {{ head|trim }} {{ history|last }}"
    )
    assert not templates.problems(
        "digest",
        "{{ title }}{% for t in topics %}{% for s in t.stories %}\n{{ s.title }}{% endfor %}{% endfor %}",
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_value_of_every_sample_can_be_shown_and_is_text(name: str) -> None:
    for sample in samples(name):
        shown = " ".join(f"{{{{ {value} }}}}" for value in sample)

        html = templates.render_values(name, f"x {shown}", sample)

        parse(html)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("{{ head", "line 1: unexpected end of template", id="a syntax error"),
        pytest.param(
            "a\n{{ heads }}",
            "line 2: 'heads' is undefined; it knows mark, severity,",
            id="a name nobody knows",
        ),
        pytest.param(
            "{{ head.x }}", "line 1: 'str object' has no attribute 'x'", id="an attribute nobody has"
        ),
        pytest.param("{{ heads|upper }}", "line 1: 'heads' is undefined", id="an unknown name in a filter"),
        pytest.param(
            "{{ head|replace('a', 'b') }}",
            "line 1: No filter named 'replace'.; it has capitalise,",
            id="an unknown filter",
        ),
        pytest.param(
            "<div>{{ head }}</div>",
            "what it makes is no Telegram HTML: line 1: Telegram has no tag <div>",
            id="an unknown tag",
        ),
        pytest.param(
            "<b>{{ head }}",
            "what it makes is no Telegram HTML: line 1: <b> is never closed",
            id="an open tag",
        ),
        pytest.param(
            "{% if demo and head == '' %}x{% endif %}", "what it makes is empty", id="nothing to see"
        ),
        pytest.param(
            "{% for i in range(10) %}x{% endfor %}", "line 1: a template cannot call anything", id="a call"
        ),
        pytest.param(
            "{% macro x() %}{% endmacro %}x", "line 1: a template cannot define macros", id="a macro"
        ),
        pytest.param("{% include 'x' %}", "line 1: a template cannot include other files", id="an include"),
        pytest.param("{% set ns.x = 1 %}x", "line 1: a template cannot use namespaces", id="a namespace"),
        pytest.param(
            "{% with a = 1 %}x{% endwith %}", "line 1: a template cannot use with blocks", id="with"
        ),
        pytest.param("{{ 'a' * 9 }}", "line 1: a template cannot multiply", id="a product"),
        pytest.param("{{ 9 ** 9 }}", "line 1: a template cannot raise to a power", id="a power"),
        pytest.param("{{ '%99999999d' % 9 }}", "line 1: a template cannot use %", id="a format"),
        pytest.param(
            "{% for a in lines recursive %}x{% endfor %}",
            "line 1: a loop cannot be recursive",
            id="a recursive loop",
        ),
        pytest.param(
            "{% for a in lines %}{% for b in lines %}{% for c in lines %}x{% endfor %}{% endfor %}{% endfor %}",
            "line 1: 3 loops in one another; 2 are enough",
            id="deep loops",
        ),
        pytest.param(
            "{% for a in head %}x{% endfor %}",
            "line 1: 'MIIT: National…' is no list",
            id="a loop over a text",
        ),
        pytest.param(
            "{% for a in [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21] %}x{% endfor %}",
            "line 1: a loop over more than 20 things",
            id="a long loop",
        ),
        pytest.param(
            "{% set a = lines %}x", "line 1: set keeps texts and numbers, no lists", id="a list kept"
        ),
        pytest.param("{{ 1 // 0 }}", "line 1: integer division or modulo by zero", id="a division by nought"),
        pytest.param("{{ head.__class__ }}", "line 1: access to attribute '__class__'", id="a way out"),
        pytest.param("{{ 9" + "9" * 5000 + " }}", "Exceeds the limit", id="a very long number"),
        pytest.param("{{" + "(" * 2000 + "1" + ")" * 2000 + "}}", "", id="nested without end"),
        pytest.param("x" * 8001, "over 8000 characters; shorten it", id="a long template"),
        pytest.param(
            "{{ head }}" + "x" * 7000 + "{{ 'y' ~ " + " ~ ".join(["head"] * 120) + " }}",
            "",
            id="long, and right",
        ),
    ],
)
def test_a_template_that_is_wrong_is_told_with_its_line_and_the_mend(text: str, said: str) -> None:
    found = templates.problems("alert", text)

    assert all(one.startswith("template alert: ") and said in one for one in found)
    assert bool(found) or not said


def test_a_name_that_stands_for_no_message_is_refused() -> None:
    assert templates.problems("other", "x") == (
        "'other' stands for no message; a template is one of alert, reply, digest",
    )


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(
            "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}", id="doubling by ~"
        ),
        pytest.param(
            "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a + a %}" * 60 + "{{ a }}", id="doubling by +"
        ),
        pytest.param(
            "{% set a = 'aaaaaaaaaa' %}" + "{% set a = [a, a]|join(a) %}" * 60 + "{{ a }}",
            id="doubling by join",
        ),
        pytest.param(
            "{% set a = '" + "x" * 3000 + "' %}{% for l in [1,2,3,4,5,6,7,8,9] %}{{ a }}{% endfor %}",
            id="a long message",
        ),
    ],
)
def test_a_template_cannot_run_away(bomb: str) -> None:
    started = time.monotonic()

    (found,) = templates.problems("alert", bomb)

    assert "more than 20000 characters" in found
    assert time.monotonic() - started < 5


def test_values_are_text_and_never_markup() -> None:
    told = summary(title="<b>&", lines=("</b>",), url='https://e.org/?a="><b>')

    html = templates.message("alert", GOOD, told, CHANNEL)

    parsed = parse(html)
    assert "<b>&" in parsed.text
    assert [one.url for one in parsed.entities if one.url] == ['https://e.org/?a="><b>']


def test_what_a_template_shows_gives_way_until_it_fits() -> None:
    told = summary(lines=("line one " * 30, "line two " * 30, "line three " * 30))

    html = templates.message(
        "alert", "{{ head }}{% for l in lines %}\n{{ l.text }}{% endfor %}", told, CHANNEL
    )

    assert parse(html).units <= CHANNEL.limit
    assert "line one" in html


def test_a_template_that_never_fits_is_a_fault() -> None:
    with pytest.raises(
        templates.TemplateFault, match="500 characters at the least, and the channel takes 400"
    ):
        templates.message("alert", "x" * 500, summary(), CHANNEL)


def test_a_chinese_channel_is_given_chinese_words() -> None:
    html = templates.message(
        "alert", "{{ severity }} {{ trust }}", summary(), replace(CHANNEL, language="zh")
    )

    assert html == "重要 官方发布"


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "{{ head }}",
                "{{ lines|first }}",
                "{{ lines|last }}",
                "{% for l in lines %}",
                "{% endfor %}",
                "{% if url %}",
                "{% endif %}",
                "{{ l.text }}",
                "<b>",
                "</b>",
                "{{ head|truncate(9) }}",
                "{{ ",
                " }}",
                "|upper",
                "{% set a = head %}",
                "{{ a }}",
                "text",
                "{{ tags|join }}",
            ]
        ),
        max_size=10,
    )
)
def test_whatever_is_written_is_a_message_or_a_problem(pieces: list[str]) -> None:
    text = "".join(pieces)

    if not templates.problems("alert", text):
        for sample in samples("alert"):
            parse(templates.render_values("alert", text, sample))


def test_a_line_that_ends_in_a_tag_keeps_its_end_and_a_line_of_tags_alone_leaves_none() -> None:
    text = "{{ head }}{% if url %} (text){% endif %}\n{% for tag in tags %}\n– {{ tag }}\n{% endfor %}\nend"

    told = templates.render_values("alert", text, {"head": "Head", "url": "x", "tags": ["a", "b"]})

    assert told == "Head (text)\n– a\n– b\nend"
