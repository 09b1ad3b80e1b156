"""What to try where a source fails: one line a thing, by what kind of trouble it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from monitor.cli.sources import drafts, words
from monitor.errors import FetchError, SourceError, Trouble
from monitor.model import Probe, Source, SourceKind

_NOT_FOUND = 404
_SERVER_FAILS = 500


def advise(source: Source, error: SourceError, probe: Probe | None) -> tuple[str, ...]:
    """Return what to try, the likeliest first; `probe` is what came, where something did."""
    if source.kind is SourceKind.FOLDER:
        return ("name a folder that this user may read, with files in the seed form, under `path`",)
    if isinstance(error, FetchError) and error.status == _NOT_FOUND:
        return tuple(_gone(source, error, probe))
    return tuple(_BY_TROUBLE[error.trouble](source, error, probe))


def empty(source: Source) -> tuple[str, ...]:
    """Return what to try where a source answers with nothing in it."""
    if source.kind is SourceKind.FOLDER:
        return ()
    seen = f"if a browser shows entries there: `monitor sources probe {words.place(source)}`"
    only = source.recipe.only
    return (f"no link may hold what `only` asks for: {only}", seen) if only else (seen,)


def moved(to: str) -> str:
    """Return what to do where a source has another address for good."""
    return f"write its new address into the settings: `url: {words.safe(to)}`"


def _blocked(source: Source, error: SourceError, probe: Probe | None) -> Iterator[str]:
    del probe
    recipe = source.recipe
    if isinstance(error, FetchError) and error.retry_after is not None:
        yield "wait as long as the server wants; then ask less often (`every`)"
        return
    if not any(name.lower() == "referer" for name, _ in recipe.headers):
        yield f"send what a browser sends: `headers: {{Referer: {_site(source)}}}`"
    if not recipe.before:
        yield f"if it sets a cookie first: `before: [{{url: {_site(source)}}}]`"
    yield "ask less often (`every`); where a browser here meets a captcha or a log-in, no recipe helps"


def _changed(source: Source, error: SourceError, probe: Probe | None) -> Iterator[str]:
    del error
    if probe is not None:
        yield from (
            f"the page names a feed: `kind: feed`, `url: {words.safe(one.url)}`"
            for one in probe.feeds
            if one.is_named
        )
        if probe.kind is not None and probe.kind is not source.kind:
            yield f"it reads as {words.safe(probe.what) or probe.kind}: `kind: {probe.kind}`"
        if probe.kind in {SourceKind.LISTING, SourceKind.JSON} and probe.count:
            found = drafts.selectors(probe, probe.kind)
            told = ", ".join(f"`{key}: {words.safe(value)}`" for key, value in found.items())
            yield f"what finds {words.counted(probe.count, 'entry', 'entries')} there now: {told or 'no selectors at all'}"
    yield f"all that can be read there: `monitor sources probe {words.place(source)}`"


def _gone(source: Source, error: SourceError, probe: Probe | None) -> Iterator[str]:
    del error, probe
    yield f"look for its new address: `monitor sources probe {_site(source)}`"
    yield "or remove the source: nothing is there any more"


def _unreachable(source: Source, error: SourceError, probe: Probe | None) -> Iterator[str]:
    del probe
    if isinstance(error, FetchError) and (error.status or 0) >= _SERVER_FAILS:
        yield "the server fails; it will be asked again, and nothing is to be mended here"
        return
    yield f"see whether the address is right, and whether this machine can reach {_host(source)} at all"


def _tls(source: Source, error: SourceError, probe: Probe | None) -> Iterator[str]:
    del error, probe
    scheme, _, rest = words.place(source).partition("://")
    if scheme == "https":
        yield f"if the site answers without encryption: `url: http://{rest}`"
    yield "an expired or foreign certificate is for the site to mend; if all sources fail so, see this machine's clock"


def _refused(source: Source, error: SourceError, probe: Probe | None) -> Iterator[str]:
    del probe
    if "robots" in str(error):
        yield "if the site allows you to: `robots: ignore`"
    elif "allow_private" not in str(error):
        yield f"see whether {_host(source)} leads where it should; what is refused is no place for a source"


def _too_large(source: Source, error: SourceError, probe: Probe | None) -> Iterator[str]:
    del source, error, probe
    yield "look for a smaller list of the same: a page of it, a category, a limit in the address"


def _slow(source: Source, error: SourceError, probe: Probe | None) -> Iterator[str]:
    del error, probe
    yield f"try again at another hour: `monitor sources check {source.id}`"
    yield "look for a smaller list of the same, or a mirror nearer to this machine"


def _defect(source: Source, error: SourceError, probe: Probe | None) -> Iterator[str]:
    del source, error, probe
    yield "this is a defect of monitor: please report it with the recipe of the source"


def _site(source: Source) -> str:
    scheme, _, rest = words.place(source).partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"


def _host(source: Source) -> str:
    parts = urlsplit(words.place(source))
    return parts.netloc or "the host"


_BY_TROUBLE: Mapping[Trouble, Callable[[Source, SourceError, Probe | None], Iterator[str]]] = {
    Trouble.BLOCKED: _blocked,
    Trouble.CHANGED: _changed,
    Trouble.GONE: _gone,
    Trouble.MALFORMED: _changed,
    Trouble.TOO_LARGE: _too_large,
    Trouble.SLOW: _slow,
    Trouble.UNREACHABLE: _unreachable,
    Trouble.TLS: _tls,
    Trouble.REFUSED: _refused,
    Trouble.DEFECT: _defect,
}
