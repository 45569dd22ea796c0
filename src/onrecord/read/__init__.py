"""Read: one article to its records; a pure function of the article, one module a kind of record.

The stages stand in order in `record`: quotations → attributions, layouts → actors → parties → statements,
dates → figures, events, proposals → positions, signals, participants, labels. A stage that needs
another's records is handed them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from onrecord.read.actors import actors
from onrecord.read.agreed import agreed
from onrecord.read.attribution import Attribution, attributions
from onrecord.read.dates import dates
from onrecord.read.ellipsis import counters
from onrecord.read.events import events
from onrecord.read.figures import figures
from onrecord.read.issues import Pack, about, pack
from onrecord.read.labels import labels
from onrecord.read.layouts import layouts
from onrecord.read.participants import participants
from onrecord.read.parties import parties
from onrecord.read.positions import positions
from onrecord.read.proposals import proposals
from onrecord.read.published import inferred
from onrecord.read.quotes import Quotations, quotations
from onrecord.read.reading import Reading, load, readings
from onrecord.read.routes import corridors
from onrecord.read.signals import signals
from onrecord.read.statements import statements
from onrecord.read.tagger import Tagger
from onrecord.records import Article, Problem, Record

PEACE = "peace"  # the pack that is used unless another is named
VERSION = "9"  # of the reading: a store re-reads an article that was read by another


class Reader:
    """A loaded language pipeline that turns articles into records.

    Args:
        pipeline: name of an installed spaCy pipeline; None for the pinned English one.
        domain: the pack of words for what is negotiated over: "peace", "labour" or a TOML file of one's own.

    Raises:
        ReadingError: the pipeline is not installed.
        VocabularyError: there is no such pack, or it is malformed.
    """

    def __init__(self, pipeline: str | None = None, domain: str = PEACE) -> None:
        self._nlp = load(pipeline)
        self._tagger = Tagger()
        self._pack = pack(domain)
        meta = self._nlp.meta
        self._language = str(meta["lang"])
        self.version = f"{VERSION}/{meta['lang']}_{meta['name']}-{meta['version']}"
        if domain != PEACE:
            self.version += f"/{domain}"

    def read(self, articles: Iterable[Article]) -> Iterator[Record]:
        """One record an article, in order; lazy, parsed in batches.

        An article in another language than the pipeline's gets no records, but a problem that says so;
        one whose language is unknown is read, with a problem that says as what.
        """
        for known, group in groupby(articles, lambda article: article.language in (None, self._language)):
            if known:
                yield from map(self._read, readings(group, self._nlp, self._tagger))
            else:
                yield from map(self._unread, group)

    def _read(self, reading: Reading) -> Record:
        read, told = record(reading, self._pack), []
        if reading.article.language is None:
            told.append(f"the language was not recognised; read as {self._language!r}")
        if reading.whole:
            end, length = len(reading.article.text), len(reading.whole.text)
            told.append(
                f"only the first {end:,} of {length:,} characters are read; split it into its articles"
            )
            read = replace(read, article=replace(reading.whole, published=read.article.published))
        return replace(read, problems=tuple(_problem(reading.article, one) for one in told))

    def _unread(self, article: Article) -> Record:
        told = f"written in {article.language!r}, read is {self._language!r}; name a pipeline of its language"
        return Record(article=article, problems=(_problem(article, told),))


def _problem(article: Article, told: str) -> Problem:
    source = article.sources[0]
    return Problem(
        stage="read", message=f"{source.record}: {told}" if source.record else told, path=source.path
    )


def ruled(reading: Reading) -> tuple[list[Attribution], Quotations]:
    """What the rules find in one article: its attributions and its quotations."""
    quoted = quotations(reading.article.text)
    return [*attributions(reading, quoted), *layouts(reading, quoted)], quoted


def record(reading: Reading, pack: Pack) -> Record:
    """All that is read in one parsed article."""
    by_rule, quoted = ruled(reading)
    attributed = agreed(reading, by_rule, quoted)
    speakers = [
        who for a in attributed for who in (a.source, a.recipient, *(r.source for r in a.relays)) if who
    ]
    speakers += [body for body in counters(reading.doc) if body not in speakers]
    places = [entity.text for entity in reading.doc.ents if entity.label_ == "GPE"]
    people = parties(actors(reading, speakers), places, text=reading.article.text)
    said = tuple(about(reading, statements(reading, attributed, quoted, people), pack))
    times = tuple(dates(reading))
    plans = list(proposals(reading, people, said, times, pack))
    plans += corridors(reading, people, said, pack, len(plans) + 1)
    return Record(
        article=replace(reading.article, published=inferred(reading, times)),
        actors=people,
        statements=said,
        figures=tuple(figures(reading, people, said, times)),
        events=tuple(events(reading, people, said, times, pack)),
        positions=tuple(positions(reading, people, said, plans, times, pack)),
        proposals=tuple(plans),
        dates=times,
        signals=tuple(signals(reading, said)),
        participants=tuple(participants(reading, people, said)),
        labels=tuple(labels(reading, people, said, quoted)),
    )
