"""Claims, origins and disputes: on the bundled story against its truth, and on labelled pairs of statements.

    python -m bench.claims [--read] [--errors]
    python -m bench.claims --pairs DATA [--errors]

Story: `claims`, the pairs of statements rightly in one claim, and B-cubed over the statements that the truth
names; `origins`, the claims whose voices number as many, from the same articles, as the truth's; `disputes`,
pairs of statements, where any telling of the same claims stands for another; `kinds` of those that hit.

Pairs: `bench/claim_pairs.jsonl` holds pairs of statements of real articles as ids and offsets, labelled
by reading as `same` (the same claim, more or less full), `contradicts` (both cannot be true) or `neither`,
fifty of them a `second` time, and the articles that stood beside them; DATA is the folder of their data sets.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.linked import article, f1, linked, pairs, read_story, true_records
from onrecord.link.claims import Claim, Linked
from onrecord.link.claims import linked as link
from onrecord.link.tellings import name_of
from onrecord.records import Article, Published, Record, Source, Span

Json = dict[str, Any]
Place = tuple[str, str]  # article and statement
LABELS = ("same", "contradicts")


def story_families(records: Iterable[Record]) -> dict[str, str]:
    """The families of copies that the truth tells, by the articles' ids."""
    named = {article(_name(record)): record.article.id for record in records}
    found = {}
    for number, family in enumerate(linked()["families"]):
        for name in family.get("update") or [family["wire"], *family["copies"]]:
            found[named[name]] = f"family {number}"
    return found


def _name(record: Record) -> str:
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
                    max(0, min(a.end, b.end) - max(a.start, b.start))
                    for a in one.content
                    for b in other.content
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


def story(
    records: Sequence[Record], as_true: Mapping[Place, Place] | None
) -> tuple[dict[str, str], list[str]]:
    """The figures on the bundled story, and what is wrong in words."""
    truth, errors = linked(), []
    found = link(records, story_families(records))

    def place(told: Any) -> Place:
        own = (article(told.article), told.record)
        return as_true.get(own, own) if as_true is not None else own

    theirs = [{(t["article"], t["statement"]) for t in claim["tellings"]} for claim in truth["claims"]]
    ours = [{place(told) for told in claim.tellings} for claim in found.claims]
    mine, wanted = pairs(ours), pairs(theirs)
    known = {one for group in theirs for one in group}
    mine = {pair for pair in mine if pair & known}  # of others the truth says nothing
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


def _same_origins(
    wanted: Json, claims: Sequence[Claim], ours: Sequence[set[Place]], errors: list[str]
) -> bool:
    told = {(t["article"], t["statement"]) for t in wanted["tellings"]}
    best = max(range(len(ours)), key=lambda number: (len(ours[number] & told), -len(ours[number])))
    voices = sorted(sorted(article(name) for name in one.articles) for one in claims[best].origins)
    right = voices == sorted(sorted(one["articles"]) for one in wanted["origins"])
    if not right:
        errors.append(f"origins: {wanted['claim']}: {voices}")
    return right


def _disputes(truth: Json, found: Linked, place: Any, errors: list[str]) -> tuple[str, str]:
    """Precision and recall of disputes, where tellings of one claim of the truth stand for each other."""
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


def rows() -> list[Json]:
    """The labelled pairs, and before them the articles of each set."""
    listed = (Path(__file__).parent / "claim_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in listed]


def articles(folder: Path, name: str, wanted: Iterable[str]) -> list[Article]:
    """The articles of one data set with these ids."""
    (path,) = sorted((folder / name).glob(f"{name}_dev.jsonl*"))
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        found = {row["id"]: row for row in map(json.loads, lines)}
    return [_article(found[one]) for one in wanted]


def _article(row: Json) -> Article:
    day = row["published"][:10]
    return Article(
        id=sha256(row["text"].encode()).hexdigest(),
        sources=(Source(path=row["id"], record=row["id"]),),
        text=row["text"],
        language="en",
        title=row["title"],
        outlet=row["outlet"],
        published=Published(earliest=day, latest=day, basis="metadata"),
    )


def labelled(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Precision and recall of the labels on the pairs, and what is wrong in words."""
    from onrecord.read import Reader

    reader, told, errors = Reader(), rows(), []
    counts = {(label, part): 0 for label in LABELS for part in ("hit", "found", "wanted")}
    for group in (row for row in told if "articles" in row):
        records = list(reader.read(articles(folder, group["set"], group["articles"])))
        says = judge(records)
        for number, row in enumerate(told):
            if "label" not in row or row["set"] != group["set"]:
                continue
            label = says(row["a"], row["b"])
            for name in LABELS:
                counts[name, "hit"] += label == name == row["label"]
                counts[name, "found"] += label == name
                counts[name, "wanted"] += row["label"] == name
            if label != row["label"]:
                errors.append(f"line {number + 1}: {label}, labelled {row['label']}")
    return {
        name: f"P {ratio(counts[name, 'hit'], counts[name, 'found'])} "
        f"R {ratio(counts[name, 'hit'], counts[name, 'wanted'])}"
        for name in LABELS
    }, errors


def agreement() -> str:
    """How often two readings of a pair agree, and beyond chance (Cohen's kappa)."""
    twice = [(row["label"], row["second"]) for row in rows() if "second" in row]
    share = sum(one == other for one, other in twice) / len(twice)
    first, second = (Counter(label) for label in zip(*twice, strict=True))
    chance = sum(first[label] * second[label] for label in first) / len(twice) ** 2
    return f"{share:.2f} of {len(twice)}, kappa {(share - chance) / (1 - chance):.2f}"


def judge(records: Sequence[Record]) -> Callable[[Json, Json], str]:
    """What the links say of two statements, given as article and spans of content."""
    found = link(records)
    by_name = {_name(record): record for record in records}
    claims: dict[Place, set[int]] = {}
    against: set[frozenset[Place]] = set()
    for number, claim in enumerate(found.claims):
        for one in claim.tellings:
            claims.setdefault((one.article, one.record), set()).add(number)
            against |= {
                frozenset(((one.article, one.record), (two.article, two.record)))
                for two in claim.contested_by
            }

    def place(told: Json) -> Place:
        spans = [Span(start, end, "x" * (end - start)) for start, end in told["content"]]
        statements = by_name[told["article"]].statements
        best = max(statements, key=lambda one: _shared(one.content, spans))
        return told["article"], best.id

    def says(a: Json, b: Json) -> str:
        one, other = place(a), place(b)
        if claims.get(one, set()) & claims.get(other, set()):
            return "same"
        return "contradicts" if frozenset((one, other)) in against else "neither"

    return says


def _shared(ours: Sequence[Span], theirs: Sequence[Span]) -> float:
    """Characters in common as a share of all."""
    common = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in ours for b in theirs)
    return common / max(1, sum(s.end - s.start for s in (*ours, *theirs)) - common)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--read", action="store_true", help="link the records as read, not the true ones")
    parser.add_argument(
        "--pairs", type=Path, metavar="DATA", help="score the labelled pairs of real articles"
    )
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    options = parser.parse_args()
    if options.pairs:
        figures, errors = labelled(options.pairs)
    else:
        true = true_records()
        records = read_story() if options.read else true
        figures, errors = story(records, counterparts(records, true) if options.read else None)
    if options.pairs:
        figures["two readings"] = agreement()
    for name, value in figures.items():
        print(f"{name:<16} {value}")
    if options.errors:
        print(*errors, sep="\n")


if __name__ == "__main__":
    main()
