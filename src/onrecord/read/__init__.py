"""Read: one article to its records; a pure function of the article, one module a kind of record.

The stages stand in order on this screen: quotations → attributions → actors → statements → labels. A stage
that needs another's records is handed them.
"""

from collections.abc import Iterable, Iterator

from onrecord.read.actors import actors
from onrecord.read.attribution import attributions
from onrecord.read.labels import labels
from onrecord.read.quotes import quotations
from onrecord.read.reading import Reading, load, readings
from onrecord.read.statements import statements
from onrecord.records import Article, Record

VERSION = "1"  # of the reading: a store re-reads an article that was read by another


class Reader:
    """A loaded language pipeline that turns articles into records.

    Args:
        pipeline: name of an installed spaCy pipeline; None for the pinned English one.

    Raises:
        ReadingError: the pipeline is not installed.
    """

    def __init__(self, pipeline: str | None = None) -> None:
        self._nlp = load(pipeline)
        meta = self._nlp.meta
        self.version = f"{VERSION}/{meta['lang']}_{meta['name']}-{meta['version']}"

    def read(self, articles: Iterable[Article]) -> Iterator[Record]:
        """One record an article, in order; lazy, parsed in batches."""
        for reading in readings(articles, self._nlp):
            yield record(reading)


def record(reading: Reading) -> Record:
    """All that is read in one parsed article."""
    quoted = quotations(reading.article.text)
    attributed = list(attributions(reading, quoted))
    speakers = [a.source for a in attributed if a.source] + [a.recipient for a in attributed if a.recipient]
    people = actors(reading, speakers)
    said = tuple(statements(reading, attributed, quoted, people))
    loaded = tuple(labels(reading, people, said))
    return Record(article=reading.article, actors=people, statements=said, labels=loaded)
