"""What changed: what the articles since a day bring against those known before."""

import re
from collections.abc import Sequence
from itertools import groupby

from onrecord.link.actors import Aliases
from onrecord.link.changes import Change, parted
from onrecord.link.pile import Pile
from onrecord.show import wording
from onrecord.show.choice import day, shows
from onrecord.show.located import Located
from onrecord.show.passages import Passages
from onrecord.show.talks import Alteration, Alterations, Changed

SHOWN = 4  # changes of a kind
SPOTS = 3  # articles named beside one
LONGEST = 160  # characters of what was and what is
SECTIONS = {  # that have all of a kind
    "new proposal": "proposals", "moved position": "positions", "new demand": "positions",
    "signal": "standing", "event": "timeline", "new figure": "figures", "count restarted": "figures",
    "new denial": "speakers",
}  # fmt: skip
ISO = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def section(articles: Sequence[Located], since: str, passages: Passages, said: Aliases | None) -> Changed:
    """What changed since a day (ISO 8601); articles that may be of before or after it are left out."""
    before, new = parted([article.record for article in articles], day(since, "since"))
    tells = shows(articles)
    made = Pile([*before, *new], said).changes({record.article.id for record in new})
    found = [one for one in made if tells(one.tellings)]
    return Changed(
        since=wording.day(since),
        articles=len(new),
        before=len(before),
        undated=len(articles) - len(new) - len(before),
        kinds=tuple(_kind(kind, list(same), passages) for kind, same in groupby(found, key=_kind_of)),
    )


def _kind_of(change: Change) -> str:
    return change.kind


def _kind(kind: str, same: Sequence[Change], passages: Passages) -> Alterations:
    return Alterations(
        title=wording.CHANGES.get(kind, kind),
        section=SECTIONS.get(kind, "pile"),
        shown=tuple(_alteration(change, passages) for change in same[:SHOWN]),
        left=max(len(same) - SHOWN, 0),
    )


def subject(change: Change) -> str:
    """Whose or what of, in words: types of events and days as they are read elsewhere in the page."""
    if change.kind == "event":
        return wording.EVENTS.get(change.subject.upper(), change.subject)
    return ISO.sub(lambda found: wording.day(found[0]), change.subject)


def _alteration(change: Change, passages: Passages) -> Alteration:
    spots = dict.fromkeys(passages.spot(told) for told in change.tellings)
    return Alteration(
        subject=wording.name(subject(change)),
        before=wording.clipped(change.before, LONGEST) if change.before else None,
        now=wording.clipped(change.now, LONGEST),
        by=wording.name(change.by) if change.by else None,
        spots=tuple(spots)[:SPOTS],
    )
