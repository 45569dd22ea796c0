"""Stories: piles of news cut into events and stories, against sets whose events are known.

    python -m bench.stories [--growth] [--largest N]

`newswcl50` (25 articles, 5 events) and `basil_triplets` (156 articles, 52 events), development parts, once
with the dates that their addresses give or that the set gives, once without any; the gold of both is events.
The bundled story (two stories). `conflict_may2025`: how many of the articles that bear a tag (by keyword,
loose) are in the story that has most of them, and how many others are in it; --largest prints the stories
with titles, to be read. --growth: seconds of work for 1,000, 4,000 and 16,000 articles, with edited copies.
"""

import argparse
import gzip
import json
import math
import random
import time
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.linked import article as base
from bench.linked import linked, true_records
from bench.quality import SHARED
from onrecord.build import found
from onrecord.link.stories import Story, stories
from onrecord.link.tellings import name_of
from onrecord.records import Article, Published, Source

DATA = SHARED / "data"
NEWSWCL = DATA / "newswcl50" / "newswcl50_dev.jsonl"
BASIL = DATA / "basil_triplets" / "basil_dev.jsonl"
CONFLICT = DATA / "conflict_may2025" / "conflict_may2025_dev.jsonl.gz"
TAGS = ("gaza", "ukraine", "iran_nuclear_talks", "syria", "sudan")
SIZES = (1_000, 4_000, 16_000)
ROUNDS = 3  # of timing, as other work on the machine slows one down
LEFT_OUT = 0.25  # of the sentences of an edited copy
GROWN = ("t17_timelines/t17_dev_articles.jsonl.gz", "conflict_rss_jan2026/conflict_rss_jan2026_dev.jsonl.gz",
         "wikinews_2019_2020/wikinews_2019.jsonl", "guardian_sdf/guardian_sdf_dev.jsonl")  # fmt: skip
Json = dict[str, Any]


def rows(path: Path) -> list[Json]:
    """The objects of a JSON Lines file, packed or not."""
    packed = path.read_bytes()
    text = gzip.decompress(packed) if path.suffix == ".gz" else packed
    return [json.loads(line) for line in text.decode().splitlines() if line]


def articles(path: Path, dates: Mapping[str, str] | None = None) -> list[Article]:
    """The articles of a set as `onrecord` takes them in, with dates given beside them."""
    listed = found([path])[0]
    if dates is None:
        return listed
    days = [dates.get(name_of(one)) for one in listed]
    return [
        replace(one, published=Published(earliest=day, latest=day, basis="metadata") if day else Published())
        for one, day in zip(listed, days, strict=True)
    ]


def groups(told: Sequence[Story], events: bool) -> dict[str, int]:
    """The number of the event or story of each article."""
    listed = (
        [event.articles for story in told for event in story.events] if events else [s.articles for s in told]
    )
    return {name: number for number, names in enumerate(listed) for name in names}


def adjusted_rand(ours: Sequence[Hashable], gold: Sequence[Hashable]) -> float:
    """The share of pairs that are put together or apart alike, above chance."""
    both, mine, theirs = (
        sum(math.comb(number, 2) for number in Counter(group).values())
        for group in (zip(ours, gold, strict=True), ours, gold)
    )
    chance = mine * theirs / math.comb(len(gold), 2)
    most = (mine + theirs) / 2
    return (both - chance) / (most - chance) if most != chance else 1.0


def b_cubed(ours: Sequence[Hashable], gold: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1, of each article in its group, averaged."""
    mine, theirs, both = Counter(ours), Counter(gold), Counter(zip(ours, gold, strict=True))
    precision = sum(number**2 / mine[one] for (one, _), number in both.items()) / len(gold)
    recall = sum(number**2 / theirs[one] for (_, one), number in both.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def score(listed: Sequence[Article], gold: Mapping[str, Hashable]) -> Iterator[str]:
    """The figures of one set, by events and by stories."""
    told = stories(listed)
    names = [base(name_of(one)) for one in listed]
    for grain in ("events", "stories"):
        of = {base(name): number for name, number in groups(told, grain == "events").items()}
        ours, theirs = [of[name] for name in names], [gold[name] for name in names]
        precision, recall, f1 = b_cubed(ours, theirs)
        yield (
            f"{grain:<8} {len(set(ours)):>3} of {len(set(theirs)):>2}  ARI {adjusted_rand(ours, theirs):.2f}"
            f"  B-cubed P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"
        )


def labelled() -> Iterator[tuple[str, list[Article], dict[str, Hashable]]]:
    """The sets whose groups are known, with them."""
    events = {row["id"]: row["event"] for row in rows(NEWSWCL)}
    yield "newswcl50, dates of the addresses", articles(NEWSWCL), events
    yield "newswcl50, no dates", articles(NEWSWCL, {}), events
    triplets = {row["id"]: row["triplet"] for row in rows(BASIL)}
    yield (
        "basil_triplets, with its dates",
        articles(BASIL, {row["id"]: row["date"] for row in rows(BASIL)}),
        triplets,
    )
    yield "basil_triplets, no dates", articles(BASIL, {}), triplets
    truth = {name: story["story"] for story in linked()["stories"] for name in story["articles"]}
    yield "bundled story", [record.article for record in true_records()], truth


def conflict(largest: int) -> Iterator[str]:
    """The tagged set: how the loose tags fall on stories, and the largest stories to be read."""
    listed = articles(CONFLICT)
    tags = {row["id"]: set(row["story_tags"]) for row in rows(CONFLICT)}
    titles = {name_of(one): f"{one.outlet}: {one.title}" for one in listed}
    told = stories(listed)
    yield (
        f"{len(listed)} articles: {len(told)} stories, {sum(len(story.articles) == 1 for story in told)}"
        f" of one article, {sum(len(story.events) for story in told)} events"
    )
    for tag in TAGS:
        most = max(told, key=lambda story: sum(tag in tags[name] for name in story.articles))
        has = sum(tag in tags[name] for name in most.articles)
        tagged = sum(tag in tags[name_of(one)] for one in listed)
        yield f"{tag:<20} {has:>3} of {tagged:>3} tagged in one story, with {len(most.articles) - has} others"
    for story in told[:largest]:
        yield f"\n{len(story.articles)} articles: {story.story}"
        for event in story.events:
            yield f"  {event.event}"
            yield from (f"      {titles[name]}" for name in event.articles)


def pile(size: int) -> list[Article]:
    """So many articles: real ones of several sets in a fixed order, then edited copies by other outlets."""
    real = articles(CONFLICT) + [
        one for name in GROWN for one in map(_article, rows(DATA / name)) if one is not None
    ]
    draw = random.Random(6)
    draw.shuffle(real)
    made = real[:size]
    while len(made) < size:
        made.append(_edited(real[len(made) % len(real)], len(made), draw))
    return made


def _article(row: Json) -> Article | None:
    text = row.get("text") or f"{row.get('title')}. {row.get('summary')}"
    day = str(row.get("date") or row.get("published") or row.get("first_published") or "")[:10] or None
    if row.get("kind", "article") != "article" or len(text) < 40:
        return None
    published = (
        Published(earliest=day, latest=day, basis="metadata") if day and len(day) == 10 else Published()
    )
    return Article(
        id=str(row.get("id") or row.get("doc_id") or text[:40]),
        sources=(Source(),),
        text=text,
        language="en",
        title=row.get("title"),
        outlet=row.get("outlet"),
        published=published,
    )


def _edited(one: Article, number: int, draw: random.Random) -> Article:
    kept = [part for part in one.text.split(". ") if draw.random() > LEFT_OUT] or [one.text]
    return replace(one, id=f"{one.id}+{number}", text=". ".join(kept), outlet=f"{one.outlet} {number % 40}",
                   boilerplate=())  # fmt: skip


def growth() -> Iterator[str]:
    """Seconds of work a size, the least of some rounds, and the exponents between sizes."""
    whole = pile(SIZES[-1])
    random.Random(7).shuffle(whole)
    taken = [math.inf] * len(SIZES)
    for _ in range(ROUNDS):
        for place, size in enumerate(SIZES):
            start = time.process_time()
            stories(whole[:size])
            taken[place] = min(taken[place], time.process_time() - start)
    for size, seconds in zip(SIZES, taken, strict=True):
        yield f"{size:>6} articles: {seconds:6.1f} s"
    both = [*zip(SIZES, taken, strict=True)]
    for (small, before), (large, after) in (*pairwise(both), (both[0], both[-1])):
        yield f"{small} to {large}: n^{math.log(after / before) / math.log(large / small):.2f}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--growth", action="store_true", help="only the time for piles of growing size")
    parser.add_argument("--largest", type=int, default=0, metavar="N", help="print the N largest stories")
    options = parser.parse_args()
    if options.growth:
        for line in growth():
            print(line, flush=True)
        return
    for name, listed, gold in labelled():
        print(name, *(f"  {line}" for line in score(listed, gold)), sep="\n")
    print("conflict_may2025", *(f"  {line}" for line in conflict(options.largest)), sep="\n")


if __name__ == "__main__":
    main()
