"""Tellings: where and when an entry stands in a record, and by whose account."""

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.records import Article, Record, Span, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One record of one article."""

    article: str  # the input record's id, else its path, else the article's id
    article_id: str
    outlet: str | None
    record: str  # id of the record in its article
    span: Span
    day: str | None  # of the article's publication; None: it is not known to the day
    by: str | None  # by whose account, by name; None: the outlet's own
    statement: str | None = None


def telling(record: Record, item: str, span: Span, statement: str | None, by: str | None) -> Telling:
    """The telling of one record of an article."""
    article = record.article
    return Telling(
        article=name_of(article),
        article_id=article.id,
        outlet=article.outlet,
        record=item,
        span=span,
        day=day_of(article),
        by=by,
        statement=statement,
    )


def name_of(article: Article) -> str:
    """The input record's id, else its path, else the article's id."""
    source = article.sources[0]
    return source.record or source.path or article.id


def by_day(record: Record) -> tuple[bool, str, str, str, str]:
    """The order of records: by date of publication, undated ones last."""
    article = record.article
    when = article.published.earliest or article.published.latest
    return when is None, when or "", article.outlet or "", article.title or "", article.id


def day_of(article: Article) -> str | None:
    """The day of publication; None if it is not known to the day."""
    earliest, latest = article.published.earliest, article.published.latest
    if not earliest or not latest or earliest[:10] != latest[:10] or len(earliest) < 10:
        return None
    return earliest[:10]


def when(told: Telling) -> tuple[bool, str, str, int]:
    """The order of tellings: by day, undated ones last, then by article and place in the text."""
    return told.day is None, told.day or "", told.article, told.span.start


def in_order(found: Iterable[Telling]) -> tuple[Telling, ...]:
    """Tellings by day."""
    return tuple(sorted(found, key=when))


def statements_of(record: Record) -> dict[str, Statement]:
    """The statements of a record by their ids."""
    return {statement.id: statement for statement in record.statements}


def folded(words: str) -> str:
    """Words without case, quotation marks and white space at their ends, to tell copies."""
    return " ".join(words.casefold().translate(_MARKS).split()).strip(" .,;:")


_MARKS = str.maketrans(dict.fromkeys("\"'“”‘’«»"))
