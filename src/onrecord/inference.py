"""Inference: models run by ONNX Runtime on this machine's processor, which tells nobody of it.

From version 1.29 its builds for Linux report what is run to their maker unless that is turned off, which has
to be done before it is loaded. Nothing else in the project imports it.
"""

import os
from typing import Any

QUIET = ("ORT_DISABLE_TELEMETRY", "1")


def session(model: Any, threads: int | None = None) -> Any:
    """An inference session of a model, a path or its bytes; no threads given: as many as processors."""
    os.environ[QUIET[0]] = QUIET[1]
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # where another library has loaded it before
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads or processors()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def processors() -> int:
    """How many this process may use, threads of one core as two; OMP_NUM_THREADS goes first, as in Ray."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    if told.isdigit() and int(told):
        return int(told)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
