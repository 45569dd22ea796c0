"""Claims, origins and disputes: on the bundled story against its truth, and on labelled pairs of statements.

    python -m bench.claims [--read] [--errors]
    python -m bench.claims --pairs RECORDS.jsonl ... [--errors]

Story: `claims`, the pairs of statements rightly in one claim, and B-cubed over the statements that the truth
names; `origins`, the claims whose voices number as many, from the same articles, as the truth's; `disputes`,
pairs of statements, where any telling of the same claims stands for another; `kinds` of those that hit.

Pairs: `bench/claim_pairs.jsonl` holds pairs of statements of real articles as ids and offsets, labelled by
reading; RECORDS.jsonl is what `onrecord read` printed of those articles.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from bench.linked import article, f1, linked, pairs, read_story, true_records
from onrecord.link.claims import Claim, Linked
from onrecord.link.claims import linked as link
from onrecord.records import Record

Json = dict[str, Any]
Place = tuple[str, str]  # article and statement
FAMILY = "wire"


def story_families(records: Iterable[Record]) -> dict[str, str]:
    """The families of copies that the truth tells, by the articles' ids."""
    named = {article(_name(record)): record.article.id for record in records}
    found = {}
    for number, family in enumerate(linked()["families"]):
        for name in family.get("update") or [family["wire"], *family["copies"]]:
            found[named[name]] = f"family {number}"
    return found


def _name(record: Record) -> str:
    from onrecord.link.tellings import name_of

    return name_of(record.article)


def counterparts(ours: Sequence[Record], true: Sequence[Record]) -> dict[Place, Place]:
    """Statement as read → the statement of the truth whose content it shares most of."""
    by_name = {article(_name(record)): record for record in true}
    found: dict[Place, Place] = {}
    for record in ours:
        name = article(_name(record))
        for one in record.statements:
            shared = {
                other.id: sum(
                    max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one.content for b in other.content
                )
                for other in by_name[name].statements
            }
            best = max(shared, key=shared.__getitem__, default=None)
            if best and shared[best]:
                found[name, one.id] = (name, best)
    return found


def b_cubed(ours: Sequence[set[Place]], theirs: Sequence[set[Place]]) -> float:
    """F1 of B-cubed over the statements that the truth names; one may stand in several groups."""

    def mean(from_: Sequence[set[Place]], to: Sequence[set[Place]]) -> float:
        scores = []
        for one in sorted({place for group in theirs for place in group}):
            mine = {place for group in from_ if one in group for place in group} | {one}
            other = {place for group in to if one in group for place in group} | {one}
            scores.append(len(mine & other) / len(mine))
        return sum(scores) / len(scores)

    precision, recall = mean(ours, theirs), mean(theirs, ours)
    return 2 * precision * recall / (precision + recall)


def story(records: Sequence[Record], as_true: Mapping[Place, Place] | None) -> tuple[dict[str, str], list[str]]:
    """The figures on the bundled story, and what is wrong in words."""
    truth, errors = linked(), []
    found = link(records, story_families(records))

    def place(told: Any) -> Place:
        own = (article(told.article), told.record)
        return as_true.get(own, own) if as_true is not None else own

    theirs = [{(t["article"], t["statement"]) for t in claim["tellings"]} for claim in truth["claims"]]
    ours = [{place(told) for told in claim.tellings} for claim in found.claims]
    mine, wanted = pairs(ours), pairs(theirs)
    errors += [f"not joined: {sorted(pair)}" for pair in wanted - mine]
    errors += [f"joined: {sorted(pair)}" for pair in mine - wanted]
    right = sum(_same_origins(claim, found.claims, ours, errors) for claim in truth["claims"])
    disputed, kinds = _disputes(truth, found, place, errors)
    hits = len(mine & wanted)
    return {
        "claims, pairs": f"P {ratio(hits, len(mine))} R {ratio(hits, len(wanted))} "
        f"F1 {f1(hits, len(mine), len(wanted)):.2f}",
        "claims, B-cubed": f"{b_cubed([one for one in ours if len(one) > 1], theirs):.2f}",
        "origins": ratio(right, len(truth["claims"])),
        "disputes": disputed,
        "kinds": kinds,
    }, errors


def ratio(hits: int, of: int) -> str:
    """A share with its numbers."""
    return f"{hits / of if of else 1:.2f} ({hits}/{of})"


def _same_origins(wanted: Json, claims: Sequence[Claim], ours: Sequence[set[Place]], errors: list[str]) -> bool:
    told = {(t["article"], t["statement"]) for t in wanted["tellings"]}
    best = max(range(len(ours)), key=lambda number: (len(ours[number] & told), -len(ours[number])))
    voices = sorted(sorted(article(name) for name in one.articles) for one in claims[best].origins)
    right = voices == sorted(sorted(one["articles"]) for one in wanted["origins"])
    if not right:
        errors.append(f"origins: {wanted['claim']}: {voices}")
    return right


def _disputes(truth: Json, found: Linked, place: Any, errors: list[str]) -> tuple[str, str]:
    """Precision and recall of disputes, where tellings of the same claims of the truth stand for each other."""
    alike: dict[Place, set[Place]] = {}
    against: set[frozenset[Place]] = set()
    for claim in truth["claims"]:
        told = {(t["article"], t["statement"]) for t in claim["tellings"]}
        for one in told:
            alike.setdefault(one, set()).update(told)
            against |= {frozenset((one, (t["article"], t["statement"]))) for t in claim["contested_by"]}
    wanted = [((d["a"]["article"], d["a"]["statement"]), (d["b"]["article"], d["b"]["statement"]), d["kind"])
              for d in truth["disputes"]]  # fmt: skip
    allowed = {frozenset((x, y)): kind for a, b, kind in wanted
               for x in alike.get(a, {a}) | {a} for y in alike.get(b, {b}) | {b}}  # fmt: skip
    ours = {frozenset((place(one.a), place(one.b))): one.kind for one in found.disputes}
    right = [pair for pair in ours if pair in allowed or pair in against]
    errors += [f"no dispute: {ours[pair]} {sorted(pair)}" for pair in ours if pair not in right]
    hit = []
    for a, b, kind in wanted:
        same = [pair for pair in ours if allowed.get(pair) and _of(pair, a, b, alike)]
        hit.append((bool(same), any(ours[pair] == kind for pair in same)))
        if not same:
            errors.append(f"dispute not found: {kind} {a} {b}")
    for one in truth["not_disputes"]:
        pair = frozenset((one[side]["article"], one[side]["statement"]) for side in "ab")
        if pair in ours:
            errors.append(f"told not to be a dispute: {sorted(pair)}")
    found_ = sum(one for one, _ in hit)
    return (
        f"P {ratio(len(right), len(ours))} R {ratio(found_, len(wanted))}",
        ratio(sum(kind for _, kind in hit), found_),
    )


def _of(pair: frozenset[Place], a: Place, b: Place, alike: Mapping[Place, set[Place]]) -> bool:
    ours, theirs = alike.get(a, set()) | {a}, alike.get(b, set()) | {b}
    return bool(pair & ours) and bool(pair & theirs)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--read", action="store_true", help="link the records as read, not the true ones")
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    options = parser.parse_args()
    true = true_records()
    records = read_story() if options.read else true
    figures, errors = story(records, counterparts(records, true) if options.read else None)
    for name, value in figures.items():
        print(f"{name:<16} {value}")
    if options.errors:
        print(*errors, sep="\n")


if __name__ == "__main__":
    main()
