"""Piled: a store's articles as a pile, with the links that it keeps if nothing has changed since."""

from collections.abc import Iterable, Sequence
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from onrecord.link.actors import Aliases, aliases, beside
from onrecord.link.meaning import Meanings
from onrecord.link.pile import Pile
from onrecord.records import Record
from onrecord.show.meant import kept as kept_meanings
from onrecord.show.meant import known
from onrecord.store import Store


def piled(
    store: Store,
    names: Path | None = None,
    *,
    some: Iterable[Record] | None = None,
    anew: bool = False,
    most: int | None = None,
) -> Pile:
    """The pile of a store's articles.

    Args:
        names: an alias file; None: the one beside the store, if there is one.
        some: records of some of the articles, whose links are then worked out; None: all.
        anew: work all out, whatever is kept.
        most: see `Pile`.
    """
    state = state_of(store, names)
    kept = some is None and not anew and fresh(store, state)
    runs = () if kept else store.runs()
    return Pile(
        store.records() if some is None else some,
        said_of(store.path, names),
        meanings=partial(_meanings, store),
        fresh=store.added_since(runs[-1].number - 1) if runs else (),
        kept=partial(store.links.parts, state=state) if kept else None,
        most=most,
    )


def state_of(store: Store, names: Path | None) -> str:
    """What links are made of: the state of a store, and what its alias file says."""
    file = names or beside(store.path)
    told = sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "none"
    return f"{store.links.state()}, names {told}"


def fresh(store: Store, state: str) -> bool:
    """Whether the links that a store keeps are those of this state, by this version."""
    made = store.links.made()
    return made is not None and (made.state, made.onrecord) == (state, version("onrecord"))


def said_of(store: Path, names: Path | None) -> Aliases | None:
    """What an alias file says: the one given, else the one beside the store."""
    found = names or (beside(store) if beside(store).is_file() else None)
    return aliases(found) if found else None


def _meanings(store: Store, records: Sequence[Record]) -> Meanings:
    return Meanings(known(records, kept_meanings(store)))
