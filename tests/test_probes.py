"""Written cases, one file a phenomenon: invented texts with the record that a careful reader makes of them.

A statement names its source and content in exact words of the text ("" is no source; `nth` or `near` says
which of several places). What else it gives is compared, and nothing else; an empty hedge, chain or party
is none, `same` and `different` name sources of other statements, what anonymity leaves out must be absent.
Unless `only` is false, nothing else may be found. `title` and `boilerplate` are marked before the reading.
"""

import re
import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from onrecord.records import ACTS, SOURCE_KINDS, STATEMENT_TYPES, Record, Span, Statement

Case = dict[str, Any]
FOLDER = Path(__file__).parent / "probes"
FILES = {path.stem: tomllib.loads(path.read_text("utf-8"))["case"] for path in sorted(FOLDER.glob("*.toml"))}
FOUND, RIGHT = 0.5, 0.8  # overlap of content words: the same statement, the same content
PLAIN = {"type": STATEMENT_TYPES, "act": ACTS, "source_kind": SOURCE_KINDS, "attitude": (True, False)}
PLACED = {"source", "nth", "near"}
KEYS = {"content", "hedge", "chain", "speaker", "not_speaker", "party", "same", "different", "anonymity"}
RELATIONS = {"told", "according to", "reported by", "citing", "in a statement"}


def places(text: str, words: str) -> list[Span]:
    """Every place where the words stand as whole words."""
    found = re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text) if words else ()
    return [Span(match.start(), match.end(), words) for match in found]


def source(text: str, wanted: Case) -> Span | None:
    after = [span for span in places(text, wanted["source"]) if span.start >= wanted.get("near", 0)]
    return after[wanted.get("nth", 1) - 1] if after else None


def overlap(text: str, wanted: list[str], found: tuple[Span, ...]) -> float:
    """Shared part of the words of both, each word at its place."""
    both = [places(text, words)[0] for words in wanted], found
    here, there = (
        {s.start + w.start() for s in spans for w in re.finditer(r"\w+", s.words)} for spans in both
    )
    return len(here & there) / len(here | there)


def touches(text: str, words: str, span: Span | None) -> bool:
    """Whether the span lies over the words; without words there must be no span."""
    return any(map(span.overlaps, places(text, words))) if span else not words


def paired(text: str, wanted: list[Case], found: tuple[Statement, ...]) -> list[Statement | None]:
    """For each wanted statement the found one that fits best, each once."""
    fits = []
    for (i, one), (j, statement) in product(enumerate(wanted), enumerate(found)):
        here, there = source(text, one), statement.source
        shared = overlap(text, one["content"], statement.content)
        if shared >= FOUND and (here.overlaps(there) if here and there else here is there):
            fits.append((-shared, i, j))
    pairs: dict[int, Statement] = {}
    for _, i, j in sorted(fits):
        if i not in pairs and found[j] not in pairs.values():
            pairs[i] = found[j]
    return [pairs.get(i) for i in range(len(wanted))]


def bare(name: str | None) -> str:
    return re.sub(r"^(?:the|an?) ", "", (name or "").casefold())


def compared(field: str, wanted: Any, found: Statement, record: Record, speakers: Case) -> tuple[bool, Any]:
    """Whether one field is as wanted, and what was found; `speakers` are those of all sources."""
    text = record.article.text
    actor = next((a for a in record.actors if a.id == found.speaker), None)
    names = [actor.name, *(span.words for span in actor.mentions)] if actor else []
    match field:
        case "content":
            return overlap(text, wanted, found.content) >= RIGHT, [span.words for span in found.content]
        case "hedge":
            return touches(text, wanted, found.hedge), found.hedge and found.hedge.words
        case "chain":
            both = zip(wanted, found.chain, strict=False)
            met = [touches(text, w[0], hop.source) and w[1:] in ([], [hop.relation]) for w, hop in both]
            hops = [(hop.source.words, hop.relation) for hop in found.chain]
            return all(met) and len(wanted) == len(hops), hops
        case "speaker" | "not_speaker":
            return (bare(wanted) in map(bare, names)) == (field == "speaker"), names
        case "party":
            return bare(actor.party if actor else "nobody") == bare(wanted), actor and actor.party
        case "same" | "different":
            others = [speakers[words] for words in wanted if words in speakers]
            alike = [found.speaker is not None and found.speaker == other for other in others]
            return alike == [field == "same"] * len(alike), (found.speaker, others)
        case "anonymity":
            told = getattr(found, "anonymity", None)
            given = {key: getattr(told, key, None) for key in ("level", "side", "count", "reason")}
            right = all(bare(given[key]) == bare(wanted.get(key)) for key in ("level", "side", "count"))
            return bool(told and right) and touches(text, wanted.get("reason", ""), given["reason"]), given
        case _:
            return getattr(found, field) == wanted, getattr(found, field)


def differences(case: Case, record: Record) -> list[str]:
    """Everything in which the record is not what the case wants."""
    wanted = case.get("statement", [])
    found = paired(record.article.text, wanted, record.statements)
    both = [*zip(wanted, found, strict=True)]
    speakers = {one["source"]: statement.speaker for one, statement in reversed(both) if statement}
    extra = [s for s in record.statements if case.get("only", True) and s not in found]
    told = [f"{s.source and s.source.words!r}: too many: {[c.words for c in s.content]}" for s in extra]
    for one, statement in both:
        where = f"{one['source']!r}: {one['content'][0][:40]!r}"
        if statement is None:
            told.append(f"{where}: not found")
            continue
        for field in sorted(one.keys() - PLACED):
            right, was = compared(field, one[field], statement, record, speakers)
            if not right:
                told.append(f"{where}: {field}: wanted {one[field]!r}, found {was!r}")
    return told


def marked(stem: str, case: Case) -> Any:
    known_failure = pytest.mark.xfail(strict=True, reason=case.get("xfail", ""))
    return pytest.param(case, id=f"{stem}/{case['name']}", marks=known_failure if "xfail" in case else ())


@pytest.mark.parametrize("case", [marked(stem, case) for stem in FILES for case in FILES[stem]])
def test_case(read, case: Case) -> None:
    text, title = case["text"], case.get("title", "")
    known: dict[str, Any] = {"title": title, "title_span": places(text, title)[0]} if title else {}
    known["boilerplate"] = tuple(places(text, words)[0] for words in case.get("boilerplate", ()))
    told = differences(case, read(text, **known))
    assert not told, "\n".join([case["name"], *told])


def test_enough_of_every_phenomenon() -> None:
    names = [case["name"] for cases in FILES.values() for case in cases]
    assert len(names) == len({*names}) >= 150 and min(map(len, FILES.values())) >= 5


@pytest.mark.parametrize("stem", FILES)
def test_words_stand_in_their_text(stem: str) -> None:
    for case in FILES[stem]:
        text, statements = case["text"], case.get("statement", [])
        words = [*case.get("boilerplate", ()), case.get("title", "")]
        once: list[str] = []  # words that must not stand twice
        for one in statements:
            hops, others = one.get("chain", ()), [other["source"] for other in statements if other is not one]
            assert one.keys() <= KEYS | PLACED | PLAIN.keys(), case["name"]
            assert all(one[field] in PLAIN[field] for field in one.keys() & PLAIN.keys()), case["name"]
            assert {relation for hop in hops for relation in hop[1:]} <= RELATIONS, case["name"]
            assert {*one.get("same", ()), *one.get("different", ())} <= {*others}, case["name"]
            assert source(text, one) or not one["source"], case["name"]
            reason = one.get("anonymity", {}).get("reason", "")
            words += [one.get("hedge", ""), reason, *(hop[0] for hop in hops)]
            once += one["content"]
            once += [] if one["source"] in others or one.keys() & {"nth", "near"} else [one["source"]]
        assert not [some for some in words + once if some and not places(text, some)], case["name"]
        assert not [some for some in once if len(places(text, some)) > 1], case["name"]
