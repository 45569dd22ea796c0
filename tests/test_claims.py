"""Claims: what says the same, what only shares a topic, and who stands behind it; on invented news."""

import json
from hashlib import sha256

import pytest
from click.testing import CliRunner

from bench.claims import LABELS, agreement, judge, rows, story, story_families
from bench.linked import true_records
from onrecord.cli import main
from onrecord.link.claims import linked
from onrecord.link.likeness import weights
from onrecord.link.meaning import Meanings
from onrecord.link.names import Cast
from onrecord.link.nearby import MOST, nearby
from onrecord.link.origins import End, origins
from onrecord.link.pairs import compared
from onrecord.link.sayings import sayings, sentences
from onrecord.records import Actor, Article, Hop, Published, Record, Source, Statement
from onrecord.store import Store

FILLER = (
    "The harbour at Quell stays shut for repairs until the dredger arrives from Ostmark",
    "Bread in the hill towns now costs three times what it did in the autumn",
    "The choir of Little Ness will sing in the old customs hall on the first of May",
    "Nine schools reopened on the eastern bank after the flood had gone down",
)


def told(words, day="2031-05-02", outlet="Tern Gazette", **given):
    """An article of one statement: `speaker` says `words`."""
    speaker, cue = given.pop("speaker", "Ada Quill"), given.pop("cue", "said")
    party, kind = given.pop("party", None), given.pop("kind", "person")
    text = f"{words}, {speaker} {cue}. Filed by {outlet}."
    end = len(words) + 2 + len(speaker)
    article = Article(
        id=sha256(text.encode()).hexdigest(),
        sources=(Source(path=f"{outlet}-{day}"),),
        text=text,
        outlet=outlet,
        published=Published(earliest=day, latest=day, basis="metadata") if day else Published(),
        republished_from=given.pop("taken", None),
    )
    source = article.span(len(words) + 2, end)
    actors = [Actor(id="a1", name=speaker, kind=kind, party=party, mentions=(source,))]
    chain = ()
    if through := given.pop("through", None):
        actors.append(Actor(id="a2", name=through, kind="media", mentions=()))
        chain = (Hop(source=source, actor="a2"),)
    statement = Statement(
        id="s1", source=source, speaker="a1", cue=article.span(end + 1, end + 1 + len(cue)), chain=chain,
        content=(article.span(0, len(words)),), type="indirect", rule="truth",
        source_kind=given.pop("source_kind", "named person"), act=given.pop("act", "assert"),
    )  # fmt: skip
    return Record(article=article, actors=tuple(actors), statements=(statement,), **given)


def filler():
    return [told(words, speaker=f"Speaker {n}", outlet=f"Paper {n}") for n, words in enumerate(FILLER)]


def joined(*records):
    """Whether all of the records' statements are one claim."""
    ids = {record.article.id for record in records}
    return any(
        ids <= {one.article_id for one in claim.tellings} for claim in linked([*records, *filler()]).claims
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "two guided bombs had struck the grain market at Velm",
            "the grain market at Velm was hit by two guided bombs",
        ),
        (
            "About 40 lorries a day reach the valley by the river track",
            "Some 40 lorries now reach the valley each day along the river track",
        ),
        (
            "the boats had been tied up at Quell since the strike began",
            "The boats had been tied up at Quell since the strike began",
        ),
    ],
)  # fmt: skip
def test_a_paraphrase_is_the_same_claim_whoever_says_it(one, other):
    assert joined(told(one), told(other, speaker="Bo Reed", outlet="Ostrel Herald"))


@pytest.mark.parametrize(
    ("one", "other", "more"),
    [
        (
            "41 people were killed when the grain market at Velm was hit",
            "22 people were killed when the grain market at Velm was hit", {},
        ),
        (
            "the grain market at Velm was hit by two guided bombs",
            "the grain market at Velm was not hit by guided bombs", {},
        ),
        (
            "the crossing at Velm was reopened for lorries with flour",
            "the crossing at Velm was closed for lorries with flour", {},
        ),
        (
            "the grain market at Velm was hit by two guided bombs",
            "the grain market at Sarrow was hit by two guided bombs", {},
        ),
        (
            "the grain market at Velm was hit by two guided bombs",
            "the grain market at Velm was hit by two guided bombs again", {"day": "2031-09-02"},
        ),
        (
            "the union demanded a raise of nine per cent for all dockers",
            "the union demanded better boots for all dockers", {},
        ),
    ],
)  # fmt: skip
def test_another_number_place_time_or_no_is_another_claim(one, other, more):
    assert not joined(told(one), told(other, speaker="Bo Reed", outlet="Ostrel Herald", **more))


def test_what_somebody_wants_is_the_same_only_of_the_same_side():
    words = "a written guarantee that the truce on the river does not expire"
    first = told(words, act="demand", party="Marsh League")
    assert joined(first, told(words, act="demand", speaker="Bo Reed", party="Marsh League"))
    assert not joined(first, told(words, act="demand", speaker="Cy Vance", party="Ostmark"))


def test_sentences_of_a_quotation_stand_alone_and_short_ones_with_the_next():
    record = told(
        "“No. There is no secret annex to it. The delegations of both sides have read the whole of the text”"
    )
    (statement,) = record.statements
    found = [words for _, words in sentences(statement)]
    assert found == [
        "No. There is no secret annex to it.",
        "The delegations of both sides have read the whole of the text",
    ]


def end(article, speaker, **more):
    given = {"article_id": article, "statement": "s1", "actor": "a1", "named": True, "relay": False,
             "through": frozenset(), "outlet": article.casefold()}  # fmt: skip
    return End(article=article, speaker=speaker, **(given | more))


@pytest.mark.parametrize(
    ("ends", "families", "voices"),
    [
        ([end("A", "Ada Quill"), end("B", "Ada Quill")], {}, [{"A", "B"}]),
        ([end("A", "Ada Quill"), end("B", "Bo Reed")], {}, [{"A"}, {"B"}]),
        # three outlets with one wire, which quotes one official: one voice
        ([end("A", "an official", named=False, through=frozenset({"wire"})),
          end("B", "one official", named=False, through=frozenset({"wire"})),
          end("Wire", "an official", named=False)], {}, [{"A", "B", "Wire"}]),
        ([end("A", "an official", named=False), end("B", "an official", named=False)], {}, [{"A"}, {"B"}]),
        ([end("A", "an official", named=False), end("B", "a source", named=False)],
         {"A": "f", "B": "f"}, [{"A", "B"}]),
        # two officials of one article, copied whole, are two
        ([end("A", "an official", named=False), end("A", "another", named=False, actor="a2"),
          end("B", "an official", named=False), end("B", "another", named=False, actor="a2")],
         {"A": "f", "B": "f"}, [{"A", "B"}, {"A", "B"}]),
        # an outlet that is quoted for what its source says is no voice of its own
        ([end("A", "Wire", relay=True), end("Wire", "Ada Quill")], {}, [{"A", "Wire"}]),
    ],
)  # fmt: skip
def test_origins_are_the_ends_of_chains(ends, families, voices):
    found = [set(one.articles) for one in origins(ends, families)]
    assert sorted(found, key=sorted) == sorted(voices, key=sorted)


def test_the_bundled_story():
    figures, errors = story(true_records(), None)
    precision, recall = (float(figures["claims, pairs"].split()[n]) for n in (1, 4))
    assert precision >= 0.98 and recall >= 0.55, figures
    origins_right = float(figures["origins"].split()[0])
    assert origins_right >= 0.65
    (wire,) = [
        one
        for one in linked(true_records(), story_families(true_records())).claims
        if "real doubts" in one.words
    ]
    assert len(wire.tellings) == 3 and len(wire.origins) == 1, errors


def test_labelled_pairs_hold_no_text_and_are_judged():
    pairs = [row for row in rows() if "label" in row]
    assert len(pairs) == 200 and {row["label"] for row in pairs} == {*LABELS, "neither"}
    assert all({*row} <= {"set", "a", "b", "label", "second"} for row in pairs)
    assert sum("second" in row for row in pairs) == 50 and "kappa" in agreement()
    assert all({*side} == {"article", "content"} for row in pairs for side in (row["a"], row["b"]))
    first = told("two guided bombs had struck the grain market at Velm")
    second = told("the grain market at Velm was hit by two guided bombs", speaker="Bo Reed", outlet="Herald")
    says = judge([first, second, *filler()])
    ours, theirs = (
        {"article": f"{outlet}-2031-05-02", "content": [[0, 50]]} for outlet in ("Tern Gazette", "Herald")
    )
    assert says(ours, theirs) == "same"
    assert says(ours, {"article": "Paper 0-2031-05-02", "content": [[0, 50]]}) == "neither"


def test_the_work_grows_with_the_number_of_sayings():
    records = [
        told(
            f"the crossing at Velm stays open for lorry number {n} with flour",
            speaker=f"Speaker {n}",
            outlet=f"P{n}",
        )
        for n in range(300)
    ]
    said = sayings(records, Cast(records))
    assert len(list(nearby(said, weights(said)))) <= MOST * len(said)


def test_vectors_of_like_sentences_are_near():
    meanings = Meanings()
    first, second, third = meanings.of(
        ["The truce was broken at dawn.", "At dawn the ceasefire collapsed.", "Bread is dear."]
    )
    assert first @ second > 0.5 > first @ third
    assert meanings.of([]).shape == (0, 384)


def test_nothing_said_is_no_claim():
    assert linked([]).claims == () and compared([], Meanings()).all == ()


def test_the_command_line(tmp_path):
    records = [
        told("two guided bombs had struck the grain market at Velm", kind="person"),
        told("the grain market at Velm was hit by two guided bombs", speaker="Bo Reed", outlet="Herald"),
        *filler(),
    ]
    with Store(tmp_path / "s.db") as store:
        store.add(records)
    run = CliRunner().invoke
    (one,) = json.loads(run(main, ["claims", str(tmp_path / "s.db"), "--json"]).output)
    assert {origin["speaker"] for origin in one["origins"]} == {"Ada Quill", "Bo Reed"}
    assert one["tellings"][1] == {"article": "Tern Gazette-2031-05-02", "statement": "s1"}
    assert (one["contested_by"], one["first"]) == ([], "2031-05-02")
    shown = run(main, ["claims", str(tmp_path / "s.db")]).output
    assert "by Bo Reed: 1 articles" in shown and "2 tellings in 2 articles" in shown
    assert len(json.loads(run(main, ["claims", str(tmp_path / "s.db"), "--all", "--json"]).output)) == 5
    assert "none found" in run(main, ["disputes", str(tmp_path / "s.db")]).output
