"""Buckets: addresses of objects in stores of files ("s3://bucket/folder") → the objects, and their pages.

`pyarrow` opens them, with the credentials that the surroundings give it. Nothing is looked for that was not
asked for by its address.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onrecord.errors import CollectError
from onrecord.records import Problem

SCHEMES = ("s3://", "gs://", "gcs://", "hdfs://", "abfs://", "abfss://", "file://")
KINDS = (".jsonl", ".ndjson", ".jsonl.gz", ".parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One file, wherever it lies."""

    path: str  # or address
    size: int  # bytes
    changed: str  # another after each change


def is_bucket(given: object) -> bool:
    """Whether an input is the address of a bucket, or in one."""
    return str(given).startswith(SCHEMES)


def objects(address: str) -> Iterator[Place | Problem]:
    """The objects of a known kind at an address, or below it, in order."""
    try:
        system, path = _system(address)
        from pyarrow import fs

        (found,) = system.get_file_info([path])
        if found.type == fs.FileType.NotFound:
            raise CollectError("nothing is there; check the address")
        listed = [found]
        if found.type == fs.FileType.Directory:
            listed = system.get_file_info(fs.FileSelector(path, recursive=True))
        start = address[: len(address.rstrip("/")) - len(path.strip("/"))]
        for one in sorted(listed, key=lambda info: str(info.path)):
            if one.type == fs.FileType.File and (one is found or one.path.lower().endswith(KINDS)):
                yield Place(path=start + one.path.lstrip("/"), size=one.size or 0, changed=str(one.mtime))
    except (CollectError, OSError) as error:
        yield Problem(stage="collect", message=f"cannot be listed ({error})", path=address)


def stream(address: str) -> tuple[Any, int]:
    """An object to be read, with its size.

    Raises:
        CollectError: the address is none, or pyarrow is not installed.
        OSError: it cannot be opened.
    """
    system, path = _system(address)
    return system.open_input_file(path), system.get_file_info([path])[0].size or 0


def _system(address: str) -> tuple[Any, str]:
    try:
        from pyarrow import ArrowInvalid, fs
    except ImportError as error:
        raise CollectError("buckets need pyarrow; install onrecord[lake]") from error
    try:
        system, path = fs.FileSystem.from_uri(address)
    except ArrowInvalid as error:
        raise CollectError(f"no address of a bucket ({error}); write it like s3://bucket/folder") from error
    return system, path
