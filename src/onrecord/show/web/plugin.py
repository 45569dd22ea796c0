"""Our plugin for Datasette: which address shows which page, and what stands around Datasette's own pages."""

import asyncio
import hashlib
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from weakref import WeakKeyDictionary

from datasette import NotFound, Response, hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import BadRequest, Request

from onrecord.show.web import correcting, pages
from onrecord.show.web.asked import Asked, AskedError, MissingError
from onrecord.show.web.desk import NAV, Desk
from onrecord.show.web.guard import App, Scope

LOG = logging.getLogger("onrecord.desk")
FAULTY = 500  # from this status on the fault is ours
LONGEST = 10_000_000  # bytes of one value that somebody's own SQL may make
NAMESPACE = "desk"  # what our cookie is signed for
LASTS = 7 * 24 * 3600  # seconds
ASSETS = {"dossier.css": "text/css", "desk.css": "text/css", "desk.js": "text/javascript"}
DRAWING = "vega.js"  # Vega-Lite, as the drawing engine carries it
BUNDLE = "import sys, vl_convert; sys.stdout.write(vl_convert.javascript_bundle())"
Page = Callable[[Desk, Asked], pages.Answer]
Act = Callable[[Desk, Asked], pages.Answer | str]
PAGES: Mapping[str, Page] = {
    r"^/$": pages.home,
    r"^/new$": pages.new,
    r"^/positions$": pages.positions,
    r"^/proposals$": pages.proposals,
    r"^/counts$": pages.counts,
    r"^/timeline$": pages.timeline,
    r"^/statements$": pages.statements,
    r"^/claims$": pages.claims,
    r"^/disputes$": pages.disputes,
    r"^/actors$": pages.actors,
    r"^/sources$": pages.sources,
    r"^/articles$": pages.articles,
    r"^/articles/(?P<part>[0-9a-f]{6,64})$": pages.article,
    r"^/search$": pages.searched,
    r"^/records/(?P<part>[0-9a-f]{6,64}-new)$": correcting.new,
    r"^/records/(?P<part>[0-9a-f]{6,64}-[A-Za-z0-9_-]{1,64})$": correcting.record,
    r"^/corrections$": correcting.log,
}
ACTS: Mapping[str, Act] = {
    r"^/records/(?P<part>[0-9a-f]{6,64}-new)$": correcting.done,
    r"^/records/(?P<part>[0-9a-f]{6,64}-[A-Za-z0-9_-]{1,64})$": correcting.done,
    r"^/corrections/(?P<part>[0-9]{1,9})/undo$": correcting.undone,
}
_desks: WeakKeyDictionary[Datasette, Desk] = WeakKeyDictionary()
_tokens: WeakKeyDictionary[Datasette, Callable[[str], bool]] = WeakKeyDictionary()


def mounted(served: Datasette, desk: Desk) -> App:
    """Datasette's application with our pages in it."""
    _desks[served] = desk
    module = sys.modules[__name__]
    if not pm.is_registered(module):
        pm.register(module, name="onrecord")
        pm.unregister(name="datasette.handle_exception")  # prints all that is in memory; ours stands for it
    made: App = served.app()
    return made


def allow(served: Datasette, is_token: Callable[[str], bool]) -> None:
    """Let those in who have the token."""
    _tokens[served] = is_token


def signer(served: Datasette) -> Callable[[Scope], bool]:
    """Tells whether a request carries the cookie that the token gives."""

    def signed(scope: Scope) -> bool:
        return _who(served, Request(scope, None)) is not None

    return signed


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Any]]:
    """Our pages, what they load, and the way in."""
    if datasette not in _desks:
        return []
    shown = [(route, _view(page, ACTS.get(route))) for route, page in PAGES.items()]
    acts = [(route, _view(None, act)) for route, act in ACTS.items() if route not in PAGES]
    own = [(r"^/corrections/gold.jsonl$", _gold)]
    return [
        *shown,
        *acts,
        *own,
        (r"^/-/desk/(?P<name>[a-z.]+)$", _asset),
        (r"^/enter$", _enter),
        (r"^/link$", _link),
    ]


@hookimpl
def prepare_connection(conn: Any) -> None:
    """What our indexes and filters call, for those who write SQL themselves."""
    conn.create_function("folded", 1, lambda text: (text or "").casefold(), deterministic=True)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """What stands around Datasette's own pages."""
    env.globals.update(desk_nav=NAV, desk_asset=address)


@hookimpl
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """Our page for what is not there or cannot be; what is our fault is logged."""
    status = int(getattr(exception, "status", 500))
    words = str(getattr(exception, "message", None) or exception) or "There is no such page."
    if status >= FAULTY:
        LOG.error("%s: %s", request.path, words, exc_info=exception)
        words = "Something went wrong here; the words are in the terminal that serves these pages."
    desk = _desks.get(datasette)
    if desk is None or request.path.endswith(".json"):
        return Response.json({"ok": False, "error": words, "status": status}, status=status)
    return _failed(desk, _asked(datasette, request, {}), status, words)


def address(name: str) -> str:
    """The address of one of our own files, another for each content."""
    if name == DRAWING:
        return f"/-/desk/{name}"
    return f"/-/desk/{name}?v={hashlib.sha256(_read(name)).hexdigest()[:12]}"


def _view(page: Page | None, act: Act | None) -> Any:
    """What answers at an address: a page where it is read, an act where something is posted."""

    async def view(request: Request, datasette: Datasette) -> Response:
        posted = request.method == "POST"
        asks: Page | Act | None = act if posted else page
        if asks is None:
            raise NotFound("There is nothing to be read or done so at this address.")
        try:
            values = await request.post_vars() if posted else None
        except UnicodeDecodeError as error:
            raise BadRequest("What was sent is not text.") from error
        desk, asked = _desks[datasette], _asked(datasette, request, request.url_vars, values)
        return await asyncio.to_thread(answered, desk, asked, asks)

    return view


def answered(desk: Desk, asked: Asked, asks: Page | Act) -> Response:
    """The response to what is asked for."""
    try:
        answer = asks(desk, asked)
    except AskedError as error:
        return _failed(desk, asked, 400, str(error))
    except MissingError as error:
        return _failed(desk, asked, 404, str(error))
    if isinstance(answer, str):
        return Response.redirect(answer, status=303)
    name, context = answer
    page = desk.rendered(name, asked, {"asset": address, **context})
    return Response.html(page, status=context.get("status", 200))


def _failed(desk: Desk, asked: Asked, status: int, words: str) -> Response:
    context = {"asset": address, "status": status, "words": words}
    return Response.html(desk.rendered("error.html", asked, context), status=status)


def _asked(
    datasette: Datasette, request: Request, named: Mapping[str, str], posted: Mapping[str, str] | None = None
) -> Asked:
    token = request.scope.get("csrftoken")
    return Asked(
        path=request.path,
        values={name: request.args[name] for name in request.args} if posted is None else posted,
        part=named.get("part", ""),
        who=_who(datasette, request),
        csrf=token() if token else "",
    )


def _who(datasette: Datasette, request: Request) -> str | None:
    """Who is asking; None: somebody without the token."""
    try:
        return str(datasette.unsign(request.cookies.get(cookie(datasette), ""), NAMESPACE))
    except datasette_error():
        return None


def cookie(datasette: Datasette) -> str:
    """The name of our cookie, another for each store: all ports of a machine share their cookies."""
    path = str(_desks[datasette].path.resolve())
    return f"onrecord-{hashlib.sha256(path.encode()).hexdigest()[:12]}"


@cache
def datasette_error() -> type[Exception]:
    """What Datasette raises of a cookie that is not its own."""
    from itsdangerous import BadSignature

    return BadSignature


async def _enter(request: Request, datasette: Datasette) -> Response:
    """Give the cookie to who has the token, and ask for a name."""
    desk, asked = _desks[datasette], _asked(datasette, request, {})
    if not _tokens[datasette](asked.values.get("token", "")):
        return _failed(desk, asked, 403, "The token is not the one that `onrecord serve` printed.")
    if not asked.value("name"):
        return Response.html(desk.rendered("enter.html", asked, {"asset": address}))
    response = Response.redirect("/")
    signed = datasette.sign(asked.value("name"), NAMESPACE)
    response.set_cookie(cookie(datasette), signed, max_age=LASTS, httponly=True, samesite="strict")
    return response


async def _link(request: Request, datasette: Datasette) -> Response:
    """Make the links anew."""
    desk, asked = _desks[datasette], _asked(datasette, request, {})
    if request.method != "POST" or asked.who is None:
        return _failed(desk, asked, 403, "Open the address with the token that `onrecord serve` printed.")
    await asyncio.to_thread(desk.relink)
    return Response.redirect("/")


async def _gold(datasette: Datasette) -> Response:
    """The corrections as gold."""
    lines = await asyncio.to_thread(lambda: list(correcting.exported(_desks[datasette])))
    headers = {"content-disposition": 'attachment; filename="gold.jsonl"'}
    return Response("".join(lines), content_type="application/x-ndjson; charset=utf-8", headers=headers)


async def _asset(request: Request) -> Response:
    name = request.url_vars["name"]
    if name == DRAWING:
        body, kind = await asyncio.to_thread(_drawing), "text/javascript"
    elif name in ASSETS:
        body, kind = _read(name).decode(), ASSETS[name]
    else:
        raise NotFound("There is no such file.")
    headers = {"cache-control": "private, max-age=86400"}
    return Response(body, content_type=f"{kind}; charset=utf-8", headers=headers)


@cache
def _read(name: str) -> bytes:
    return (files("onrecord.show") / "templates" / name).read_bytes()


@cache
def _drawing() -> str:
    """The drawing engine's script, taken from a process of its own, for its engine takes much memory."""
    return subprocess.run([sys.executable, "-c", BUNDLE], capture_output=True, check=True, text=True).stdout  # noqa: S603
