"""Quick readers for the lake's tests, which workers on any machine can import."""

import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from onrecord.errors import ReadingError
from onrecord.records import Actor, Article, Record, Span, Statement


class Quick:
    """Finds one statement an article; does what the article's words ask for, and notes what it read."""

    def __init__(self, log: str, version: str = "q1", pause: float = 0.0) -> None:
        self._log, self.version, self._pause = Path(log), version, pause

    def read(self, articles: Iterable[Article]) -> Iterator[Record]:
        for article in articles:
            time.sleep(self._pause)
            with self._log.open("a") as file:
                file.write(f"{article.id}\n")
            self._obey(article.text)
            yield made(article)

    def _obey(self, text: str) -> None:
        if "unreadable" in text:
            raise ReadingError("cannot be parsed; report it")
        if "murderous" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        while "endless" in text:
            pass


class Broken(Quick):
    """Has a fault that shows at some article."""

    def _obey(self, text: str) -> None:
        if "Report17" in text:
            raise ZeroDivisionError("a fault of ours")


def made(article: Article) -> Record:
    """A record with one actor and one statement of the article's first words."""
    end = article.text.index(" ")
    start = article.text.find("wait") if "wait" in article.text else 0
    said = Span(start, start + 4, article.text[start : start + 4])
    actor = Actor(
        id="a1", name=article.text[:end], kind="other", mentions=(Span(0, end, article.text[:end]),)
    )
    statement = Statement(
        id="s1", source=None, speaker="a1", source_kind=None, cue=None, content=(said,), type="indirect",
        score=0.5, rule="quick",
    )  # fmt: skip
    return Record(article=article, actors=(actor,), statements=(statement,))
