"""Serving: Datasette with our pages in front of it, by uvicorn, on an address of this machine."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

from onrecord.errors import OnRecordError
from onrecord.show.web import plugin
from onrecord.show.web.desk import Desk
from onrecord.show.web.guard import App, Guard
from onrecord.show.web.linking import Linking
from onrecord.store import Store

DATABASE = "data"  # under which Datasette shows the store's tables
SETTINGS = {
    "allow_download": False,
    "suggest_facets": False,
    "num_sql_threads": 2,
    "sql_time_limit_ms": 2000,
    "default_cache_ttl": 0,
    "truncate_cells_html": 400,
}


def app(
    path: Path,
    *,
    token: str,
    host: str = "127.0.0.1",
    title: str | None = None,
    linking: Linking | None = None,
) -> App:
    """The site over a store, as an ASGI application.

    Args:
        token: what allows to write, and to read from elsewhere than this machine.
        linking: what keeps the links up to date; None: nothing does.

    Raises:
        StoreError: there is no such store.
    """
    from datasette.app import Datasette
    from datasette.database import Database

    Store(path, create=False).close()  # brings it to the newest schema, or says why not
    templates = Path(str(files("onrecord.show") / "templates" / "tables"))
    served = Datasette([], settings=SETTINGS, template_dir=templates, secret=token)
    served.add_database(Database(served, path=str(path), is_mutable=True), name=DATABASE)
    desk = Desk(path, title=title or path.stem, linking=linking or Linking(path, None, automatic=False))
    guard = Guard(plugin.mounted(served, desk), host=host, token=token, signed=plugin.signer(served))
    plugin.allow(served, guard.is_token)
    return guard


def serve(
    path: Path,
    *,
    host: str,
    port: int,
    token: str,
    title: str | None = None,
    aliases: Path | None = None,
    ready: Callable[[str], None],
) -> None:
    """Serve a store until stopped; `ready` is told the address.

    Raises:
        StoreError: there is no such store.
        OnRecordError: the address cannot be served.
    """
    import uvicorn

    linking = Linking(path, aliases)
    site: Any = app(path, token=token, host=host, title=title, linking=linking)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise OnRecordError(f"{host}:{port}: {error.strerror}; give another --port or --host") from error
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(site, log_level="warning", lifespan="on", server_header=False)
        try:
            asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))
        finally:
            linking.stop()
