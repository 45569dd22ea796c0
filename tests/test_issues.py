"""What words name as the issue, by the pack of a domain."""

from pathlib import Path

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from onrecord.errors import VocabularyError
from onrecord.read.issues import pack
from onrecord.records import ISSUES


def doc(lemmas: str) -> Doc:
    words = lemmas.split()
    return Doc(Vocab(), words=words, lemmas=words)


@pytest.mark.parametrize(
    ("name", "lemmas", "issues"),
    [
        ("peace", "a halt to fighting and the release of prisoner", ["ceasefire", "prisoners"]),
        ("peace", "a cease - fire", ["ceasefire"]),
        ("peace", "the opening of border crossing", ["blockade"]),  # the longest run, not "border"
        ("peace", "the withdrawal of weapon", ["withdrawal", "disarmament"]),
        ("peace", "truce after truce", ["ceasefire"]),
        ("peace", "the price of bread", []),
        ("labour", "a raise and a strike ballot", ["wages", "ballot"]),
        ("labour", "reinstate the driver before the return to work", ["dismissals", "strike"]),
        ("labour", "a truce", []),
    ],
)
def test_issues(name: str, lemmas: str, issues: list[str]) -> None:
    found = pack(name)
    assert list(found.issues_in(doc(lemmas))) == issues
    assert found.issue(doc(lemmas)) == (issues[0] if issues else "other")


def test_the_pack_of_peace_has_the_issues_of_the_contract() -> None:
    assert {*pack("peace").issues.values(), "other"} == set(ISSUES)


def test_a_pack_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "fishing.toml"
    path.write_text('[issues]\nquota = ["catch limit"]\n[topics]\nsea = ["sea"]\n[senses]\n"AID" = ["net"]\n')
    assert list(pack(str(path)).issues_in(doc("the catch limit"))) == ["quota"]


def test_an_unknown_pack_is_refused() -> None:
    with pytest.raises(VocabularyError, match=r"packs/whaling\.toml"):
        pack("whaling")
