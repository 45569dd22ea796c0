"""Scores records against the bundled story's truth, both in the contract's format.

    python -m bench.score_truth PREDICTIONS.jsonl [TRUTH.jsonl] [--errors N]

`score` returns figures by name: `statements.found.f1`, `figures.category.accuracy`, `published.wrong`.
A ratio over nothing is left out.

Articles are the same if their ids are, that is their texts; one without a prediction is all missed.
Items are paired one to one, best first; fields are judged over pairs only. Spans overlap if they share
a character, the better the higher the Jaccard of their characters.

statements  found: the contents' words overlap by half (in both over in either), and the sources overlap
            or both are null. strict: by 0.8, and the speaker is right. A hop through the article's own
            outlet may be there or not.
figures     found: the numbers overlap and the values are equal. full: quantifier, category and counter
            are right. Vague amounts ("dozens") need not be found; ages, distances, money and `other`
            that touch no number of the truth are not counted.
events      type equal, and the triggers overlap or (after these) the prediction lies in the sentence.
positions   overlap, party and issue right.     signals    overlap, signal equal (impasse = stalled).
proposals   any mention overlaps; terms: the sets of issues.     labels    overlap, actor right.
dates       the expressions overlap; value: equal, where the truth has one.
article     boilerplate: characters, white space apart; a "By …" line and repeats count neither way.
published   shares right, wrong, abstained, too_wide (more than 31 days and than the truth).

A predicted actor is the true actor that holds most of its mentions, pronouns apart, or one of the same
name. A true mention inside another one counts only if the predicted one fits it closely: the party in
"an ODL official" does not make the official the party.
"""

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Item = dict[str, Any]  # a JSON object
Check = Callable[[Item, Item], bool]  # (true item, predicted item) → right?

TRUTH = Path(__file__).parents[1] / "examples" / "truth.jsonl"
FOUND, STRICT = 0.5, 0.8  # of content words
CLOSE = 0.7  # fit with which a span means a mention inside another
LOOSE_DAYS = 31
UNSCORED = {"age", "distance", "money", "other"}
PRONOUNS = set("i me my we us our you your he him his she her it its they them their who this these".split())  # noqa: SIM905
VAGUE = re.compile(r"(?:tens|dozens|scores|hundreds|thousands|millions)\b", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s)[^.!?\n]*)*[.!?]?")
BYLINE = re.compile(r"^By .*$", re.MULTILINE)
SECTIONS = (
    "actors",
    "statements",
    "figures",
    "events",
    "positions",
    "proposals",
    "signals",
    "labels",
    "dates",
)
REFERENCES = {
    "speaker": "actors", "actor": "actors", "counter": "actors", "target": "actors", "party": "actors",
    "author": "actors", "statement": "statements", "voice": "statements", "proposal": "proposals",
}  # fmt: skip


def spans(value: Any) -> list[tuple[int, int]]:
    """The spans in [s, e], null or lists of these."""
    if not isinstance(value, list):
        return []
    if [type(x) for x in value] == [int, int]:
        return [(value[0], value[1])]
    return [span for item in value for span in spans(item)]


def near(a: Any, b: Any) -> float:
    """The best Jaccard of characters between a span of `a` and one of `b`; 0 if none overlap."""
    pairs = [(x, y) for x in spans(a) for y in spans(b) if x[0] < y[1] and y[0] < x[1]]
    return max(
        ((min(x[1], y[1]) - max(x[0], y[0])) / (max(x[1], y[1]) - min(x[0], y[0])) for x, y in pairs),
        default=0.0,
    )


def bare(name: object) -> str:
    """A name without case, punctuation, bracketed notes and article."""
    words = re.sub(r"\(.*?\)", " ", str(name or "").casefold().replace(".", ""))
    return re.sub(r"^(?:the|an?) ", "", re.sub(r"[\W_]+", " ", words).strip())


def day_range(value: object) -> tuple[date, date] | None:
    """First and last day of an ISO year, month or day; None if it is none of these."""
    words = str(value or "")[:10]
    try:
        first = date.fromisoformat(words + "-01-01"[len(words) - 4 :])
    except ValueError:
        return None
    month_end = (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
    return first, {4: date(first.year, 12, 31), 7: month_end}.get(len(words), first)


def judge_date(true: Item, given: Item) -> str:
    """`right`, `wrong`, `abstained` or `too_wide`. Where the truth is null, only null is right."""
    earliest, latest = day_range(true["earliest"]), day_range(true["latest"])
    first, last = day_range(given.get("earliest")), day_range(given.get("latest"))
    if given.get("basis") == "unknown" or not (first or last):
        return "abstained" if earliest and latest else "right"
    if not (earliest and latest):
        return "wrong"
    if (first and first[0] > latest[1]) or (last and last[1] < earliest[0]):
        return "wrong"
    width = max(latest[1] - earliest[0], timedelta(LOOSE_DAYS))
    return "right" if first and last and last[1] - first[0] <= width else "too_wide"


def never(_: Item) -> bool:
    """No item."""
    return False


def always(_: Item, __: Item) -> bool:
    """Every pair."""
    return True


class Board:
    """Counts by (section, figure), and the items behind them in words."""

    def __init__(self) -> None:
        """An empty board."""
        self.counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.errors: defaultdict[str, list[str]] = defaultdict(list)

    def count(self, section: str, figure: str, /, **parts: int) -> None:
        """Add to the parts of a figure: right, of; or hits, predicted, true."""
        for part, n in parts.items():
            self.counts[section, figure][part] += n

    def figures(self) -> Iterator[tuple[str, float]]:
        """Each figure's name and value."""
        for (section, figure), n in self.counts.items():
            name = f"{section}.{figure}"
            if "of" in n:
                if n["of"]:
                    yield (name if section == "published" else f"{name}.accuracy"), n["right"] / n["of"]
            elif n["predicted"] or n["true"]:
                yield f"{name}.precision", n["hits"] / n["predicted"] if n["predicted"] else 0.0
                yield f"{name}.recall", n["hits"] / n["true"] if n["true"] else 0.0
                yield f"{name}.f1", 2 * n["hits"] / (n["predicted"] + n["true"])


class Case:
    """One article: its truth, its prediction, and who is who."""

    def __init__(self, board: Board, true: Item, predicted: Item | None) -> None:
        """`predicted`: None if there is none."""
        self.board, self.true = board, true
        self.predicted: Item = predicted or {}
        self.text: str = true["article"]["text"]
        self.word_at = [-1] * len(self.text)  # character → number of its word
        for number, word in enumerate(re.finditer(r"\w+", self.text)):
            self.word_at[word.start() : word.end()] = [number] * len(word.group())
        self.stands_for = {
            p.get("id"): self._elected(p)
            | {a["id"] for a in true["actors"] if bare(a["name"]) == bare(p.get("name"))}
            for p in self.items("actors")
        }

    def items(self, section: str) -> list[Item]:
        """The predicted items of a section."""
        return list(self.predicted.get(section) or [])

    def same(self, true: str | None, predicted: str | None) -> bool:
        """Whether the predicted actor is the true one; null is only null."""
        if true is None or predicted is None:
            return true is predicted
        return true in self.stands_for.get(predicted, set())

    def overlap(self, a: Any, b: Any) -> float:
        """Words in both over words in either; two empty contents are alike."""
        x, y = ({word for start, end in spans(v) for word in self.word_at[start:end]} - {-1} for v in (a, b))
        return len(x & y) / len(x | y) if x | y else 1.0

    def words(self, value: Any) -> str:
        """The words of the spans, to show."""
        return " | ".join(" ".join(self.text[start:end].split()) for start, end in spans(value))

    def sentence(self, span: list[int]) -> list[int]:
        """The sentence in which a span begins, roughly."""
        around = [m.span() for m in SENTENCE.finditer(self.text) if m.start() <= span[0] < m.end()]
        return list(around[0]) if around else span

    def _elected(self, actor: Item) -> set[str]:
        true = [(a["id"], m) for a in self.true["actors"] for m in a["mentions"]]
        outer = [m for _, m in true] + [m for x in self.true["proposals"] for m in x["mentions"]]
        votes: Counter[str] = Counter()
        for span in actor.get("mentions") or []:
            fits = [(near(m, span), who, m) for who, m in true]
            fits = [f for f in fits if f[0] > (CLOSE if any(inside(f[2], o) for o in outer) else 0)]
            if fits:
                _, who, mention = max(fits)
                votes[who] += self.text[slice(*mention)].casefold() not in PRONOUNS
        most = max(votes.values(), default=0)
        return {who for who, n in votes.items() if n == most and n}

    def match(
        self,
        section: str,
        affinity: Callable[[Item, Item], float],
        fields: Mapping[str, Check],
        wholes: Mapping[str, Check] | None = None,
        ignore: Callable[[Item], bool] = never,
        optional: Callable[[Item], bool] = never,
    ) -> list[tuple[Item, Item]]:
        """Pair the items of a section and count; `ignore` is asked of unpaired predictions."""
        true, predicted = self.true[section], self.items(section)
        ranked = sorted(
            (-affinity(t, p), i, j)
            for i, t in enumerate(true)
            for j, p in enumerate(predicted)
            if affinity(t, p) > 0
        )
        partner: dict[int, int] = {}
        for _, i, j in ranked:
            if i not in partner and j not in partner.values():
                partner[i] = j
        pairs = [(true[i], predicted[j]) for i, j in sorted(partner.items())]
        found = [(t, p) for t, p in pairs if not optional(t)]
        missed = [t for i, t in enumerate(true) if i not in partner and not optional(t)]
        alone = [p for j, p in enumerate(predicted) if j not in partner.values()]
        spurious = [p for p in alone if not ignore(p)]
        totals = {"predicted": len(found) + len(spurious), "true": len(found) + len(missed)}
        for figure, check in {"found": always, **(wholes or {})}.items():
            self.board.count(section, figure, hits=sum(check(t, p) for t, p in found), **totals)
        for figure, check in fields.items():
            wrong = [t for t, p in found if not check(t, p)]
            self.board.count(section, figure, right=len(found) - len(wrong), of=len(found))
            self._log(f"{section} wrong {figure}", wrong)
        self._log(f"{section} missed", missed)
        self._log(f"{section} spurious", spurious)
        return pairs

    def _log(self, kind: str, items: Sequence[Item]) -> None:
        for item in items:
            where = [item.get(key) for key in ("source", "span", "mentions", "content") if item.get(key)]
            self.board.errors[kind].append(
                f"{source_name(self.true)}: {item.get('id', '')} {self.words(where)[:160]}"
            )


def inside(inner: list[int], outer: list[int]) -> bool:
    """Whether a span lies in a longer one."""
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner != outer


def source_name(line: Item) -> str:
    """The record's id, else the file's name."""
    source = line["article"]["source"]
    return str(source.get("record") or Path(str(source.get("path"))).stem)


def equal(name: str) -> Check:
    """The two items' values under a name are equal."""
    return lambda t, p: bool(t[name] == p.get(name))


def count_statements(case: Case) -> dict[str, str]:
    """Count statements; returns predicted id → true id of the pairs."""
    outlet = bare(case.true["article"]["outlet"])
    own = {a["id"] for a in case.true["actors"] if outlet and bare(a["name"]) == outlet}

    def affinity(t: Item, p: Item) -> float:
        overlap = case.overlap(t["content"], p.get("content"))
        sourced = near(t["source"], p.get("source")) or not spans([t["source"], p.get("source")])
        return overlap if overlap >= FOUND and sourced else 0.0

    def hops(wanted: Sequence[Item], given: Sequence[Item]) -> bool:
        return len(wanted) == len(given) and all(
            near(a["source"], b.get("source")) > 0 for a, b in zip(wanted, given, strict=True)
        )

    def chain(t: Item, p: Item) -> bool:
        given = p.get("chain") or []
        return hops(t["chain"], given) or hops([h for h in t["chain"] if h["actor"] not in own], given)

    fields: dict[str, Check] = {
        "speaker": lambda t, p: case.same(t["speaker"], p.get("speaker")),
        "chain": chain,
        "hedge": lambda t, p: bool(t["hedge"]) == bool(p.get("hedge")),
        **{name: equal(name) for name in ("type", "act", "source_kind", "attitude")},
    }
    strict: Check = lambda t, p: affinity(t, p) >= STRICT and fields["speaker"](t, p)  # noqa: E731
    pairs = case.match("statements", affinity, fields, {"strict": strict})
    return {str(p.get("id")): t["id"] for t, p in pairs}


def count_figures(case: Case, pairs: Mapping[str, str]) -> None:
    """Count figures; `pairs` says which true statement a predicted one was paired with."""
    numbers = [f["number"] for f in case.true["figures"]]

    def vague(t: Item) -> bool:
        return bool(VAGUE.match(case.text[slice(*t["number"])]))

    unclear = [f["number"] for f in case.true["figures"] if vague(f)]

    def since(t: Item, p: Item) -> bool:
        a, b = str(t["since"] or ""), str(p.get("since") or "")
        return bool(a) == bool(b) and (a.startswith(b) or b.startswith(a))

    def ignore(p: Item) -> bool:
        number = p.get("number") or p.get("span")
        return near(unclear, number) > 0 or (p.get("category") in UNSCORED and not near(numbers, number))

    fields: dict[str, Check] = {
        **{name: equal(name) for name in ("quantifier", "category")},
        "counter": lambda t, p: case.same(t["counter"], p.get("counter")),
        "measure": lambda t, p: (t["measure"] == "cumulative") == (p.get("measure") == "cumulative"),
        "since": since,
        "statement": lambda t, p: (
            t["statement"] == (pairs.get(p["statement"], "?") if p.get("statement") else None)
        ),
    }
    case.match(
        "figures",
        lambda t, p: near(t["number"], p.get("number") or p.get("span")) * (t["value"] == p.get("value")),
        fields,
        {"full": lambda t, p: all(fields[n](t, p) for n in ("quantifier", "category", "counter"))},
        ignore,
        vague,
    )


def count_talks(case: Case) -> None:
    """Count events, positions, signals, labels, dates and proposals."""

    def event(t: Item, p: Item) -> float:
        trigger = near(t["span"], p.get("span"))
        fit = 1 + trigger if trigger else near(case.sentence(t["span"]), p.get("span"))
        return fit if t["type"] == p.get("type") else 0.0

    def state(item: Item) -> str:
        return str(item.get("signal")).replace("impasse", "stalled")

    def of(name: str, t: Item, p: Item) -> float:
        return near(t["span"], p.get("span")) if case.same(t[name], p.get(name)) else 0.0

    def span(t: Item, p: Item) -> float:
        return near(t["span"], p.get("span"))

    actors = {n: lambda t, p, n=n: case.same(t[n], p.get(n)) for n in ("actor", "target")}
    case.match("events", event, {"factuality": equal("factuality"), **actors})
    case.match(
        "positions",
        lambda t, p: of("party", t, p) * (t["issue"] == p.get("issue")),
        {"stance": equal("stance")},
    )
    case.match("signals", lambda t, p: span(t, p) * (state(t) == state(p)), {})
    case.match("labels", lambda t, p: of("actor", t, p), {})
    valued: Check = lambda t, p: t["value"] in (None, p.get("value"))  # noqa: E731
    case.match("dates", span, {"value": valued, "type": equal("type")})
    for t, p in case.match("proposals", lambda t, p: near(t["mentions"], p.get("mentions")), {}):
        wanted, given = ({term["issue"] for term in x.get("terms") or []} for x in (t, p))
        case.board.count(
            "proposals", "terms", hits=len(wanted & given), predicted=len(given), true=len(wanted)
        )


def count_article(case: Case) -> None:
    """Count what is said of the article itself."""
    true, given = case.true["article"], case.predicted.get("article") or {}

    def folded(value: Any) -> list[str]:
        names = value if isinstance(value, list) else [value] if value else []
        return sorted(" ".join(str(name).casefold().split()) for name in names)

    def inked(value: Any) -> set[int]:
        places = (i for start, end in spans(value) for i in range(start, min(end, len(case.text))))
        return {i for i in places if not case.text[i].isspace()}

    for name in ("title", "outlet", "byline", "dateline", "republished_from"):
        right = bool(given) and folded(true[name]) == folded(given.get(name))
        case.board.count("article", name, right=right, of=1)
        if not right:
            case.board.errors[f"article wrong {name}"].append(
                f"{source_name(case.true)}: {given.get(name)!r}"
            )
    either = inked([true["repeated"], [list(m.span()) for m in BYLINE.finditer(case.text)]])
    wanted, marked = inked(true["boilerplate"]), inked(given.get("boilerplate")) - either
    hits = len(wanted & marked)
    case.board.count("article", "boilerplate", hits=hits, predicted=len(marked), true=len(wanted))
    verdict = judge_date(true["published"], given.get("published") or {}) if given else "missing"
    for outcome in ("right", "wrong", "abstained", "too_wide"):
        case.board.count("published", outcome, right=verdict == outcome, of=1)
    if verdict != "right":
        case.board.errors[f"published {verdict}"].append(source_name(case.true))
    clean = bool(given) and not list(violations(case.predicted))
    case.board.count("integrity", "clean", right=clean, of=1)


def violations(line: Item) -> Iterator[str]:
    """Broken promises of the contract: the id, spans outside the text, references to nothing."""
    text = line["article"]["text"]
    if line["article"]["id"] != hashlib.sha256(text.encode()).hexdigest():
        yield "article.id is not the sha256 of the text"
    yield from (f"span {s}" for s in every_span(line) if not 0 <= s[0] < s[1] <= len(text))
    known = {section: {item.get("id") for item in line.get(section) or []} for section in SECTIONS}
    for section in SECTIONS[1:]:
        for item in line.get(section) or []:
            for part in (item, *(item.get("chain") or [])):
                for key, target in REFERENCES.items():
                    wanted = part.get(key)
                    for one in wanted if isinstance(wanted, list) else [wanted]:
                        if one is not None and one not in known[target] and (key, one) != ("voice", "outlet"):
                            yield f"{section} {item.get('id')}: {key} {one!r}"


def every_span(value: Any) -> Iterator[tuple[int, int]]:
    """Every pair of whole numbers anywhere in a JSON value."""
    if isinstance(value, dict):
        for item in value.values():
            yield from every_span(item)
    elif isinstance(value, list):
        found = spans(value) if [type(x) for x in value] == [int, int] else []
        yield from found
        for item in () if found else value:
            yield from every_span(item)


def board_of(predicted: Iterable[Item], truth: Iterable[Item]) -> Board:
    """Every article of the truth counted."""
    board = Board()
    found = {line["article"]["id"]: line for line in predicted}
    for line in truth:
        case = Case(board, line, found.get(line["article"]["id"]))
        count_figures(case, count_statements(case))
        count_talks(case)
        count_article(case)
    return board


def score(predicted: Iterable[Item], truth: Iterable[Item]) -> dict[str, float]:
    """Every figure by name, over all articles of the truth; the module says what each means."""
    return dict(board_of(predicted, truth).figures())


def lines(path: Path) -> list[Item]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def table(board: Board) -> Iterator[str]:
    """A line a figure: precision, recall, F1, or the share; then the counts."""
    figures = dict(board.figures())
    for (section, figure), n in board.counts.items():
        name = f"{section}.{figure}"
        shares = [figures.get(f"{name}.{part}") for part in ("precision", "recall", "f1")]
        if "of" in n:
            shares = [figures.get(name, figures.get(f"{name}.accuracy"))]
        shown = " ".join("    –" if share is None else f"{share:5.3f}" for share in shares)
        counts = "/".join(str(n[part]) for part in ("right", "of", "hits", "predicted", "true") if part in n)
        yield f"{section:11} {figure:17} {shown:17}  {counts}"


def main() -> None:
    """Print the table, and the errors asked for."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("predictions", type=Path, help="JSON Lines in the contract's format")
    parser.add_argument("truth", type=Path, nargs="?", default=TRUTH, help="default: the bundled story's")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list N errors of each kind")
    options = parser.parse_args()
    board = board_of(lines(options.predictions), lines(options.truth))
    print(*table(board), sep="\n")
    for kind, found in board.errors.items():
        print(*(f"{kind}: {line}" for line in found[: options.errors]), sep="\n")


if __name__ == "__main__":
    main()
