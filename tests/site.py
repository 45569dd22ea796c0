"""A web server for tests that does exactly what it is told, right or wrong, on a port of this machine."""

import socket
import threading
from collections.abc import Callable, Mapping

Reply = bytes | Callable[[socket.socket, Mapping[str, str]], None]
PARAGRAPH = (
    "The dockers of Port Averil said on Monday that the strike would go on until their pay is settled. "
    "Ada Quill, the harbour minister of Norland, said that the talks would resume in the week after. "
)


def answer(body: bytes | str = b"", status: str = "200 OK", media: str = "text/html", **head: str) -> bytes:
    """A whole answer, with its right length."""
    data = body.encode() if isinstance(body, str) else body
    told = {"Content-Type": media, "Content-Length": str(len(data))}
    told |= {name.replace("_", "-"): value for name, value in head.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + data


def article(title: str, words: str = "", date: str = "2031-05-03") -> str:
    """The page of one invented article."""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>"
        f'<meta property="article:published_time" content="{date}T08:00:00Z"></head><body><article>'
        f"<h1>{title}</h1><p>{words} {PARAGRAPH}</p><p>{PARAGRAPH * 2}</p></article></body></html>"
    )


def feed(*links: str) -> bytes:
    """An RSS feed with these addresses."""
    items = "".join(
        f"<item><title>Talks {number}</title><link>{link}</link>"
        f"<pubDate>Sat, 03 May 2031 0{number}:00:00 GMT</pubDate></item>"
        for number, link in enumerate(links, 1)
    )
    channel = f"<channel><title>Velmar Courier</title>{items}</channel>"
    return answer(f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>', media="application/rss+xml")


class Site:
    """Routes: path → the bytes to answer with, or what to do with the connection."""

    def __init__(self) -> None:
        self.routes: dict[str, Reply] = {"/robots.txt": answer(status="404 Not Found")}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.done = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.done.set()
        self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits on it
        self._listening.close()

    def paths(self) -> list[str]:
        """What was asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def _serve(self) -> None:
        while not self.done.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            data = b""
            while b"\r\n\r\n" not in data and (piece := connection.recv(65536)):
                data += piece
            first, *lines = data.decode("latin-1").split("\r\n")
            head = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            path = first.split(" ")[1] if " " in first else ""
            self.asked.append((path, head))
            reply = self.routes.get(path, answer(status="404 Not Found"))
            try:
                if callable(reply):
                    reply(connection, head)
                else:
                    connection.sendall(reply)
            except OSError:
                pass  # the other side has had enough, which is what these tests are about
