"""Guarded: a reader in a process of its own, started anew where an article ends or stalls it.

After a broken process its articles are read one by one, so that the one at fault is found; it is set aside
after `TRIES`, and the rest goes on.
"""

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from onrecord.errors import WorkerError
from onrecord.processes import Processes, Reads
from onrecord.records import Article, Problem, Record

SECONDS = 300.0  # that an article may take
TRIES = 2  # broken processes before an article is set aside
SET_ASIDE = "set aside: "  # how the problem of such an article begins


class Timed:
    """A reader whose process the system ends where an article takes too long, whatever holds it up."""

    def __init__(self, factory: Callable[[], Reads], seconds: float) -> None:
        self._reader = factory()
        self._seconds = seconds
        self.version = self._reader.version

    def read(self, articles: Iterable[Article]) -> Iterator[Record | Problem]:
        """As the reader reads."""
        found = iter(self._reader.read(articles))
        while True:
            signal.setitimer(signal.ITIMER_REAL, self._seconds)  # nothing handles the signal: it ends us
            try:
                item = next(found, None)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            if item is None:
                return
            yield item


class Guarded:
    """Reads what the reader that `factory` makes reads; closed after use."""

    def __init__(self, factory: Callable[[], Reads], seconds: float = SECONDS) -> None:
        self._factory = partial(Timed, factory, seconds)
        self._seconds = seconds
        self._process = Processes(self._factory, 1)
        self.version = self._process.version

    def read(self, articles: Sequence[Article]) -> Iterator[Record | Problem]:
        """A record or a problem an article, in order; of one set aside a record with a problem alone."""
        done = 0
        try:
            for item in self._process.read(articles):
                done += 1
                yield item
        except WorkerError:
            self._again()
            yield from map(self._alone, articles[done:])

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def _alone(self, one: Article) -> Record | Problem:
        for _ in range(TRIES):
            try:
                return next(self._process.read([one]))
            except WorkerError:
                self._again()
        told = f"{SET_ASIDE}it ended its process {TRIES} times, or took over {self._seconds:g} seconds"
        problem = Problem(stage="read", message=f"{told}; report it", path=one.sources[0].path)
        return Record(article=one, problems=(problem,))

    def _again(self) -> None:
        self._process.close()
        self._process = Processes(self._factory, 1)


def is_set_aside(record: Record) -> bool:
    """Whether an article was set aside."""
    return any(problem.message.startswith(SET_ASIDE) for problem in record.problems)
