"""Events: PLOVER's gold sentences and PETRARCH's test cases (development parts) in ../shared.

    python -m bench.events [--errors]

The class of the main event of a sentence, by accuracy: of PLOVER's sentences in two random halves, of
PETRARCH's by any of its CAMEO codes, which `cameo2plover` maps. The main event is that of the word nearest
to the root of the parse. PLOVER's sentences are coded as CAMEO codes: what is friendly and still to come is
AGREE, what is hostile and announced is THREATEN; classes that PLOVER has since joined are mapped to the
sixteen. PETRARCH's cases were written to try its own dictionary. Both sets were read when the words of
`vocabulary/events.toml` were chosen.
"""

import argparse
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.quality import SHARED
from onrecord.read import PEACE, record
from onrecord.read.happenings import FRIENDLY, HOSTILE
from onrecord.read.issues import pack
from onrecord.read.reading import Reading, load, readings
from onrecord.read.tagger import Tagger
from onrecord.records import Article, Event, Source

FOLDER = SHARED / "data" / "event_coding"
JOINED = {"DEMAND": "REQUEST", "INVESTIGATE": "ACCUSE", "DISAPPROVE": "ACCUSE", "FIGHT": "ASSAULT"}
SEED = 5  # of the split into halves
UNREAL = {"planned", "hypothetical"}
SPEAKING = {"01", "02"}  # CAMEO roots that PLOVER has dropped
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, and the classes that are right for its main event."""

    id: str
    text: str
    gold: frozenset[str]


def _rows(name: str) -> list[Json]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def plover() -> list[Case]:
    """PLOVER's gold sentences."""
    return [
        Case(row["id"], row["text"].strip("{} "), frozenset({JOINED.get(row["event"], str(row["event"]))}))
        for row in _rows("plover_gsr_dev.jsonl")
    ]


def petrarch() -> list[Case]:
    """PETRARCH's cases that have a code which PLOVER keeps."""
    types = {row["cameo"]: row["plover"] for row in _rows("cameo2plover.jsonl")}
    cases = []
    for row in _rows("petrarch_unit_dev.jsonl"):
        codes = [event["code"] for event in row["events"] if event["code"]]
        gold = frozenset(kind for code in codes for kind in [_type(code, types)] if kind)
        if gold:
            cases.append(Case(row["id"], row["text"], gold))
    return cases


def _type(code: str, types: dict[str, str]) -> str | None:
    """PLOVER's type of a CAMEO code, if need be of the nearest above it."""
    if code[:2] in SPEAKING:
        return None
    return next((types[code[:n]] for n in range(len(code), 1, -1) if code[:n] in types), None)


def told(cases: Sequence[Case], coder: Callable[[Event], str]) -> Iterator[str | None]:
    """The class of the main event of each sentence; None: no event is read."""
    nlp, domain = load(), pack(PEACE)
    for reading in readings(map(_article, cases), nlp, Tagger()):
        event = main_event(reading, record(reading, domain).events)
        yield None if event is None else coder(event)


def _article(case: Case) -> Article:
    id_ = hashlib.sha256(case.text.encode()).hexdigest()
    return Article(id=id_, sources=(Source(record=case.id),), text=case.text, language="en")


def main_event(reading: Reading, events: Sequence[Event]) -> Event | None:
    """The event whose words stand nearest to the root of their sentence, of several the first."""
    return min(events, key=lambda event: (_depth(reading, event), event.span.start), default=None)


def _depth(reading: Reading, event: Event) -> int:
    tokens = reading.doc.char_span(event.span.start, event.span.end, alignment_mode="expand")
    return sum(1 for _ in tokens.root.ancestors) if tokens is not None else len(reading.doc)


def coded(event: Event) -> str:
    """The class as CAMEO codes it: what is announced is an agreement or a threat."""
    if event.factuality in UNREAL and event.type in FRIENDLY:
        return "AGREE"
    if event.factuality == "planned" and event.type in HOSTILE:
        return "THREATEN"
    return event.type


def accuracy(cases: Sequence[Case], found: Sequence[str | None]) -> float:
    """The share of sentences whose class is right."""
    return sum(kind in case.gold for case, kind in zip(cases, found, strict=True)) / max(1, len(cases))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    sets: list[tuple[str, list[Case], Callable[[Event], str]]]
    sets = [("PLOVER", plover(), coded), ("PETRARCH", petrarch(), lambda event: event.type)]
    for name, cases, coder in sets:
        found = list(told(cases, coder))
        print(f"{name:10}{len(cases):4} sentences, accuracy {accuracy(cases, found):.3f}")
        if name == "PLOVER":
            _halves(cases, found)
        if options.errors:
            _errors(cases, found)


def _halves(cases: Sequence[Case], found: Sequence[str | None]) -> None:
    order = list(range(len(cases)))
    random.Random(SEED).shuffle(order)
    for half in (order[::2], order[1::2]):
        part = accuracy([cases[n] for n in half], [found[n] for n in half])
        print(f"{'':10}{len(half):4} of a half, accuracy {part:.3f}")


def _errors(cases: Sequence[Case], found: Sequence[str | None]) -> None:
    wrong = [(case, kind) for case, kind in zip(cases, found, strict=True) if kind not in case.gold]
    for (gold, kind), count in Counter(("/".join(sorted(c.gold)), k) for c, k in wrong).most_common():
        print(f"{count:4} {gold} read as {kind}")
    for case, kind in wrong:
        print(f"{'/'.join(sorted(case.gold))} read as {kind}: {case.text}")


if __name__ == "__main__":
    main()
