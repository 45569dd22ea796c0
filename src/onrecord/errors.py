"""Everything OnRecord raises on purpose.

OnRecordError
├── CollectError      an input cannot be read
├── DocumentError     a page holds no usable article
├── ReadingError      an article cannot be parsed, or a pipeline is missing
├── WorkerError       a process that reads articles was killed
├── VocabularyError   a vocabulary file is malformed
└── StoreError        a store cannot be opened, or refuses a record
"""


class OnRecordError(Exception):
    """Base of all errors raised on purpose; the message says where, what and the remedy."""


class CollectError(OnRecordError):
    """An input cannot be read."""


class DocumentError(OnRecordError):
    """A page holds no usable article."""


class ReadingError(OnRecordError):
    """An article cannot be parsed, or the language pipeline is missing."""


class WorkerError(OnRecordError):
    """A process that reads articles has ended before its time."""


class VocabularyError(OnRecordError):
    """A vocabulary file is malformed."""


class StoreError(OnRecordError):
    """A store cannot be opened, or it refuses a record."""
