"""Processes: articles to records or problems, by one reader or by several processes with one each.

Several give what one gives, in the same order. Short runs of articles go to whichever process is free.
Where the parent ends, however it ends, its processes end. They import this module and what makes their
reader, so it imports little.
"""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Protocol, Self

from onrecord.errors import OnRecordError, WorkerError
from onrecord.records import Article, Problem, Record

RUN = 16  # articles that a process is given together, at most
AHEAD = 2  # runs given out for each process: one that it reads, one that waits for it
PATIENCE = 5.0  # seconds that a process whose parent has gone waits before it breaks off an answer

Outcomes = list[Record | Problem]


class Reads(Protocol):
    """What reads articles: an `onrecord.read.Reader`, `Processes`, or anything like them."""

    version: str

    def read(self, articles: Iterable[Article]) -> Iterator[Record | Problem]:
        """One record an article, in order; or the problem, where what reads goes on after it."""


def outcomes(articles: Sequence[Article], reader: Reads) -> Iterator[Record | Problem]:
    """A record, or a problem, an article; after an error the next is read alone, so that it fails alone.

    Raises:
        WorkerError: there is nothing left that reads.
    """
    done = 0
    while done < len(articles):
        try:
            for item in reader.read(articles[done:]):
                done += 1
                yield item
            return
        except WorkerError:
            raise
        except OnRecordError:
            yield _alone(articles[done], reader)
            done += 1


def _alone(one: Article, reader: Reads) -> Record | Problem:
    try:
        return next(reader.read([one]))
    except OnRecordError as error:
        return problem("read", error, one.sources[0].path)


def problem(stage: str, error: OnRecordError, path: str | None) -> Problem:
    """An error as what is kept of it; the path stands in a field of its own."""
    where = path or "standard input"
    return Problem(stage=stage, message=str(error).removeprefix(f"{where}: "), path=path)


class Processes:
    """Reads as the reader that `factory` makes, in several processes; closed after use, as by `with`.

    The processes start anew, without a copy of this one's memory. So a script that makes them does so
    under `if __name__ == "__main__":`, and `factory` is one that pickle can name: a class, a function
    of a module, or a `partial` of one.

    Raises:
        OnRecordError: what `factory` raises.
        WorkerError: a process ended before it had made its reader.
    """

    def __init__(self, factory: Callable[[], Reads], number: int) -> None:
        self._number = number
        context = get_context("spawn")  # a fork would copy locks that threads of a reader may hold
        watched, self._lifeline = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(number, context, _start, (factory, watched))
        with ExitStack() as undo:
            undo.callback(self.close)
            self.version = self._first_version()
            undo.pop_all()

    def read(self, articles: Iterable[Article]) -> Iterator[Record | Problem]:
        """A record or a problem an article, in order; lazy, a few runs of articles ahead.

        Raises:
            WorkerError: a process was killed.
        """
        given: deque[tuple[Article, Future[Outcomes]]] = deque()  # runs, each by its first article
        try:
            for run in _runs(articles, self._number):
                given.append((run[0], self._submitted(run)))
                if len(given) == AHEAD * self._number:
                    yield from _answer(*given.popleft())
            while given:
                yield from _answer(*given.popleft())
        finally:
            for _, future in given:
                future.cancel()

    def close(self) -> None:
        """End the processes, also in the middle of an article."""
        self._lifeline.close()
        self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _first_version(self) -> str:
        """Start all processes; the version of the reader that is made first."""
        try:
            with _uninterrupted():
                versions = [self._pool.submit(_version) for _ in range(self._number)]
            return versions[0].result()
        except BrokenProcessPool as error:
            raise _ended("processes", "its reader was made") from error

    def _submitted(self, run: list[Article]) -> Future[Outcomes]:
        try:
            return self._pool.submit(_read, run)
        except BrokenProcessPool as error:
            raise _ended(_place(run[0]), "this or an earlier article was read") from error


def _answer(first: Article, future: Future[Outcomes]) -> Outcomes:
    try:
        return future.result()
    except (BrokenProcessPool, OnRecordError) as error:  # ours: this process could not make its reader
        raise _ended(_place(first), "this or a later article was read") from error


def _ended(place: str, before: str) -> WorkerError:
    return WorkerError(
        f"{place}: a process ended before {before}, perhaps for want of memory; read with fewer processes"
    )


def _place(article: Article) -> str:
    return article.sources[0].path or "standard input"


def _runs(articles: Iterable[Article], number: int) -> Iterator[list[Article]]:
    """Runs of articles, shorter towards the end, so that no process works long after the others."""
    source = iter(articles)
    share = AHEAD * number
    ahead = list(islice(source, share * RUN))
    while ahead:
        size = -(-len(ahead) // share)  # rounded up
        run, ahead = ahead[:size], [*ahead[size:], *islice(source, size)]
        yield run


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes started within hear nothing of Ctrl-C, not even while they start; the parent ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    heard: list[int] = []
    handler = signal.getsignal(signal.SIGINT)
    ours = handler is not None and threading.current_thread() is threading.main_thread()
    if ours:  # the mask is this thread's alone: a signal that another thread took would be raised in here
        signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if ours:
            signal.signal(signal.SIGINT, handler)
        if heard:
            signal.raise_signal(signal.SIGINT)


# What follows runs in the processes started.

_reader: Reads | OnRecordError  # the error with which the factory made none

# Held by a process but while it makes its reader or reads: only then may it be ended from within. In the
# middle of an answer it may not, for the parent would wait for the rest.
_answering = threading.Lock()


def _start(factory: Callable[[], Reads], lifeline: Connection) -> None:
    global _reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    try:
        _reader = factory()
    except OnRecordError as error:
        _reader = error
    _answering.acquire()


def _end_with(lifeline: Connection) -> None:
    """Wait until the other end is closed, which the parent does, or its death; then end this process."""
    wait([lifeline])
    _answering.acquire(timeout=PATIENCE)
    os._exit(1)


def _loaded() -> Reads:
    if isinstance(_reader, OnRecordError):
        raise _reader
    return _reader


def _version() -> str:
    return _loaded().version


def _read(run: list[Article]) -> Outcomes:
    _answering.release()
    try:
        return list(outcomes(run, _loaded()))
    finally:
        _answering.acquire()
