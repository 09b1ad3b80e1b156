"""Messages as operators write them: Jinja2 over plain values, in a sandbox that can neither act nor run away.

text → parsed → only what a template may use → compiled → rendered within bounds → markup that Telegram takes
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Template, TemplateError, TemplateSyntaxError, nodes

from monitor.alerts import markup_check, render
from monitor.alerts.clip import units
from monitor.alerts.markup import visible
from monitor.alerts.template_sandbox import ENVIRONMENT, FILTERS, MAX_OUTPUT
from monitor.alerts.template_values import NAMES, samples, values
from monitor.model import ChannelConfig, Summary

MAX_TEMPLATE = 8_000  # characters
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}")
_MAX_LOOPS = 2  # one in another
_FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.Call: "call anything: the filters do what is needed",
    nodes.Macro: "define macros",
    nodes.CallBlock: "use call blocks",
    nodes.FilterBlock: "use filter blocks; put the filter behind each value",
    nodes.AssignBlock: "assign blocks",
    nodes.Include: "include other files",
    nodes.Import: "import other files",
    nodes.FromImport: "import other files",
    nodes.Extends: "extend other files",
    nodes.Block: "define blocks",
    nodes.Mul: "multiply",
    nodes.Pow: "raise to a power",
    nodes.Mod: "use %",
    nodes.With: "use with blocks; write {% set name = value %}",
    nodes.NSRef: "use namespaces",
}


class TemplateFault(Exception):  # noqa: N818  a fault of the template's, in one line, for the log and for `monitor check`
    """A template cannot be used, for this reason."""


def problems(name: str, text: str) -> tuple[str, ...]:
    """Return what is wrong with a template, in one line that says how to mend it; empty where nothing is.

    It is rendered with samples in both languages, hostile ones among them.
    """
    if name not in NAMES:
        return (f"{name!r} stands for no message; a template is one of {', '.join(NAMES)}",)
    for sample in samples(name):
        try:
            _checked(name, render_values(name, text, sample))
        except TemplateFault as error:
            return (str(error),)
    return ()


def message(name: str, text: str, summary: Summary, channel: ChannelConfig) -> str:
    """Render an alert or a reply; what it holds gives way, as in our own message, until it fits the channel."""
    length = 0
    for plan in render.plans():
        html = _checked(name, render_values(name, text, values(summary, plan, channel)))
        length = units(visible(html))
        if length <= channel.limit:
            return html
    raise TemplateFault(
        f"template {name}: {length} characters at the least, and the channel takes {channel.limit}; shorten it"
    )


def render_values(name: str, text: str, told: Mapping[str, Any]) -> str:
    """Render a template; raises TemplateFault."""
    template = _compiled(name, text)
    try:
        return "".join(_within_bounds(template.generate(told))).strip()
    except (TemplateError, ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        known = f"; it knows {', '.join(told)}" if "undefined" in str(error) else ""
        raise TemplateFault(f"template {name}: {_line(error)}{_said(error)}{known}") from error


def _within_bounds(pieces: Iterator[str]) -> Iterator[str]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_OUTPUT:
            raise ValueError(f"it makes more than {MAX_OUTPUT} characters; shorten it")
        yield piece


@lru_cache(maxsize=64)
def _compiled(name: str, text: str) -> Template:
    if len(text) > MAX_TEMPLATE:
        raise TemplateFault(f"template {name}: over {MAX_TEMPLATE} characters; shorten it")
    try:
        tree = ENVIRONMENT.parse("\n".join(map(_with_its_end, text.split("\n"))))
        _judge(name, tree)
        return ENVIRONMENT.from_string(tree)
    except TemplateSyntaxError as error:
        raise TemplateFault(f"template {name}: line {error.lineno}: {_said(error)}") from error
    except (TemplateError, SyntaxError, ValueError) as error:
        raise TemplateFault(f"template {name}: {_said(error)}") from error
    except RecursionError as error:
        raise TemplateFault(f"template {name}: nested too deeply; make it simpler") from error


def _with_its_end(line: str) -> str:
    """Return a line that keeps its end: Jinja takes that of every line that ends in a tag, ours of tags alone."""
    bare = line.rstrip()
    says_something = _TAG.sub("", bare).strip()
    if says_something and bare.endswith("%}") and not bare.endswith(("-%}", "+%}")):
        return f"{bare.removesuffix('%}')}+%}}"
    return line


def _judge(name: str, tree: nodes.Template) -> None:
    """Refuse what a message does not need and could run away with."""
    for node in tree.find_all(nodes.Node):
        for kind, does in _FORBIDDEN.items():
            if isinstance(node, kind):
                raise TemplateFault(f"template {name}: line {node.lineno}: a template cannot {does}")
        if isinstance(node, nodes.For):
            if node.recursive:
                raise TemplateFault(f"template {name}: line {node.lineno}: a loop cannot be recursive")
            inner = max(_depths(node))
            if inner > _MAX_LOOPS:
                raise TemplateFault(
                    f"template {name}: line {node.lineno}: {inner} loops in one another; {_MAX_LOOPS} are enough"
                )
    for assigned in tree.find_all(nodes.Assign):
        assigned.node = nodes.Filter(assigned.node, "_kept", [], [], None, None, lineno=assigned.lineno)
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, "_items", [], [], None, None, lineno=loop.lineno)


def _depths(loop: nodes.Node) -> Iterator[int]:
    own = int(isinstance(loop, nodes.For))
    yield own
    for child in loop.iter_child_nodes():
        for depth in _depths(child):
            yield own + depth


def _checked(name: str, html: str) -> str:
    wrong = markup_check.fault(html)
    if wrong is not None:
        raise TemplateFault(f"template {name}: what it makes is no Telegram HTML: {wrong}")
    if not visible(html).strip():
        raise TemplateFault(
            f"template {name}: what it makes is empty; tell something always, as {{{{ head }}}}"
        )
    return html


def _line(error: Exception) -> str:
    """Return the line of the template that an error at run time stands in, as its traceback knows it."""
    trace = error.__traceback__
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"line {line}: " if line else ""


def _said(error: Exception) -> str:
    if "No filter named" in str(error):
        known = ", ".join(sorted(name for name in FILTERS if not name.startswith("_")))
        return f"{error}; it has {known}"
    return " ".join(str(error).split()) or type(error).__name__
