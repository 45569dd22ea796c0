"""The negotiation in the dossier: where it stands, positions, proposals, timeline, what changed."""

import hashlib
import importlib
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import OnRecordError
from onrecord.link.pile import Pile
from onrecord.records import (
    EVENT_TYPES,
    FACTUALITIES,
    PARTS,
    SIGNALS,
    STANCES,
    Actor,
    Article,
    Event,
    Participant,
    Period,
    Position,
    Proposal,
    Published,
    Record,
    Signal,
    Source,
    Span,
    Statement,
    Term,
)
from onrecord.show import changed, linked, matrix, passages, proposals, standing, timeline, wording
from onrecord.show.render import dossier
from tests.test_show import Page

EXAMPLES = Path(__file__).parents[1] / "examples"
SECTIONS = ("standing", "positions", "proposals", "timeline")
ACTORS = (
    Actor(id="a1", name="Vell", kind="state"),
    Actor(id="a2", name="Dockers’ Union", kind="party"),
    Actor(id="a3", name="Mira Olen", kind="person", party="Vell"),
    Actor(id="a4", name="Jon Abbey", kind="person"),
)  # the last speaks for nobody


class News:
    """One invented article whose records are given by their words."""

    def __init__(self, text: str, day: str | None = None, outlet: str = "Port Gazette") -> None:
        self.article = Article(
            id=hashlib.sha256(f"{text}{day}{outlet}".encode()).hexdigest(), text=text, outlet=outlet,
            sources=(Source(path=f"{outlet} {day}"),),
            published=Published(earliest=day, latest=day, basis="metadata"),
        )  # fmt: skip
        self.record = Record(article=self.article, actors=ACTORS)

    def span(self, words: str) -> Span:
        start = self.article.text.index(words)
        return self.article.span(start, start + len(words))

    def with_(self, kind: str, item: object) -> "News":
        self.record = replace(self.record, **{kind: (*getattr(self.record, kind), item)})
        return self

    def said(self, by: str, words: str) -> str:
        name = f"s{len(self.record.statements) + 1}"
        self.with_("statements", Statement(id=name, source=None, speaker=by, source_kind="named person",
                   cue=None, content=(self.span(words),), type="indirect", rule="test"))  # fmt: skip
        return name

    def position(self, words: str, party: str, stance: str, issue: str = "aid", **more: object) -> "News":
        number = f"p{len(self.record.positions) + 1}"
        given = {"id": number, "span": self.span(words), "party": party, "issue": issue, "stance": stance}
        return self.with_("positions", Position(**given, rule="test", **more))  # type: ignore[arg-type]

    def plan(self, name: str, *terms: tuple[str, str], item: str = "x1", **more: object) -> "News":
        made = tuple(Term(issue=issue, span=self.span(words)) for issue, words in terms)
        given = {"id": item, "name": name, "mentions": (self.span(name),), "terms": made, "rule": "test"}
        return self.with_("proposals", Proposal(**{**given, **more}))  # type: ignore[arg-type]

    def signal(self, words: str, signal: str, by: str | None = None) -> "News":
        said = self.said(by, words) if by else None
        number = f"g{len(self.record.signals) + 1}"
        return self.with_(
            "signals", Signal(id=number, span=self.span(words), signal=signal, statement=said, rule="test")
        )

    def event(self, words: str, kind: str, factuality: str = "asserted", **more: object) -> "News":
        number = f"e{len(self.record.events) + 1}"
        given = {"id": number, "span": self.span(words), "type": kind, "factuality": factuality}
        return self.with_("events", Event(**given, rule="test", **more))  # type: ignore[arg-type]


def shown(*news: News, **given: object) -> Page:
    return Page(dossier([one.record for one in news], title="The Vell lockout", **given))  # type: ignore[arg-type]


def part(found: Page, section: str) -> str:
    (text,) = (text for _, text in found.of("section", id=section))
    return text


def links(found: Page) -> Iterator[tuple[str, str]]:
    """The words that lead somewhere, with what stands at that address."""
    texts = {
        attributes["id"]: " ".join(found.texts.get(number, "").split())
        for number, (_, attributes) in enumerate(found.elements)
        if attributes.get("id")
    }
    for attributes, words in found.of("a", class_="words"):
        if attributes["class"] == "words":  # not between other words of its paragraph
            yield words, texts[(attributes["href"] or "")[1:]]


def test_sections_without_records_are_left_out_with_their_line_in_the_contents() -> None:
    found = shown(News("The quay is shut.", "2031-03-02"))
    ids = {attributes.get("id") for _, attributes in found.elements}
    assert "speakers" in ids and not ids & {*SECTIONS, "changed"}
    assert not {f"#{section}" for section in SECTIONS} & {one["href"] for one, _ in found.of("a")}


def test_the_last_judgement_of_each_account_stands_first_with_whose_it_is() -> None:
    found = shown(
        News("Talks froze, Olen said.", "2031-03-02").signal("Talks froze", "stalled", "a3"),
        News("A deal is close, Olen said.", "2031-03-05").signal("A deal is close", "near agreement", "a3"),
        News("Talks are over.", "2031-03-04").signal("Talks are over", "collapsed"),
    )
    text = part(found, "standing")
    assert re.search(r"near agreement by Mira Olen A deal is close Port Gazette, 5 Mar 2031", text)
    assert re.search(r"collapsed in the outlet’s own voice Talks are over", text)
    assert text.index("near agreement") < text.index("collapsed") and "stalled" not in text


def rivals() -> News:
    news = News("The quay plan: trucks at dawn. Olen: it is accepted. Abbey: Vell refused it.", "2031-03-02")
    news.plan("quay plan", ("aid", "trucks at dawn"), author=("a4",))
    for words, stance, by in (("it is accepted", "accepts", "a3"), ("Vell refused it", "refuses", "a4")):
        said = news.said(by, words)
        news.position(words, "a1", stance, "other", proposal="x1", statement=said, reported_by=None)
    return news


@pytest.mark.parametrize("section", ["standing", "proposals"])
def test_rival_accounts_of_one_answer_stand_side_by_side_and_are_marked_in_words(section: str) -> None:
    found = shown(rivals())
    assert re.search(
        r"Vell accounts differ accepts the whole: it is accepted by Mira Olen, .{0,60}"
        r"refuses the whole: Vell refused it by Jon Abbey",
        part(found, section),
    )


def test_answers_that_agree_are_not_marked() -> None:
    news = rivals()
    first, second = news.record.positions
    news.record = replace(news.record, positions=(first, replace(second, stance="accepts")))
    assert "accounts differ" not in part(shown(news), "standing")


def test_who_has_a_part_is_listed_by_part() -> None:
    news = News("Talks in Ostmar, which Jon Abbey mediates.", "2031-03-02")
    for number, (words, kind, actor) in enumerate(
        (("Ostmar", "venue", None), ("Jon Abbey", "mediator", "a4"))
    ):
        news.with_("participants", Participant(id=f"n{number}", span=news.span(words), part=kind, name=words,
                   actor=actor, rule="test"))  # fmt: skip
    found = shown(news)
    assert "Mediators Jon Abbey Venues Ostmar" in part(found, "standing")
    ((_, at),) = [(one, text) for one, text in found.of("span", title="Part") if text == "Ostmar"]
    assert at == "Ostmar"


def moved() -> list[News]:
    first = News("The union offers half the trucks.", "2031-03-02")
    second = News("No trucks unless the pickets go by 19 March, the union said: never.", "2031-03-08")
    return [
        first.position("half the trucks", "a2", "offers"),
        second.position(
            "No trucks", "a2", "refuses", condition=second.span("unless the pickets go"), linked="withdrawal",
            deadline=Period(earliest="2031-03-19", latest="2031-03-19"), red_line=True,
            statement=second.said("a2", "No trucks"),
        ).position("the pickets go", "a1", "demands", "withdrawal"),
    ]  # fmt: skip


def test_matrix_is_a_table_with_heads_and_each_cell_has_its_latest_entry_and_marks() -> None:
    found = shown(*moved())
    (table,) = found.of("table", class_="matrix")
    assert re.search(r"aid refuses: No trucks 8 Mar 2031 moved 2 entries – nothing found", table[1])
    assert [text for _, text in found.of("th", scope="row") if text in ("aid", "withdrawal")]
    assert {"Vell", "Dockers’ Union"} <= {text for _, text in found.of("th", scope="col")}
    assert found.of("caption")
    (box, _) = found.of("div", class_="scroll")[0]
    assert (box["tabindex"], box["role"]) == ("0", "region") and box["aria-label"]


def test_every_cell_leads_to_its_history_with_days_accounts_and_terms() -> None:
    found = shown(*moved())
    (link,) = [one["href"] or "" for one, text in found.of("a") if text == "refuses"]
    history = part(found, link[1:])
    assert history.index("offers: half the trucks") < history.index("refuses: No trucks")
    for words in (
        "condition: unless the pickets go (on withdrawal)", "deadline: 19 Mar 2031", "called a red line",
        "by its own account, Port Gazette, 8 Mar 2031", "in the outlet’s own voice, Port Gazette, 2 Mar 2031",
    ):  # fmt: skip
        assert words in history, words


def test_parties_and_histories_past_a_number_are_folded_and_all_there() -> None:
    news = News("Trucks. " + " ".join(f"Wish {number}." for number in range(40)), "2031-03-02")
    names = [Actor(id=f"b{number}", name=f"Party {number}", kind="party") for number in range(20)]
    news.record = replace(news.record, actors=tuple(names))
    for number in range(20):
        news.position(f"Wish {number}.", f"b{number}", "demands")
    found = shown(news)
    assert f"{20 - matrix.PARTIES} more parties" in part(found, "positions")
    assert len(found.of("section", class_="holder")) == 20
    assert len(found.of("table", class_="matrix")) == 20 / matrix.PARTIES


def test_versions_of_a_plan_stand_side_by_side_with_links_to_each_term() -> None:
    first = News("The quay plan foresees ten trucks.", "2031-03-02").plan("quay plan", ("aid", "ten trucks"))
    second = News("The harbour draft has six trucks and a truce; the quay plan had ten.", "2031-03-20")
    second.plan("quay plan")
    second.plan(
        "harbour draft", ("aid", "six trucks"), ("ceasefire", "a truce"), item="x2", version="revised",
        replaces="x1", author=("a4",),
    )  # fmt: skip
    found = shown(first, second)
    (table,) = found.of("table", class_="terms")
    assert re.search(
        r"Issue quay plan harbour draft ceasefire – nothing told a truce .*aid ten trucks .*six trucks",
        table[1],
    )
    text = part(found, "proposals")
    assert "takes the place of quay plan" in text and "replaced or amended by harbour draft" in text
    assert "by Jon Abbey version: revised" in text
    assert ("six trucks", "six trucks") in list(links(found))


def test_plans_of_other_parties_are_no_family() -> None:
    first = News("The quay plan foresees ten trucks.", "2031-03-02").plan("quay plan", ("aid", "ten trucks"))
    second = News("The crane draft has a truce.", "2031-03-03").plan("crane draft", ("ceasefire", "a truce"))
    assert [text for _, text in shown(first, second).of("caption") if text == "Terms"] == ["Terms"] * 2


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (Period(earliest="2031-03-01", latest="2031-03-01"), "1 Mar 2031 strike"),
        (Period(earliest="2031-02", latest="2031-02"), "Feb 2031 known to the month"),
        (Period(earliest="2030", latest="2030"), "2030 known to the year"),
        (Period(earliest="2031-03-01", latest="2031-03-02"), "1–2 Mar 2031 strike"),
        (None, "not dated in the text; published 3 Mar 2031"),
    ],
)
def test_timeline_says_how_precise_a_day_is(when: Period | None, words: str) -> None:
    news = News("Dockers struck.", "2031-03-03").event("struck", "PROTEST", mode="strike", when=when)
    assert words in part(shown(news), "timeline")


def test_event_without_any_date_says_so() -> None:
    assert "No date known" in part(shown(News("Dockers struck.").event("struck", "PROTEST")), "timeline")


def test_claim_and_denial_of_one_event_stand_together() -> None:
    news = News("Olen: dockers burned the crane in Ostmar. The union: they did not burn it.", "2031-03-03")
    same = {"mode": "destroy", "place": "Ostmar", "actor": "a2"}
    news.event("burned the crane", "ASSAULT", "claimed", statement=news.said("a3", "dockers burned"), **same)
    other = News("The union did not burn a crane in Ostmar, it said.", "2031-03-03", "Tide")
    other.event("burn a crane", "ASSAULT", "denied", statement=other.said("a2", "did not burn"), **same)
    text = part(shown(news, other), "timeline")
    assert re.search(
        r"destruction: Dockers’ Union in Ostmar told by 2 articles of 2 outlets claimed and denied "
        r"claimed by Mira Olen: burned the crane .*denied by Dockers’ Union: burn a crane",
        text,
    )


def days(count: int) -> News:
    news = News(" ".join(f"Strike {number}." for number in range(count)), "2031-12-30")
    for number in range(count):
        day = f"2031-{number % 12 + 1:02}-{number % 28 + 1:02}"
        when = Period(earliest=day, latest=day)
        news.event(f"Strike {number}.", "PROTEST", when=when, place=f"Quay {number}")
    return news


def test_long_timeline_is_folded_by_month_with_the_last_open() -> None:
    found = shown(days(timeline.UNFOLDED + 6))
    months = found.of("details", class_="month")
    assert len(months) == 12
    assert [index for index, (one, _) in enumerate(months) if "open" in one] == [11]
    assert len(found.of("li", class_="event")) == timeline.UNFOLDED + 6
    assert not shown(days(6)).of("details", class_="month")


def test_timeline_past_its_limit_says_how_many_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST", 40)
    found = shown(days(60))
    assert len(found.of("li", class_="event")) == 40
    assert "20 of 60 events, the earliest, are not in this page." in part(found, "timeline")


def test_types_are_chosen_without_script() -> None:
    news = News("Dockers struck. Both sides met.", "2031-03-03").event("struck", "PROTEST")
    found = shown(news.event("met", "CONSULT"))
    chosen = found.of("input", type_="radio")
    assert [one["id"] for one, _ in chosen] == ["only-0", "only-1", "only-4"]
    style = found.of("style")[0][1]
    assert "#timeline:has(#only-4:checked) .event:not(.q4)" in style


def test_what_changed_since_a_day_is_said_first_and_cut_to_a_few() -> None:
    late = News(" ".join(f"Wish {n} now." for n in range(9)), "2031-03-20")
    for number in range(9):
        late.position(f"Wish {number} now.", f"a{number % 2 + 1}", "demands", STALLED[number])
    undated = News("The union wants cranes.").position("wants cranes", "a2", "demands")
    found = shown(*moved(), late, undated, since="2031-03-08")
    text = part(found, "changed")
    assert text.startswith(
        "What changed since 8 Mar 2031 2 of the articles are from that day or later; 1 from before; 1 left"
    )
    assert "Dockers’ Union on aid before: offers: “half the trucks” now: refuses: “No trucks”" in text
    assert f"… and {9 + 1 - changed.SHOWN} more" in text
    assert [one["href"] for one, _ in found.of("a")].index("#changed") == 2
    assert "changed" not in {one.get("id") for _, one in shown(*moved()).elements}


STALLED = (
    "ceasefire", "hostages", "prisoners", "blockade", "disarmament", "governance", "monitoring",
    "investigation", "elections",
)  # fmt: skip


def test_a_day_without_news_is_a_sentence_and_no_day_is_refused() -> None:
    assert "nothing that was not known before" in part(shown(*moved(), since="2031-04-01"), "changed")
    assert "What changed since Mar 2031" in part(shown(*moved(), since="2031-03"), "changed")
    for wrong in ("soon", "2031-3", "2031-02-30x", "1/3/31"):
        with pytest.raises(OnRecordError, match=re.escape(wrong)):
            shown(*moved(), since=wrong)


def test_every_value_has_neutral_words() -> None:
    assert set(wording.STANCES) == set(STANCES) and set(wording.SIGNALS) == set(SIGNALS)
    assert set(wording.PARTS) == set(PARTS) and set(wording.FACTUALITIES) == set(FACTUALITIES)
    assert {kind: set(wording.MODES.get(kind, ())) for kind in wording.EVENTS} == {
        kind: set(modes) for kind, modes in EVENT_TYPES.items()
    }
    assert all(wording.quarter(kind) for kind in EVENT_TYPES)
    assert wording.happening("DANCE", None) == "DANCE" and wording.quarter("DANCE") == 0


def test_a_whole_story_leads_from_every_entry_to_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    records = list(importlib.import_module("build_truth").records())
    found = Page(dossier(records, title="The Haverholm talks", since="2025-04-15"))
    ids = [one["id"] for _, one in found.elements if one.get("id")]
    assert len(ids) == len(set(ids))
    leads = [one.get("href") or "" for one, _ in found.of("a")]
    assert {lead[1:] for lead in leads if lead.startswith("#")} <= set(ids)
    led = list(links(found))
    assert len(led) > 400
    assert [pair for pair in led if not pair[0].startswith(pair[1])] == []
    assert all(part(found, section) for section in (*SECTIONS, "changed"))


def test_sections_are_made_from_one_linking() -> None:
    once = linked.link([], Pile([]))
    assert isinstance(once.passages, passages.Passages)
    for room in (standing, matrix, proposals, timeline):
        assert room.section(once) is None
