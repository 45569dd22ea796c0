"""Linking: keeps a store's links up to date, in a process of its own, so that pages are never held up."""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

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
        given = ["--aliases", str(aliases)] if aliases else []
        self._command = [sys.executable, "-m", "onrecord", "link", str(path), *given]
        self._automatic = automatic
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = 0.0
        self._failed: str | None = None

    def told(self, store: Store) -> Told:
        """Whether the links are those of the store as it is; begins to make them where it is time to."""
        links = store.links.made()
        fresh = links is not None and links.state == store.state()
        waited = links is None or links.seconds <= SOON or time.monotonic() - self._ended > PAUSE
        if not fresh and self._automatic and waited and not self._failed:
            self.start()
        return Told(at=links.at if links else None, fresh=fresh, working=self.working(), failed=self._failed)

    def start(self) -> None:
        """Begin to make the links, unless that is going on."""
        if self.working():
            return
        with self._lock:
            self._failed = None
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
            self._failed = (told or ["it was stopped"])[-1] if process.returncode else None
            self._process, self._ended = None, time.monotonic()
            return False

    def stop(self) -> None:
        """End what is going on; what is kept stays."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()
                self._process.wait()
