"""Origins: the independent voices behind a claim, at the ends of its chains of attribution.

Everybody who passes words on is left out: two outlets that quote one agency that quotes one official are one
origin, and so are copies of one article. A source with a name is one wherever it is quoted. Sources without a
name are one only in copies of one article, or where one article says that it has the words from the outlet of
the other; never by their wording alone, and never two in one article.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.link.actors import bare, fold
from onrecord.link.names import UNNAMED, Cast
from onrecord.link.tellings import name_of
from onrecord.records import Record, Statement

OUTLET = "media outlet"
ANONYMOUS = "anonymous official"


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The end of the chain of one statement: who says it first, and whom it came through."""

    article: str
    article_id: str
    statement: str
    speaker: str | None  # None: the words do not say who
    actor: str | None  # id in the article
    named: bool
    relay: bool  # the speaker is an outlet, which may pass on what another says
    through: frozenset[str]  # folded names of intermediaries and of the agency the article is taken from
    outlet: str | None  # folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One independent voice, and the articles that bring it."""

    speaker: str | None  # None: the words do not say who
    articles: tuple[str, ...]


def end_of(record: Record, statement: Statement, cast: Cast) -> End:
    """The end of the chain of a statement."""
    article = record.article
    actor = cast.actor(record, statement.speaker)
    hops = (cast.name(record, hop.actor) or bare(hop.source.words) for hop in statement.chain)
    taken = [article.republished_from] if article.republished_from else []
    anonymous = actor is None or actor.kind == UNNAMED or statement.source_kind == ANONYMOUS
    return End(
        article=name_of(article),
        article_id=article.id,
        statement=statement.id,
        speaker=cast.name(record, statement.speaker),
        actor=statement.speaker,
        named=not anonymous,
        relay=statement.source_kind == OUTLET or (actor is not None and actor.kind == "media"),
        through=frozenset(fold(name) for name in (*hops, *taken)),
        outlet=fold(article.outlet) if article.outlet else None,
    )


def origins(ends: Iterable[End], families: Mapping[str, str] | None = None) -> tuple[Origin, ...]:
    """The voices behind what some statements say, those that most articles bring first.

    Args:
        families: article id → family of copies; an article that is in none is its own.
    """
    given = list(dict.fromkeys(ends))
    known = families or {}
    groups: dict[object, list[End]] = {}
    for one in given:
        if one.named and not (one.relay and _passed_on(one, given)):
            groups.setdefault(("name", fold(one.speaker or "")), []).append(one)
    for number, voices in enumerate(_unnamed([one for one in given if not one.named], known)):
        groups["voice", number] = voices
    for one in given:
        if one.named and one.relay and (source := _passed_on(one, given)):
            home = next(group for group in groups.values() if source in group)
            home.append(one)
    found = [
        Origin(
            speaker=group[0].speaker,
            articles=tuple(dict.fromkeys(one.article for one in group)),
        )
        for group in groups.values()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.articles), one.speaker or "")))


def _passed_on(outlet: End, given: Iterable[End]) -> End | None:
    """The statement that an outlet, quoted as if it spoke itself, has passed on."""
    name = fold(outlet.speaker or "")
    through = (one for one in given if not one.relay and name in (one.outlet, *one.through))
    return next(through, None)


def _unnamed(given: Sequence[End], families: Mapping[str, str]) -> list[list[End]]:
    """Statements of sources without a name, those of one voice together."""
    numbers = _numbers(given)
    groups: list[list[End]] = []
    for one in given:
        met = [
            group
            for group in groups
            if any(numbers[one] == numbers[other] and _one_voice(one, other, families) for other in group)
        ]
        groups = [group for group in groups if not any(group is other for other in met)]
        groups.append([*(end for group in met for end in group), one])
    return groups


def _numbers(given: Sequence[End]) -> dict[End, int]:
    """Which unnamed source of its article each is, by their order: two of one article are never one."""
    order: dict[str, list[str | None]] = {}
    found: dict[End, int] = {}
    for one in given:
        actors = order.setdefault(one.article_id, [])
        if one.actor not in actors:
            actors.append(one.actor)
        found[one] = actors.index(one.actor)
    return found


def _one_voice(one: End, other: End, families: Mapping[str, str]) -> bool:
    if one.article_id == other.article_id:
        return one.actor == other.actor
    ours = families.get(one.article_id, one.article_id)
    if ours == families.get(other.article_id, other.article_id):
        return True
    return bool(one.through & other.through) or one.outlet in other.through or other.outlet in one.through
