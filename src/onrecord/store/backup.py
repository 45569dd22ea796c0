"""Backup: a copy of a store in one file, made while others write to it, and looked at before it counts."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import mkstemp

from onrecord.errors import StoreError
from onrecord.store.opening import connected, translated
from onrecord.store.schema import ours

PAGES = 1000  # copied between two tellings of progress
Progress = Callable[[int, int], None]  # pages done, pages to do


def backup(store: Path, target: Path, *, force: bool = False, progress: Progress | None = None) -> int:
    """Copy a store as it is at one moment; gives the bytes of the copy.

    The target is either as it was or the whole copy, whenever the work is broken off.

    Args:
        force: replace a file that is there.

    Raises:
        StoreError: the store is not there or damaged, or the copy cannot be written or is unwanted.
    """
    _wanted(store, target, force)
    try:
        handle, name = mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise _unwritten(target, error) from error
    os.close(handle)
    try:
        _copy(store, Path(name), progress)
        shutil.copymode(store, name)
        _lasting(Path(name))
        Path(name).replace(target)
        _lasting(target.parent)
    except OSError as error:
        raise _unwritten(target, error) from error
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
    return target.stat().st_size


def _wanted(store: Path, target: Path, force: bool) -> None:
    if not store.is_file():
        raise StoreError(f"{store}: no such store; name one that is there")
    if target.is_dir() or (target.exists() and target.samefile(store)):
        raise StoreError(f"{target}: a folder, or the store itself; name another file")
    if target.exists() and not force:
        raise StoreError(f"{target}: is there already; name another file, or say --force to replace it")
    log = Path(f"{target}-wal")
    if log.exists() and log.stat().st_size:  # it would be taken for the copy's
        raise StoreError(f"{target}: in use, or left by a killed process ({log.name}); name another file")


def _copy(store: Path, target: Path, progress: Progress | None) -> None:
    with translated(store), closing(connected(store)) as source:
        source.execute("BEGIN")  # one state, so that no writer makes the copy begin again
        if not ours(source, str(store)):
            raise StoreError(f"{store}: holds nothing to copy; name another file")
        with translated(target), closing(sqlite3.connect(target)) as copy:
            tell = None if progress is None else lambda _, left, total: progress(total - left, total)
            source.backup(copy, pages=PAGES, progress=tell)
            faults = [row[0] for row in copy.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
    if faults:
        told = " ".join(faults[0].split())
        raise StoreError(
            f"{store}: no copy made, the store is damaged ({told}); `onrecord verify` says where"
        )


def _lasting(path: Path) -> None:
    """Wait until a file, or a folder's list of files, would outlast a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritten(target: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{target}: cannot be written ({error.strerror or error}); mend that or name another file"
    )
