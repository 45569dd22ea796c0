"""Humanitarian corridors: proposals, routes and outcomes of `ukraine_corridors_2022` (development part).

    python -m bench.corridors [--errors]

A dispatch with text is read as an article of its own, without the data set's own "Status:" and "see source"
lines. `route`: a term leads from the row's place to the other (first six letters, as spellings differ).
`parties`: the side that the data set has as proposing it (of an agreed one, either) is an author of a
proposal, or takes a position; whom a person speaks for may stand in another dispatch. Of about half of the
rows the excerpt names no side. `outcome`: successful, if people are told to have come out or the way to have
worked; unsuccessful, if that is denied; disputed, if both by different sides; else unknown.
"""

import argparse
import hashlib
import json
import re
from typing import Any

from bench.quality import SHARED
from onrecord.link.names import Cast
from onrecord.read import Reader
from onrecord.records import Article, Published, Record, Source

GOLD = SHARED / "data" / "ukraine_corridors_2022" / "corridors_dev.jsonl"
LEAST = 100  # characters of a dispatch
LETTERS = 6
OUT = frozenset({"AID", "RETREAT", "CONCEDE"})  # people come out, relief comes in, the way is open
STOPPED = frozenset({"COERCE", "ASSAULT", "REJECT"})
Json = dict[str, Any]


def rows() -> list[tuple[Json, str]]:
    """The rows with a dispatch, and its text."""
    found = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = re.sub(r"^Status: [^;]*;", "", row["text"])
        text = re.sub(r"\(?see source:.*", "", text, flags=re.DOTALL)
        text = "\n\n".join(part.strip() for part in re.split(r"[;:]{3,}", text)).strip()
        if len(text) > LEAST:
            found.append((row, text))
    return found


def read(given: list[tuple[Json, str]], reader: Reader) -> list[Record]:
    """The record of each row's text; the same text is read once a day."""
    articles = [
        Article(
            id=hashlib.sha256(text.encode()).hexdigest(),
            sources=(Source(record=row["id"]),),
            text=text,
            language="en",
            published=Published(earliest=row["date"], latest=row["date"], basis="metadata"),
        )
        for row, text in given
    ]
    once = {article.id: article for article in articles}
    records = {record.article.id: record for record in reader.read(once.values())}
    return [records[article.id] for article in articles]


def letters(name: str) -> str:
    """The first letters of a place, as spellings differ."""
    return re.sub(r"\W.*", "", name.strip().lower())[:LETTERS]


def has_route(row: Json, record: Record) -> bool:
    """Whether the record leads from the row's place to the other."""
    wanted = (letters(row["from"]), letters(row["to"]))
    terms = [term for plan in record.proposals for term in plan.terms]
    return any((letters(term.origin or ""), letters(term.destination or "")) == wanted for term in terms)


def sides(record: Record, cast: Cast) -> set[str]:
    """The sides of those who propose or take a position, as all dispatches together show them."""
    ids = {author for plan in record.proposals for author in plan.author}
    ids |= {position.party for position in record.positions if position.party}
    return {cast.side(record, one) or "" for one in ids}


def has_parties(row: Json, record: Record, cast: Cast) -> bool:
    """Whether the side that proposes is among those who do."""
    wanted = {"Ukraine", "Russia"} if row["proposal"] == "Agreed" else {row["proposal"]}
    return bool(wanted & sides(record, cast))


def outcome(record: Record) -> str:
    """What is told to have become of it."""
    told = {event.factuality for event in record.events if event.type in OUT}
    came = bool(told & {"asserted", "claimed"})
    failed = "denied" in told or any(
        event.type in STOPPED and event.factuality in ("asserted", "claimed", "alleged")
        for event in record.events
    )
    return (
        "disputed" if came and failed else "successful" if came else "unsuccessful" if failed else "unknown"
    )


def main() -> None:
    """Print the shares of rows recovered."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="list the rows that are not recovered")
    options = parser.parse_args()
    given = rows()
    right = dict.fromkeys(("route", "parties", "outcome", "all three"), 0)
    records = read(given, Reader())
    cast = Cast(list({record.article.id: record for record in records}.values()))
    for (row, _), record in zip(given, records, strict=True):
        status = row["status_result"].split("/")[0].removeprefix("proposed route")
        found = {
            "route": has_route(row, record),
            "parties": has_parties(row, record, cast),
            "outcome": outcome(record) == (status or "unknown"),
        }
        found["all three"] = all(found.values())
        for name, hit in found.items():
            right[name] += hit
        if options.errors and not all(found.values()):
            missed = [name for name, hit in found.items() if not hit]
            print(
                row["id"],
                row["proposal"],
                status or "unknown",
                "|",
                outcome(record),
                sides(record, cast),
                missed,
            )
    for name, hits in right.items():
        print(f"{name:<10} {hits / len(given):.2f}  {hits}/{len(given)}")


if __name__ == "__main__":
    main()
