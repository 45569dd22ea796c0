"""Everything OnRecord raises on purpose.

OnRecordError
├── CollectError      an input cannot be read
│   └── LaterError    a host is to be left alone for a while
├── DocumentError     a page holds no usable article
├── ReadingError      an article cannot be parsed, or a pipeline is missing
├── WorkerError       a process that reads articles was killed
├── VocabularyError   a vocabulary file is malformed
├── ContractError     JSON is not what the output contract says
├── CorrectionError   a correction cannot be made
├── ExportError       an export cannot be written, or needs a package that is not installed
├── LakeError         a lake cannot be opened or written, or its cluster fails
└── StoreError        a store cannot be opened, or refuses a record
    └── StaleError    a correction of what has changed since it was seen
"""

from collections.abc import Mapping


class OnRecordError(Exception):
    """Base of all errors raised on purpose; the message says where, what and the remedy."""


class CollectError(OnRecordError):
    """An input cannot be read."""


class LaterError(CollectError):
    """A host is to be left alone for a while; what is left of it comes with the next pass."""


class DocumentError(OnRecordError):
    """A page holds no usable article."""


class ReadingError(OnRecordError):
    """An article cannot be parsed, or the language pipeline is missing."""


class WorkerError(OnRecordError):
    """A process that reads articles has ended before its time."""


class VocabularyError(OnRecordError):
    """A vocabulary file is malformed."""


class ContractError(OnRecordError):
    """JSON is not what the output contract says."""


class CorrectionError(OnRecordError):
    """A correction cannot be made."""


class ExportError(OnRecordError):
    """An export cannot be written, or needs a package that is not installed."""


class LakeError(OnRecordError):
    """A lake cannot be opened or written, or the cluster that works on it fails."""


class StoreError(OnRecordError):
    """A store cannot be opened, or it refuses a record."""


class StaleError(StoreError):
    """A correction of an item that has changed since it was seen; both versions are told.

    Args:
        current: the item as it stands now, in the contract's JSON; None: it is no longer there.
        wanted: the item as the correction would have made it; None: it would have taken it away.
        who: who changed it last; None: a newer reading did.
        at: when, UTC; None as `who`.
    """

    def __init__(
        self,
        message: str,
        *,
        current: Mapping[str, object] | None,
        wanted: Mapping[str, object] | None,
        who: str | None,
        at: str | None,
    ) -> None:
        super().__init__(message)
        self.current, self.wanted, self.who, self.at = current, wanted, who, at
