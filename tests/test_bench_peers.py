"""The comparison with the peers, which are not needed here: what is given, what counts as right."""

import json
from pathlib import Path

import pytest

from bench import peers, placing
from bench.placing import Answer, Case, Piece

TEXT = "“We will sign,” Mira Sand said. “No,” said Odo Reed. “No,” he said.\nTalks in Velmar’s port go on."
OTHER = "The envoy said the dam would open in May."


def at(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def given(*statements: tuple[str, ...], text: str = TEXT) -> Case:
    return placing.case(text, ([at(words, text) for words in said] for said in statements))


def said(answers: list[Answer]) -> list[tuple[str, str]]:
    return [(answer.piece.words, answer.verdict()) for answer in answers]


def test_a_place_given_twice_is_sought_once() -> None:
    case = given(("We will sign,", "he said"), ("he said",))
    assert [piece.words for piece in case.pieces()] == ["We will sign,", "he said"]


def test_contents_are_those_of_records() -> None:
    start, end = at("We will sign,")
    record = {"article": {"text": TEXT}, "statements": [{"content": [[start, end]]}]}
    assert placing.of_records([record]) == [given(("We will sign,",))]


def test_contents_of_gold_are_read_where_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert placing.GOLD
    monkeypatch.setattr(placing, "SHARED", tmp_path)
    assert placing.of_gold() == []
    (start, end), folder = at("We will sign,"), tmp_path / placing.GOLD[0]
    for name in ("gold", "texts"):
        (folder / name).mkdir(parents=True)
    (folder / "texts" / "talks.txt").write_text(TEXT, encoding="utf-8")
    gold = {"statements": [{"content": [{"start": start, "end": end}]}]}
    (folder / "gold" / "talks.json").write_text(json.dumps(gold), encoding="utf-8")
    assert placing.of_gold() == [given(("We will sign,",))]


@pytest.mark.parametrize(
    ("words", "place", "verdict"),
    [
        ("“No,”", at("“No,”"), "right"),
        ("“No,”", at("No"), "but marks"),
        ("We will sign,", at("will sign,"), "in part"),
        ("We will sign,", at("Odo"), "elsewhere"),
        ("We will sign,", None, "dropped"),
    ],
)
def test_a_place_is_right_to_the_character(words: str, place: placing.Extent | None, verdict: str) -> None:
    (piece,) = given((words,)).pieces()
    assert Answer(piece, place).verdict() == verdict


def test_words_that_have_no_place_are_elsewhere_wherever_they_are_put() -> None:
    piece = Piece(TEXT, "the dam", at("he said"), stands=False)
    assert Answer(piece, at("he said")).verdict() == "elsewhere"
    assert Answer(piece, None).verdict() == "dropped"


def test_only_what_a_change_changes_is_given() -> None:
    forms = placing.forms([given(("We will sign,", "Velmar’s port")), given(("the dam",), text=OTHER)])
    words = {name: [[one.words for one in case.pieces()] for case in cases] for name, cases in forms.items()}
    assert words["as they stand"] == [["We will sign,", "Velmar’s port"], ["the dam"]]
    assert words["lines broken anew"] == [[], []]  # all are shorter than a line
    assert words["other quotation marks"] == [["Velmar's port"], []]
    assert words["of another article"] == [["the dam"], ["We will sign,", "Velmar’s port"]]
    assert not any(one.stands for case in forms["of another article"] for one in case.pieces())


def test_ours_keeps_what_stands_word_for_word_in_one_place_or_near_the_first() -> None:
    twice = placing.case(
        TEXT, [[at("We will sign,"), at("“No,”")], [(TEXT.rindex("said"), TEXT.rindex("said") + 4)]]
    )
    assert said(placing.word_for_word([twice])) == [
        ("We will sign,", "right"),
        ("“No,”", "right"),  # of two the one near the first
        ("said", "dropped"),  # in many places
    ]
    marks = placing.forms([given(("“We will sign,”",))])["other quotation marks"]
    assert said(placing.word_for_word(marks)) == [('"We will sign,"', "dropped")]


def test_langextract_places_what_it_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("langextract", reason="langextract is not installed here")
    case = given(("We will sign,",), ("Talks in Velmar’s port go on.",))
    (whole,) = placing.parts(case, placing.WHOLE)
    assert whole.text == TEXT
    assert said(placing.aligned([whole], lesser=True)) == [(one.words, "right") for one in case.pieces()]
    chunks = list(placing.parts(case, 40))
    assert [piece.at for part in chunks for piece in part.pieces] == [piece.at for piece in case.pieces()]
    assert all(TEXT[part.start :].startswith(part.text) for part in chunks)
    assert said(placing.aligned(chunks, lesser=True))[0] == ("We will sign,", "right")
    placing.show("as they stand", [case], rounds=1)
    assert len(capsys.readouterr().out.splitlines()) == 2 + len(placing.THEIRS)


def test_gold_of_the_direct_holds_no_other_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "SHARED", tmp_path)
    gold, out = tmp_path / peers.GOLD[0] / "gold", tmp_path / "out"
    for folder in (gold, out):
        folder.mkdir(parents=True)
    statements = [{"id": f"s{n}", "type": kind} for n, kind in enumerate(("direct", "mixed", "indirect"), 1)]
    (gold / "talks.json").write_text(json.dumps({"statements": statements, "figures": []}), encoding="utf-8")
    kept = json.loads((peers.direct_gold(out) / "talks.json").read_text(encoding="utf-8"))
    assert kept == {"statements": [{"id": "s1", "type": "direct"}], "figures": []}


def test_the_machine_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "version", lambda name: f"{len(name)}.0")
    told = peers.machine()
    assert "\n" not in told and "textacy 7.0" in told and " cores, " in told


def test_without_a_peer_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "missing", lambda: ["langextract"])
    monkeypatch.setattr("sys.argv", ["peers"])
    with pytest.raises(SystemExit, match=r"langextract: not installed; .*pip install .* langextract"):
        peers.main()


def test_textacy_is_timed_and_weighed_in_a_process_of_its_own() -> None:
    pytest.importorskip("textacy", reason="textacy is not installed here")
    ready, memory = peers.textacy_alone([TEXT, OTHER + " ”"])
    assert 0 < ready < 120
    assert memory > 50
