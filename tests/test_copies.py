"""Copies: what two articles share, which came first, what changed, and what is no copy."""

import json
import random
import time
from importlib.resources import files

import pytest
from click.testing import CliRunner

from bench import copies as bench
from bench.linked import article as bare
from bench.linked import linked, true_records
from onrecord.build import found
from onrecord.cli import main
from onrecord.link.copies import Index, copies, families
from onrecord.link.credits import first
from onrecord.link.passages import compared
from onrecord.link.postings import MOST, Postings
from onrecord.link.publications import publications
from onrecord.link.shingles import SURE, shingles
from onrecord.records import Published, Record, Source
from onrecord.store import Store
from tests.conftest import article

STORY = files("onrecord.example") / "story"
NOUNS = [
    "ferry", "quay", "miner", "ledger", "valley", "council", "bridge", "reed", "harbour", "envoy", "orchard",
    "tariff", "kiln", "saddle", "lantern",
]  # fmt: skip
VERBS = ["carried", "weighed", "refused", "counted", "painted", "moved", "sold", "hid", "bought", "measured"]


def prose(seed: int, sentences: int = 12) -> list[str]:
    """Invented sentences; those of another seed share no five words with them."""
    chance = random.Random(seed)
    return [
        " ".join([chance.choice(NOUNS), chance.choice(VERBS), *chance.choices(NOUNS + VERBS, k=12)]) + "."
        for _ in range(sentences)
    ]


def record(name: str, sentences: list[str], published: str | None = None, **known: object) -> Record:
    day = published and published[:10]
    dated = Published(earliest=day, latest=day, basis="metadata") if day else Published()
    fields = {"sources": (Source(record=name, published=published),), "published": dated} | known
    return Record(article=article(" ".join(sentences), **fields))


def told(records: list[Record]) -> list[tuple[str, str, str, str | None]]:
    return [(one.a, one.b, one.kind, one.first) for one in copies(records)]


def test_the_copies_and_families_of_the_story_are_exact():
    records = [Record(article=one) for one in found([str(STORY)])[0]]
    pairs, truth = copies(records), linked()
    ours = {(frozenset((bare(one.a), bare(one.b))), one.kind, one.first and bare(one.a)) for one in pairs}
    assert ours == {
        (frozenset((one["a"], one["b"])), one["kind"], one[one["first"]] if one["first"] else None)
        for one in truth["copies"]
    }
    joined = {(frozenset(map(bare, one.articles)), bare(one.first or "")) for one in families(records, pairs)}
    assert joined == {
        (frozenset([one["wire"], *one["copies"]]), one["wire"])
        if "wire" in one
        else (frozenset(one["update"]), one["update"][0])
        for one in truth["families"]
    }


def test_edits_make_a_copy_and_the_same_outlet_a_revision():
    text = prose(1)
    edited = [*text[:4], "Nobody else said anything of it.", *text[5:]]
    first_of_all = record("wire", text, "2031-05-01", outlet="Velm Wire")
    assert told([first_of_all, record("paper", edited, "2031-05-02", outlet="Tern Gazette")]) == [
        ("wire", "paper", "copy", "a")
    ]
    assert told([record("late", edited, "2031-05-02", outlet="Velm Wire"), first_of_all]) == [
        ("wire", "late", "revision", "a")
    ]


def test_an_agency_story_with_other_numbers_is_a_revision():
    numbers = ["At least 22 people were in the mine."]
    early = record("early", numbers + prose(1), outlet="Velm Post", byline=("Reuters",))
    late = record("late", ["At least 41 people were in the mine.", *prose(1)], byline=("Reuters",))
    same = record("same", [*prose(1), "Nobody else was there."], byline=("Reuters",))
    kinds = {frozenset((a, b)): kind for a, b, kind, _ in told([early, late, same])}
    assert kinds == {
        frozenset(("early", "late")): "revision",
        frozenset(("early", "same")): "copy",
        frozenset(("late", "same")): "copy",
    }


def test_parts_taken_over_and_short_pieces_in_long_ones():
    long, brief = prose(1, 40), prose(2, 4)
    records = [record("long", long[:20] + brief + long[20:]), record("brief", brief)]
    assert told([*records, record("part", long[3:6] + prose(3, 8))]) == [
        ("brief", "long", "copy", None),
        ("long", "part", "partial", None),
    ]
    assert families(records, copies(records)) == []


def test_one_statement_quoted_twice_is_no_copy():
    words = " ".join(prose(1, 6)).replace(".", ",")
    one = [f"“{words}” the minister said.", *prose(2, 6)]
    other = [*prose(3, 6), f"The minister said: “{words}”"]
    assert told([record("one", one), record("other", other)]) == []
    assert told([record("one", [one[0].strip("“")]), record("other", [words])])[0][2] == "copy"


@pytest.mark.parametrize(("outlets", "pairs"), [(["Tern Gazette"], 0), (list("abcdefghi"), 36)])
def test_what_every_page_of_an_outlet_holds_is_furniture(outlets, pairs):
    page = prose(99, 6)
    records = [
        record(str(n), [*page, *prose(n, 8)], outlet=outlets[n % len(outlets)], title=f"Title {n}")
        for n in range(9)
    ]
    assert len(copies(records)) == pairs


def test_many_copies_of_one_text_are_a_family_and_no_furniture():
    records = [record(str(n), [*prose(1), *prose(100 + n, 2)]) for n in range(12)]
    pairs = copies(records)
    assert len(pairs) == 66 and len(families(records, pairs)[0].articles) == 12


def test_marked_boilerplate_is_left_out():
    page = prose(99, 8)
    records = []
    for n in range(2):
        made = article(" ".join([*page, *prose(n, 4)]), sources=(Source(record=str(n)),))
        span = made.span(0, len(" ".join(page)))
        marked = article(made.text, sources=made.sources, boilerplate=(span,))
        assert shingles(marked).values.size < shingles(made).values.size
        records.append(Record(article=marked))
    assert copies(records) == []


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({"published": "2031-05-01"}, {"published": "2031-05-02"}, ("a", "time")),
        ({"published": "2031-05-02"}, {"published": "2031-05"}, (None, None)),
        ({"published": "2031-05-01T23:00:00-05:00"}, {"published": "2031-05-02T01:00:00Z"}, ("b", "time")),
        ({"published": "2031-05-01T10:00:00Z"}, {"published": "2031-05-01"}, (None, None)),
        ({"outlet": "Velm News Agency"}, {"outlet": "Gazette", "byline": ("Velm",)}, ("a", "credit")),
        ({"outlet": "Gazette", "republished_from": "The Echo"}, {"outlet": "Echo"}, ("b", "credit")),
        ({"outlet": "Gazette", "byline": ("AP",)}, {"outlet": "Associated Press"}, ("b", "credit")),
        ({"outlet": "Gazette", "byline": ("AP",)}, {"outlet": "Echo", "byline": ("AP",)}, (None, None)),
        ({}, {}, (None, None)),
    ],
)
def test_which_came_first(a, b, expected):
    one, other = record("a", ["A text."], **a).article, record("b", ["Another."], **b).article
    assert first(one, other) == expected
    turned = {"a": "b", "b": "a", None: None}[expected[0]]
    assert first(other, one) == (turned, expected[1])


def test_of_two_texts_of_one_address_the_one_fetched_first_is_first():
    def fetched(words: str, *times: str | None, url: str = "https://a.example/1"):
        return article(words, sources=tuple(Source(url=url, fetched_at=at) for at in times))

    early, late = "2031-05-03T08:00:00Z", "2031-05-03T09:00:00Z"
    one = fetched("one", early, "2031-05-03T10:00:00Z")  # it came back later
    assert first(one, fetched("two", late)) == ("a", "time")
    assert first(fetched("two", late), one) == ("b", "time")
    assert first(one, fetched("two", late, url="https://a.example/2")) == (None, None)
    assert first(one, fetched("two", None)) == (None, None)


def test_a_dateline_credits_an_agency():
    one = record("a", ["VELM (Orrin) – A ferry sank."], outlet="Gazette").article
    assert first(one, record("b", ["Other."], outlet="Orrin Newswire").article) == ("b", "credit")


def test_the_order_of_the_input_makes_no_difference():
    records = [record(str(n), prose(n // 3) + prose(50 + n, 2), f"2031-05-{n + 1:02}") for n in range(12)]
    expected = copies(records)
    assert len(expected) == 12
    assert copies(records[::-1]) == expected


def test_articles_added_one_by_one_are_compared_with_those_before():
    records = [record(str(n), prose(n % 4) + prose(50 + n, 2)) for n in range(12)]
    index = Index()
    added = [pair for one in records for pair in index.add(one)]
    assert sorted(added, key=lambda pair: (pair.a, pair.b)) == copies(records)
    assert index.add(records[0]) == []


def test_a_text_in_two_places_is_an_exact_copy_but_a_moved_file_is_none():
    text = prose(1)
    places = (
        Source(record="x1", outlet="Velm Wire", published="2031-05-01T10:00:00Z"),
        Source(record="x2", outlet="Tern Gazette", published="2031-05-01T12:00:00Z"),
        Source(path="old/x3.txt"),
        Source(path="new/x3.txt"),
    )
    one = record("", text, sources=places, published="2031-05-01")
    assert [made.outlet for made in publications(one.article)][:2] == ["Velm Wire", "Tern Gazette"]
    assert told([one]) == [
        ("old/x3.txt", "x1", "copy", None),
        ("old/x3.txt", "x2", "copy", None),
        ("x1", "x2", "copy", "a"),
    ]
    apart = [Record(article=article(one.article.text, sources=(place,))) for place in places]
    index = Index()
    assert [len(index.add(each)) for each in apart] == [0, 1, 2, 0]


def test_passages_and_changes():
    text = prose(1, 6)
    a = article(" ".join(["At least 22 people were killed on the quay.", *text]))
    b = article(
        " ".join(["At least 41 people were killed on the quay.", text[3], *text[:3], "It rained.", text[5]])
    )
    found = compared(a, b)
    assert all(one.check(span) for pair in found.shared for one, span in ((a, pair.a), (b, pair.b)))
    assert [(pair.a.words, pair.b.words) for pair in found.numbers] == [("22", "41")]
    assert [
        (change.kind, change.a and change.a.words, change.b and change.b.words) for change in found.changes
    ] == [
        ("replaced", "22", "41"),
        ("removed", text[4][:-1], None),
        ("added", None, "It rained"),
    ]  # fmt: skip
    assert sum(len(pair.b.words) for pair in found.shared) > 0.9 * (len(b.text) - len("It rained. 41"))


@pytest.mark.parametrize(
    "text", ["a " * 90_000, '" “ ' * 45_000, "one two three four five six " * 7_000, "x" * 200_000]
)
def test_hostile_text_takes_seconds(text):
    began = time.perf_counter()
    other = text[: len(text) // 2] + " and then " + text[len(text) // 2 :]
    records = [Record(article=article(text)), Record(article=article(other))]
    copies(records)
    compared(records[0].article, records[1].article)
    assert time.perf_counter() - began < 20


def test_nothing_and_too_little_are_no_copies():
    assert copies([]) == [] and families([], []) == []
    assert (
        copies([record("a", ["Six words are in this text."]), record("b", ["Six words are in this. Text."])])
        == []
    )
    assert shingles(article("Too short.")).values.size == 0


def test_postings_find_every_common_run_and_no_more_than_needed():
    common = " ".join(prose(1, 2)).split()[:SURE]
    a, b = (shingles(article(" ".join([*prose(n, 3), *common, *prose(n + 9, 3)]))) for n in (2, 3))
    assert set(a.marks.tolist()) & set(b.marks.tolist())
    postings = Postings()
    for number in range(3 * MOST):
        postings.add(a.marks, number)
    _, holders = postings.find(a.marks[:1])
    assert 0 < holders.size <= 2 * MOST and holders.min() == 0


def test_the_command_prints_the_contract(tmp_path):
    path = tmp_path / "story.db"
    with Store(path) as store:
        store.add(true_records())
    printed = CliRunner().invoke(main, ["copies", str(path), "--kind", "revision", "--json"])
    (row,) = json.loads(printed.stdout)
    assert (row["a"], row["b"], row["kind"], row["first"]) == (
        "tpr-sarrel-1",
        "tpr-sarrel-2",
        "revision",
        "a",
    )
    assert 0.5 < row["overlap"] < 1
    lines = CliRunner().invoke(main, ["copies", str(path)]).stdout.splitlines()
    assert len(lines) == 8 and sum("not known" in line for line in lines) == 3
    assert CliRunner().invoke(main, ["copies", str(path), "--kind", "theft"]).exit_code == 2


def test_the_bench_counts_pairs_of_listed_articles():
    records = [
        record(name, text) for name, text in (("a", prose(1)), ("b", [*prose(1), "No."]), ("c", prose(2)))
    ]
    labels = [("a", "b", "copy", 1.0), ("a", "c", "partial_reuse", 0.3), ("b", "c", "independent", 0.0)]
    pairs = [
        {"a": a, "b": b, "kind": kind, "containment5": share, "hours_apart": 0}
        for a, b, kind, share in labels
    ]
    outcome = bench.Outcome()
    bench.score(pairs, records, copies(records), outcome)
    assert outcome.whole.figures == (1, 1, 1) and outcome.partial.figures == (0, 0, 0)
    assert (outcome.joined, outcome.independent) == (0, 1)


def test_the_bench_makes_the_same_articles_each_time():
    base = [record(str(n), prose(n)) for n in range(3)]
    made = bench.multiplied(base, 20)
    assert [one.id for one in made] == [one.id for one in bench.multiplied(base, 20)]
    assert len({one.id for one in made}) == 20
    assert len(families([], copies([Record(article=one) for one in made]))) >= 3
