"""The desk's state: the store, opened once in each thread, what is kept in memory, and how pages are made."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from onrecord.show import wording
from onrecord.show.meant import Nearest
from onrecord.show.render import environment
from onrecord.show.web.asked import Asked
from onrecord.show.web.linking import Linking
from onrecord.show.web.prepared import to
from onrecord.store import Store

KEPT = 64  # answers kept in memory
NAV = (
    ("/", "Where it stands"), ("/new", "New"), ("/positions", "Positions"), ("/proposals", "Proposals"),
    ("/counts", "Counts"), ("/timeline", "Timeline"), ("/statements", "Statements"),
    ("/claims", "Claims"), ("/disputes", "Disputes"), ("/actors", "Actors"), ("/sources", "Sources"),
    ("/articles", "Articles"), ("/search", "Search"),
)  # fmt: skip


class Desk:
    """One store and its pages."""

    def __init__(self, path: Path, *, title: str, linking: Linking) -> None:
        self.path = path
        self.title = title
        self.linking = linking
        self._opened = threading.local()
        self._lock = threading.Lock()
        self._answers: OrderedDict[object, Any] = OrderedDict()
        self._nearest: tuple[int, Nearest] | None = None

    @property
    def store(self) -> Store:
        """The store, as this thread has it open."""
        found = getattr(self._opened, "store", None)
        if found is None:
            found = self._opened.store = Store(self.path, create=False)
        return found

    def once(self, key: object, work: Callable[[], Any]) -> Any:
        """What some work gives, kept for as long as the store is the same."""
        made = self.store.links.made()
        whole = (self.store.links.state(), made.at if made else None, key)
        with self._lock:
            if whole in self._answers:
                self._answers.move_to_end(whole)
                return self._answers[whole]
        answer = work()
        with self._lock:
            self._answers[whole] = answer
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return answer

    def relink(self) -> None:
        """Make the links anew, whatever became of them before."""
        self.linking.again(self.store)

    def nearest(self) -> Nearest:
        """What can be searched by meaning, read anew when there is more of it."""
        number = self.store.search.count("meanings")
        with self._lock:
            if self._nearest is None or self._nearest[0] != number:
                self._nearest = (number, Nearest(self.store))
            return self._nearest[1]

    def rendered(self, name: str, asked: Asked, context: Mapping[str, Any]) -> str:
        """A page, with what every page has."""
        template = environment(to, in_place=True).get_template(f"desk/{name}")
        return template.render(
            desk=self.title, nav=NAV, whose="", asked=asked, count=wording.count,
            linked=self.linking.told(self.store), **context,
        )  # fmt: skip
