"""Linking: keeps a store's links up to date, in a process of its own, so that pages are never held up."""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from onrecord.show.piled import fresh, state_of
from onrecord.store import Store

SOON = 20.0  # seconds that links may have taken to be made again at once
PAUSE = 300.0  # seconds before they are made again where they took longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of the links above each page."""

    at: str | None  # None: they were never made
    fresh: bool
    working: bool
    failed: str | None  # the last words of a process that failed


class Linking:
    """At most one `onrecord link` at a time."""

    def __init__(self, path: Path, aliases: Path | None, *, automatic: bool = True) -> None:
        self._aliases = aliases
        given = ["--aliases", str(aliases)] if aliases else []
        self._command = [sys.executable, "-m", "onrecord", "link", str(path), *given]
        self._automatic = automatic
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = 0.0
        self._begun = ""
        self._failed: str | None = None
        self._failed_at: str | None = None  # the state whose links could not be made; None: none failed

    def told(self, store: Store) -> Told:
        """Whether the links are those of the store as it is; begins to make them where it is time to."""
        working = self.working()
        links, state = store.links.made(), state_of(store, self._aliases)
        new = fresh(store, state)
        waited = links is None or links.seconds <= SOON or time.monotonic() - self._ended > PAUSE
        if not (new or working) and self._automatic and waited and self._failed_at != state:
            self.start(state)
            working = True
        failed = self._failed if self._failed_at == state and not working else None
        return Told(at=links.at if links else None, fresh=new, working=working, failed=failed)

    def again(self, store: Store) -> None:
        """Begin to make the links, also where that has failed before."""
        self.start(state_of(store, self._aliases))

    def start(self, state: str) -> None:
        """Begin to make the links, unless that is going on; `state` is that of which they will be."""
        if self.working():
            return
        with self._lock:
            self._failed, self._failed_at, self._begun = None, None, state
            self._process = subprocess.Popen(  # noqa: S603 our own command
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )

    def working(self) -> bool:
        """Whether links are being made."""
        with self._lock:
            process = self._process
            if process is None:
                return False
            if process.poll() is None:
                return True
            told = process.communicate()[1].decode("utf-8", "replace").strip().splitlines()
            if process.returncode:
                self._failed, self._failed_at = (told or ["it was stopped"])[-1], self._begun
            self._process, self._ended = None, time.monotonic()
            return False

    def stop(self) -> None:
        """End what is going on; what is kept stays."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()
                self._process.communicate()
