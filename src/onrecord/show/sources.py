"""Sources: the outlets of a pile, whose words they print, and which articles are copies of one another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.link.copies import Copy, Family
from onrecord.link.outlets import Outlet
from onrecord.link.publications import publications
from onrecord.link.tellings import name_of
from onrecord.show import wording
from onrecord.show.linked import Linked
from onrecord.show.located import Located
from onrecord.show.places import Place, Pointer, Spot
from onrecord.show.voices import Copied, House, Kin, Sources

HOUSES = 40  # outlets before the rest is folded
COPIES = 6  # of one outlet that are named
ORIGINS = 6  # of one outlet
KIN = 8  # families before the rest is folded
FAMILIES = 60  # in a page
MEMBERS = 12  # of one family


def section(articles: Sequence[Located], linked: Linked) -> Sources | None:
    """The section; None where there is no article."""
    if not articles:
        return None
    spots = _spots(articles)
    heads = _heads(linked.kin)
    houses = [_house(one, heads, spots) for one in linked.outlets]
    kin = [_kin(one, linked.copies, spots) for one in sorted(linked.kin, key=_largest)[:FAMILIES]]
    return Sources(
        houses=tuple(houses[:HOUSES]),
        houses_rest=tuple(houses[HOUSES:]),
        kin=tuple(kin[:KIN]),
        kin_rest=tuple(kin[KIN:]),
        kin_left=len(linked.kin) - len(kin),
    )


def _largest(family: Family) -> tuple[int, tuple[str, ...]]:
    return -len(family.articles), family.articles


def _spots(articles: Iterable[Located]) -> dict[str, Spot]:
    """Where the articles of these names stand; a text that came from two places has a name for each."""
    found: dict[str, Spot] = {}
    for article in articles:
        for one in publications(article.record.article):
            published = one.published
            place: Place = replace(
                article.place,
                outlet=wording.name(one.outlet) if one.outlet else None,
                date=wording.period(published.earliest, published.latest),
                iso=published.earliest if published.earliest == published.latest else None,
            )
            found.setdefault(name_of(one), Spot(anchor=article.place.anchor, place=place))
    return found


def _heads(families: Iterable[Family]) -> dict[str, str | None]:
    """Name of a copy → the name of the article that it comes from; None: it is not known."""
    return {
        name: family.first
        for family in families
        for name in family.articles[1:]  # as they are counted: all but one
    }


def _house(one: Outlet, heads: Mapping[str, str | None], spots: Mapping[str, Spot]) -> House:
    """One outlet's row."""
    copies = [Copied(spot=spots[name], of=spots.get(heads[name] or "")) for name in one.copies[:COPIES]]
    return House(
        outlet=wording.name(one.outlet) if one.outlet else None,
        articles=one.articles,
        copies=tuple(copies),
        copies_left=max(len(one.copies) - COPIES, 0),
        origins=tuple(
            Pointer(anchor=spots[told[0]].anchor, name=wording.name(origin), count=len(told))
            for origin, told in one.wires[:ORIGINS]
        ),
        origins_left=max(len(one.wires) - ORIGINS, 0),
        statements=one.statements,
        unnamed=one.unnamed,
        own=one.labels,
    )


def _kin(family: Family, copies: Iterable[Copy], spots: Mapping[str, Spot]) -> Kin:
    members = [spots[name] for name in family.articles if name in spots]
    basis = {pair.basis for pair in copies if family.first is not None and pair.a == family.first}
    return Kin(
        known=family.first is not None,
        basis=tuple(words for given, words in wording.EARLIER.items() if given in basis),
        one_text=len({spot.anchor for spot in members}) == 1,
        members=tuple(members[:MEMBERS]),
        left=max(len(members) - MEMBERS, 0),
    )
