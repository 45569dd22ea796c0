"""Cluster: units of work given to the machines of a Ray cluster, or to processes of this one.

Nothing is reported to anybody: usage statistics and dashboard are off, and a cluster that is started here
listens on this machine alone. A unit whose worker or machine is lost is done again by another.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from onrecord.errors import LakeError, OnRecordError

LOCAL = "local"
RAISED = re.compile(r"^[\w.]+(?:Error|Invalid|Exception): (.+)$", re.MULTILINE)  # in a worker's traceback
STORE = 400_000_000  # bytes for what is handed on between workers; more is kept on disk
BESIDE = 0.1  # of a processor, that work beside the readers asks for
READER = 0.45  # of a processor: were a machine lost, its readers find room on those that are left
Unit = dict[str, Any]


@contextmanager
def cluster(address: str = LOCAL, workers: int = 1) -> Iterator[None]:
    """A cluster to work with: the one at an address, or one of so many processors started here."""
    if address == LOCAL:
        os.environ.setdefault(*LOOPBACK)
    ray = _ray()
    if ray.is_initialized():
        yield
        return
    if address == LOCAL:
        _refuse_open()
    local = {"num_cpus": workers, "include_dashboard": False, "object_store_memory": STORE}
    try:
        ray.init(
            address=address, log_to_driver=False, logging_level="ERROR", **(local if address == LOCAL else {})
        )
    except (ConnectionError, ValueError) as error:
        raise LakeError(f"{address}: no cluster there ({error}); start one with `ray start`") from error
    try:
        yield
    finally:
        ray.shutdown()


def each(units: Sequence[Unit], work: Callable[[Unit], Iterator[Unit]]) -> Iterator[Unit]:
    """What work makes of each unit, in any order."""
    if units:
        yield from _rows(_dataset(units).flat_map(work))


def pooled(
    units: Sequence[Unit],
    work: Callable[[Unit], Iterator[Unit]],
    worker: type,
    arguments: tuple[Any, ...],
    workers: int,
    batch: int,
) -> Iterator[Unit]:
    """What workers, each made once with the arguments, make of what work makes of each unit, by batches."""
    if not units:
        return
    from ray.data import ActorPoolStrategy

    yield from _rows(
        _dataset(units)
        .flat_map(work, num_cpus=BESIDE)
        .map_batches(
            worker,
            fn_constructor_args=arguments,
            batch_size=batch,
            batch_format="pyarrow",
            compute=ActorPoolStrategy(size=workers),
            num_cpus=READER,
        )
    )


def later(work: Callable[[Any], Any], argument: Any) -> Callable[[], Any]:
    """Begin work in a process that ends with it; what is returned waits for the result."""
    ray = _ray()
    given = ray.remote(num_cpus=BESIDE, max_calls=1)(work).remote(argument)

    def waited() -> Any:
        with _translated():
            return ray.get(given)

    return waited


def _dataset(units: Sequence[Unit]) -> Any:
    from ray import data

    context = data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return data.from_items(list(units), override_num_blocks=len(units))


def _rows(dataset: Any) -> Iterator[Unit]:
    with _translated():
        yield from dataset.iter_rows()


@contextmanager
def _translated() -> Iterator[None]:
    from ray.exceptions import RayError

    try:
        yield
    except RayError as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, OnRecordError):
            raise cause from error
        told = [*RAISED.findall(str(error)), type(error).__name__][0]
        raise LakeError(
            f"lake: a unit of work failed ({told}); run it again, it goes on from there"
        ) from error


def _refuse_open() -> None:
    """Start nothing that others could reach: the address is chosen when Ray is imported."""
    from ray._private.ray_constants import ENABLE_RAY_CLUSTER

    if ENABLE_RAY_CLUSTER:
        remedy = f"set {'='.join(LOOPBACK)} before, or give the --address of a cluster"
        raise LakeError(f"local: Ray was imported before and would listen beyond this machine; {remedy}")


def _ray() -> Any:
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise LakeError("lake: Ray is missing; install onrecord[lake]") from error
    return ray


LOOPBACK = ("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # then Ray listens at 127.0.0.1 alone
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}
