"""Who confirms it: what is said more than once or contested, with the independent voices behind it."""

from collections.abc import Iterator, Mapping, Sequence

from onrecord.link.claims import Claim
from onrecord.link.origins import Origin
from onrecord.link.tellings import Telling
from onrecord.show import wording
from onrecord.show.linked import Linked
from onrecord.show.passages import Passages
from onrecord.show.voices import Bringer, Confirmed, Told, Voice

MOST = 40  # claims in a page
OPEN = 12  # before the rest is folded
VOICES = 8  # origins of one claim
ARTICLES = 6  # of one origin
AGAINST = 4  # statements that contest one claim


def section(linked: Linked) -> Confirmed | None:
    """The section; None where nothing is said twice or contested."""
    if linked.over is not None:
        return Confirmed(count=0, shown=(), rest=(), left=0, over=linked.over)
    found = worth_telling(linked)
    if not found:
        return None
    made = [told(f"claim-{number}", claim, linked) for number, claim in enumerate(found[:MOST], 1)]
    return Confirmed(
        count=len(found),
        shown=tuple(made[:OPEN]),
        rest=tuple(made[OPEN:]),
        left=len(found) - len(made),
        over=None,
    )


def worth_telling(linked: Linked) -> list[Claim]:
    """What is said more than once or contested, most independent origins first."""
    return sorted((one for one in linked.claims if len(one.tellings) > 1 or one.contested_by), key=_most)


def _most(claim: Claim) -> tuple[int, int, int, int]:
    """Those with most independent origins first, else those that most articles tell or most contest."""
    articles = len({told.article for told in claim.tellings})
    return -len(claim.origins), -articles, -len(claim.contested_by), -len(claim.tellings)


def told(anchor: str, claim: Claim, linked: Linked) -> Told:
    """One claim, under an address."""
    contested = _once(claim.contested_by)
    return Told(
        anchor=anchor,
        account=linked.passages.account(claim.tellings[0]),
        tellings=len(claim.tellings),
        articles=len({one.article for one in claim.tellings}),
        first=wording.day(claim.first) if claim.first else None,
        last=wording.day(claim.last) if claim.last else None,
        undated=sum(one.day is None for one in claim.tellings),
        origins=len(claim.origins),
        voices=tuple(_voice(one, claim, linked) for one in claim.origins[:VOICES]),
        voices_left=max(len(claim.origins) - VOICES, 0),
        contested=tuple(map(linked.passages.account, contested[:AGAINST])),
        contested_left=max(len(contested) - AGAINST, 0),
    )


def _once(tellings: Sequence[Telling]) -> list[Telling]:
    """One telling for each wording of each speaker."""
    found: dict[tuple[str | None, str], Telling] = {}
    for told in tellings:
        found.setdefault((told.by, told.span.words.casefold()), told)
    return list(found.values())


def _voice(origin: Origin, claim: Claim, linked: Linked) -> Voice:
    brought = list(_brought(origin, claim, linked.passages, linked.families))
    return Voice(
        speaker=wording.name(origin.speaker) if origin.speaker else None,
        articles=tuple(brought[:ARTICLES]),
        left=max(len(brought) - ARTICLES, 0),
    )


def _brought(
    origin: Origin, claim: Claim, passages: Passages, families: Mapping[str, str]
) -> Iterator[Bringer]:
    """The articles that bring an origin's words, by day; copies of one article as one."""
    wanted = set(origin.articles)
    by_article: dict[str, Telling] = {}
    for told in claim.tellings:
        known = by_article.get(told.article)
        if told.article in wanted and (known is None or (known.by != origin.speaker == told.by)):
            by_article[told.article] = told
    groups: dict[str, list[Telling]] = {}
    for told in by_article.values():
        groups.setdefault(families.get(told.article_id, told.article_id), []).append(told)
    for family, tellings in groups.items():
        first, *copies = sorted(tellings, key=lambda told: told.article != family)  # else by day, as given
        yield Bringer(spot=passages.spot(first), copies=tuple(map(passages.spot, copies)))
