"""What changed: what the articles since a day bring against those known before."""

from collections.abc import Sequence
from itertools import groupby

from onrecord.link.changes import Change, changes
from onrecord.records import Record
from onrecord.show import wording
from onrecord.show.located import Located
from onrecord.show.passages import Passages
from onrecord.show.talks import Alteration, Alterations, Changed

SHOWN = 5  # changes of a kind
SPOTS = 3  # articles named beside one
LONGEST = 240  # characters of what is now, cut where a plan has many terms


def section(articles: Sequence[Located], since: str, passages: Passages) -> Changed:
    """What changed since a day (ISO 8601); articles without a date count as known before."""
    new = [article.record for article in articles if _new(article.record, since)]
    before = [article.record for article in articles if not _new(article.record, since)]
    found = changes(before, new) if new else []
    return Changed(
        since=wording.day(since),
        articles=len(new),
        before=len(before),
        kinds=tuple(_kind(kind, list(same), passages) for kind, same in groupby(found, key=_kind_of)),
    )


def _new(record: Record, since: str) -> bool:
    return (record.article.published.earliest or "")[: len(since)] >= since


def _kind_of(change: Change) -> str:
    return change.kind


def _kind(kind: str, same: Sequence[Change], passages: Passages) -> Alterations:
    return Alterations(
        title=wording.CHANGES.get(kind, kind),
        shown=tuple(_alteration(change, passages) for change in same[:SHOWN]),
        left=max(len(same) - SHOWN, 0),
    )


def _alteration(change: Change, passages: Passages) -> Alteration:
    spots = dict.fromkeys(passages.spot(told) for told in change.tellings)
    return Alteration(
        subject=wording.name(change.subject),
        before=wording.clipped(change.before, LONGEST) if change.before else None,
        now=wording.clipped(change.now, LONGEST),
        by=wording.name(change.by) if change.by else None,
        spots=tuple(spots)[:SPOTS],
    )
