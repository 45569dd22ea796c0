"""Links of the negotiation on the bundled story, against examples/truth_linked.json.

    python -m bench.linked [--read] [--errors]

Without --read the links are made of the true records, so that what is missing is the linking's fault; with it
of the records as read, so that all faults count. `plans`: pairs of tellings rightly in one plan, F1.
`answers`: a plan's answer of the truth is found if one has its party, stance, and article (names without
case and brackets). `terms`: issues of each plan, F1. `changes`: of the records that the truth names for each
change between the two halves, the share that a change of that kind rests on.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

from onrecord.build import records as read_records
from onrecord.link.actors import fold
from onrecord.link.names import Cast
from onrecord.link.pile import Pile
from onrecord.link.plans import Plan, plans
from onrecord.link.tellings import name_of
from onrecord.records import Record

EXAMPLES = Path(__file__).parents[1] / "examples"
Json = dict[str, Any]


def linked() -> Json:
    """The truth across articles."""
    found: Json = json.loads((EXAMPLES / "truth_linked.json").read_text(encoding="utf-8"))
    return found


def true_records() -> list[Record]:
    """The records of the annotations."""
    sys.path.insert(0, str(EXAMPLES))
    try:
        import build_truth  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(EXAMPLES))
    return list(build_truth.records())


def read_story() -> list[Record]:
    """The records of the bundled story as they are read."""
    from onrecord.read import Reader

    story = files("onrecord.example") / "story"
    return [one for one in read_records([Path(str(story))], Reader()) if isinstance(one, Record)]


def article(name: str) -> str:
    """The name of an article without its folder."""
    return Path(name).name


def f1(hits: int, predicted: int, wanted: int) -> float:
    """The harmonic mean of precision and recall; 1 where nothing is wanted and nothing found."""
    return 2 * hits / (predicted + wanted) if predicted + wanted else 1.0


def pairs(groups: Iterable[Iterable[Any]]) -> set[frozenset[Any]]:
    """Every two that stand in one group."""
    return {frozenset(pair) for group in groups for pair in combinations(sorted(set(group)), 2)}


def counterpart(wanted: Json, found: Sequence[Plan]) -> Plan | None:
    """The plan that shares most articles with one of the truth."""
    articles = {name for name, _ in wanted["articles"]}
    ranked = sorted(found, key=lambda plan: len(articles & {article(t.article) for t in plan.tellings}))
    best = ranked[-1] if ranked else None
    return best if best and articles & {article(t.article) for t in best.tellings} else None


def score(records: Sequence[Record]) -> tuple[dict[str, float], list[str]]:
    """The figures, and what is missing in words."""
    truth, errors = linked(), []
    found = plans(records, Cast(records))
    wanted = truth["proposals"]
    ours = pairs([article(told.article) for told in plan.tellings] for plan in found)
    theirs = pairs([name for name, _ in plan["articles"]] for plan in wanted)
    hits = terms = given = asked = answered = answers = 0
    for plan in wanted:
        mine = counterpart(plan, found)
        issues = {term.issue for term in mine.terms} if mine else set()
        terms, given, asked = (
            terms + len(issues & set(plan["terms"])),
            given + len(issues),
            asked + len(plan["terms"]),
        )
        told = {
            (fold(one.party or ""), one.stance, article(where.article))
            for one in (mine.answers if mine else ())
            for where in one.tellings
        }
        for answer in plan["answers"]:
            hit = (fold(answer["party"]), answer["stance"], answer["article"]) in told
            answers, answered = answers + 1, answered + hit
            if not hit:
                errors.append(
                    f"answer: {plan['proposal']}: {answer['party']} {answer['stance']} {answer['article']}"
                )
    hits = len(ours & theirs)
    changed, of = _changed(records, truth["changes"], errors)
    return {
        "plans": f1(hits, len(ours), len(theirs)),
        "terms": f1(terms, given, asked),
        "answers": answered / answers,
        "changes": changed / of,
    }, errors


def _changed(records: Sequence[Record], truth: Json, errors: list[str]) -> tuple[int, int]:
    halves = [
        [record for record in records if article(name_of(record.article)) in truth[half]]
        for half in ("first_half", "second_half")
    ]
    told = {
        (change.kind, article(where.article))
        for change in Pile([*halves[0], *halves[1]]).changes({one.article.id for one in halves[1]})
        for where in change.tellings
    }
    right = of = 0
    for change in truth["changes"]:
        for at in change["at"] if change["kind"] != "open" else ():
            hit = (change["kind"], at["article"]) in told
            of, right = of + 1, right + hit
            if not hit:
                errors.append(f"change: {change['kind']}: {at['article']} {at['record']}")
    return right, of


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--read", action="store_true", help="link the records as read, not the true ones")
    parser.add_argument("--errors", action="store_true", help="list what is missing")
    options = parser.parse_args()
    figures, errors = score(read_story() if options.read else true_records())
    for name, value in figures.items():
        print(f"{name:<8} {value:.2f}")
    if options.errors:
        print(*errors, sep="\n")


if __name__ == "__main__":
    main()
