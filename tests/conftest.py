"""What tests share: the loaded reader, and the folder of real data where it stands beside the project."""

import hashlib
import signal
from pathlib import Path

import pytest

from onrecord.read import Reader
from onrecord.records import Article, Record, Source

# A shell that starts the tests in the background lets them ignore Ctrl-C, and all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The pinned English pipeline, loaded once."""
    return Reader()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; tests that need it are skipped where it is absent."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("needs the real data in ../shared, which is not here")
    return SHARED


def article(text: str, **known: object) -> Article:
    """An article of invented text."""
    fields: dict[str, object] = {
        "id": hashlib.sha256(text.encode()).hexdigest(),
        "sources": (Source(path="test"),),
    }
    return Article(text=text, **(fields | known))  # type: ignore[arg-type]


@pytest.fixture
def read(reader: Reader):
    """Reads one invented text into its record."""

    def one(text: str, **known: object) -> Record:
        (record,) = reader.read([article(text, **known)])
        return record

    return one
