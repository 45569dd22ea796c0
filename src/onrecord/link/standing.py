"""Standing: where the talks stand, by whose account, and who has a part in them beside the parties."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.link.names import Cast
from onrecord.link.tellings import Telling, folded, in_order, statements_of, telling, when
from onrecord.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One judgement on where the talks stand, by one account, wherever it is told."""

    signal: str
    by: str | None  # None: the outlet's own
    day: str | None
    words: str
    unnamed: bool  # the source is not named: not one with another of the same words
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A part in the talks, of a body, a person or a place."""

    part: str
    name: str
    tellings: tuple[Telling, ...]


def standings(records: Sequence[Record], cast: Cast) -> list[Standing]:
    """The judgements by day; copies of the same words are one."""
    gathered: dict[tuple[object, ...], Standing] = {}
    for record in records:
        said = statements_of(record)
        for signal in record.signals:
            statement = said.get(signal.statement or "")
            by = cast.name(record, statement.speaker) if statement else None
            told = telling(record, signal.id, signal.span, signal.statement, by)
            key = (signal.signal, by, folded(signal.span.words))
            if key in gathered:
                tellings = in_order((*gathered[key].tellings, told))
                gathered[key] = replace(gathered[key], tellings=tellings, day=tellings[0].day)
            else:
                gathered[key] = Standing(
                    signal=signal.signal,
                    by=by,
                    day=told.day,
                    words=signal.span.words,
                    unnamed=statement is not None and statement.anonymity is not None,
                    tellings=(told,),
                )
    return sorted(gathered.values(), key=lambda one: when(one.tellings[0]))


def latest(found: Sequence[Standing]) -> list[Standing]:
    """The last judgement of each account, the latest first; undated ones last."""
    by: dict[str, Standing] = {}
    for one in found:
        key = one.by or f"\0{one.tellings[0].outlet}"
        key += f"\0{one.tellings[0].article_id}{one.tellings[0].statement}" if one.unnamed else ""
        before = by.get(key)
        if before is None or (one.day or "") >= (before.day or ""):
            by[key] = one
    return sorted(by.values(), key=lambda one: (one.day or "", one.words), reverse=True)


def roles(records: Sequence[Record], cast: Cast) -> list[Role]:
    """Mediators, venues, hosts, delegations, guarantors and observers, those told of most first."""
    gathered: dict[tuple[str, str], list[Telling]] = {}
    for record in records:
        for one in record.participants:
            name = (cast.name(record, one.actor) if one.actor else None) or cast.known(one.name)
            told = telling(record, one.id, one.span, one.statement, None)
            gathered.setdefault((one.part, name), []).append(told)
    found = [Role(part=part, name=name, tellings=in_order(told)) for (part, name), told in gathered.items()]
    return sorted(found, key=lambda role: (role.part, -len(role.tellings), role.name))
