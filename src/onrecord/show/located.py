"""Records in the order of their dates, each with the addresses of what stands in it."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from onrecord.link.tellings import by_day
from onrecord.records import Actor, Article, Figure, Record, Span, Statement
from onrecord.show import wording
from onrecord.show.places import Context, Place

SHORTEST = 5  # characters of an article's id in its anchor; more where two articles begin alike
LASTING = 12  # of an anchor that is to last
OPENING = 70  # characters that stand in for a title
AROUND = 60  # characters of context on either side of exact words

_HEX = re.compile(r"[0-9a-f]{16,}")
_Item = TypeVar("_Item", Statement, Figure)
_RECORD_ID = re.compile(r"[a-z][a-z0-9]{0,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """One record with its article's address."""

    record: Record
    place: Place
    actors: Mapping[str, Actor]
    speakers: Mapping[str, str | None]  # id of a statement → id of its speaker
    wanted: frozenset[str] | None = None  # ids of the records that are shown; None: all

    def anchors(self, letter: str, ids: Sequence[str | None]) -> list[str]:
        """One address for each record of a kind, from its id where that can be one."""
        prefix = self.place.anchor
        usable = {
            found for found, times in Counter(ids).items() if times == 1 and found and _fits(found, letter)
        }
        return [
            f"{prefix}-{own}" if own in usable else f"{prefix}-{letter}-{number}"
            for number, own in enumerate(ids, 1)
        ]

    def shows(self, item: str) -> bool:
        """Whether the record with this id is shown."""
        return self.wanted is None or item in self.wanted

    def shown(self, letter: str, items: Sequence[_Item]) -> list[tuple[_Item, str]]:
        """The records of a kind that are shown, each with its address."""
        anchors = self.anchors(letter, [item.id for item in items])
        return [pair for pair in zip(items, anchors, strict=True) if self.shows(pair[0].id)]

    def said(self) -> list[Statement]:
        """The statements that are shown."""
        return [statement for statement in self.record.statements if self.shows(statement.id)]

    def name(self, actor: str | None) -> str | None:
        """The name of the actor with this id; None if there is none."""
        found = self.actors.get(actor) if actor else None
        return wording.name(found.name) if found else None

    def speaker(self, statement: str | None) -> str | None:
        """The name of a statement's speaker; None where it is not named."""
        return self.name(self.speakers.get(statement)) if statement else None

    def context(self, span: Span) -> Context:
        """A span's words between a few words of its paragraph."""
        text = self.record.article.text
        before = text[max(span.start - AROUND, 0) : span.start].rpartition("\n")[2]
        after = text[span.end : span.end + AROUND].partition("\n")[0]
        if len(before) == AROUND:
            before = "…" + before.partition(" ")[2]
        if len(after) == AROUND:
            after = after.rpartition(" ")[0] + " …"
        return Context(before=before, words=span.words, after=after)


def _fits(record_id: str, letter: str) -> bool:
    return record_id.startswith(letter) and _RECORD_ID.fullmatch(record_id) is not None


def located(records: Iterable[Record], lasting: bool = False) -> list[Located]:
    """The records by date of publication, undated last, each under an address of its own.

    Args:
        lasting: articles have addresses that stay the same when others are added, and no numbers.
    """
    ordered = sorted(records, key=by_day)
    keys = _keys([record.article for record in ordered], LASTING if lasting else SHORTEST)
    return [
        _located(record, key, None if lasting else number)
        for number, (record, key) in enumerate(zip(ordered, keys, strict=True), 1)
    ]


def _keys(articles: Sequence[Article], length: int) -> list[str]:
    """The shortest beginnings of the ids that are all different; a repeated id is numbered."""
    digests = [
        article.id
        if _HEX.fullmatch(article.id)
        else hashlib.sha256(article.id.encode("utf-8", "replace")).hexdigest()
        for article in articles
    ]
    distinct = set(digests)
    while len({digest[:length] for digest in distinct}) < len(distinct):
        length += 1
    seen: Counter[str] = Counter()
    keys = []
    for digest in digests:
        seen[digest] += 1
        keys.append(f"a{digest[:length]}" + (f"-copy{seen[digest]}" if seen[digest] > 1 else ""))
    return keys


def _title(article: Article) -> str:
    """The title, else the first words."""
    if article.title:
        return wording.name(article.title)
    words = article.text[:OPENING].lstrip(" \n\t\r\"'“‘«*#").split()
    return f"Untitled: “{wording.name(' '.join(words[:-1] or words))} …”"


def _located(record: Record, key: str, number: int | None) -> Located:
    article = record.article
    published = article.published
    date = wording.period(published.earliest, published.latest)
    return Located(
        record=record,
        place=Place(
            anchor=key,
            number=number,
            title=_title(article),
            outlet=wording.name(article.outlet) if article.outlet else None,
            date=date,
            iso=published.earliest if published.earliest == published.latest else None,
        ),
        actors={actor.id: actor for actor in record.actors},
        speakers={statement.id: statement.speaker for statement in record.statements},
    )
