"""Hosts: many addresses → what each gives, in the order asked; different hosts are asked side by side.

Each host is asked for its addresses one after another. What comes before its turn is kept, a little of it,
so that one slow host holds up neither the others nor all memory.
"""

from collections import deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from multiprocessing.pool import ThreadPool
from queue import SimpleQueue

from onrecord.collect.web.fetch import Answer, Fetcher, Manners, Validators, host_of
from onrecord.errors import CollectError, LaterError

HOSTS = 8  # asked side by side
AHEAD = 64  # addresses asked for before the first of them is taken
Outcome = Answer | CollectError
Lane = deque[int]  # what is left to be asked of one host


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One address to be fetched."""

    url: str
    manners: Manners
    known: Validators


def fetched(fetcher: Fetcher, asked: Sequence[Asked]) -> Generator[Outcome, None, None]:
    """What each address gives, or why it gives nothing.

    A host that is to be left alone for a while is asked for nothing more: the rest of it has the same error.
    """
    lanes = _Lanes(fetcher, asked)
    with ThreadPool(HOSTS) as pool:  # unlike an executor's, its threads do not hold up who wants to end
        for at in range(len(asked)):
            lanes.give_out(pool, at + AHEAD)
            while at not in lanes.outcomes:
                lanes.wait()
                lanes.give_out(pool, at + AHEAD)
            yield lanes.outcomes.pop(at)


class _Lanes:
    """A lane for each host, that is with one thread at a time."""

    def __init__(self, fetcher: Fetcher, asked: Sequence[Asked]) -> None:
        self._fetcher, self._asked = fetcher, asked
        self.outcomes: dict[int, Outcome] = {}
        self._back: SimpleQueue[Lane | BaseException] = SimpleQueue()  # lanes that a thread is done with
        lanes: dict[str, Lane] = {}
        for at, one in enumerate(asked):
            lanes.setdefault(host_of(one.url), deque()).append(at)
        self._idle = [*lanes.values()]

    def give_out(self, pool: ThreadPool, until: int) -> None:
        """Let threads ask for what comes before `until`, of hosts that none asks."""
        while not self._back.empty():
            self.wait()
        ready = [lane for lane in self._idle if lane[0] < until]
        self._idle = [lane for lane in self._idle if lane[0] >= until]
        for lane in ready:
            pool.apply_async(self._ask, (lane,), callback=self._back.put, error_callback=self._back.put)

    def wait(self) -> None:
        """Take a lane back."""
        lane = self._back.get()
        if isinstance(lane, BaseException):  # a mistake of ours
            raise lane
        if lane:
            self._idle.append(lane)

    def _ask(self, lane: Lane) -> Lane:
        """In a thread: ask for the next of a lane."""
        at = lane.popleft()
        one = self._asked[at]
        try:
            self.outcomes[at] = self._fetcher.get(one.url, one.manners, one.known)
        except CollectError as error:
            self.outcomes[at] = error
            while isinstance(error, LaterError) and lane:
                self.outcomes[lane.popleft()] = error
        return lane
