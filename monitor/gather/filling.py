"""Requests as they are declared, with what earlier answers gave filled in: `{name}`, and `{page}` for the page's number."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote

from monitor.errors import SourceError, Trouble
from monitor.model import Pairs, Recipe, Request

PAGE = "page"

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PAGE_ALONE = re.compile(r'"\{page\}"(?!\s*:)')  # a value of JSON that is the number and nothing else
# A value may be a part of a path or a whole query, but nothing that ends the URL or splits its line.
_URL_SAFE = "/:?&=%@!$'()*+,;~-._[]"


def list_request(recipe: Recipe, url: str) -> Request:
    """Return the request of a list, still to be filled."""
    return Request(
        url=url,
        method=recipe.method,
        headers=recipe.headers,
        params=recipe.params,
        form=recipe.form,
        json=recipe.json,
    )


def holds_page(request: Request) -> bool:
    """Say whether the number of the page stands anywhere in a request."""
    texts = [request.url, request.json or ""]
    texts += [value for pairs in (request.headers, request.params, request.form) for _, value in pairs]
    return any("{" + PAGE + "}" in text for text in texts)


def fill(request: Request, values: Mapping[str, str]) -> Request:
    """Return a request with nothing left to fill in; raises SourceError where nothing gave a value."""
    if "{" not in f"{request.url}{request.json or ''}{request.headers}{request.params}{request.form}":
        return request

    def pairs(given: Pairs, written: Callable[[str], str]) -> Pairs:
        return tuple((name, _filled(value, values, written)) for name, value in given)

    return replace(
        request,
        url=_filled(request.url, values, lambda value: quote(value, safe=_URL_SAFE)),
        headers=pairs(request.headers, _one_line),
        params=pairs(request.params, str),
        form=pairs(request.form, str),
        json=None if request.json is None else _filled(_with_number(request.json, values), values, _in_json),
    )


def _with_number(body: str, values: Mapping[str, str]) -> str:
    """Put the page's number for `"{page}"`: where it stands alone, a server wants a number."""
    return _PAGE_ALONE.sub(values[PAGE], body) if PAGE in values else body


def _filled(text: str, values: Mapping[str, str], written: Callable[[str], str]) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise SourceError(
                f"nothing fills in {found[0]}; take it in a step under `before`", trouble=Trouble.CHANGED
            )
        return written(values[found[1]])

    return _PLACEHOLDER.sub(value, text)


def _one_line(value: str) -> str:
    """Keep a value that a site gave from beginning another header."""
    return " ".join(value.split())


def _in_json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]
