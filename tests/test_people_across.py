"""Actors across articles: what is joined, why, and how a user undoes it."""

import json

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.errors import VocabularyError
from onrecord.link.actors import Aliases, aliases, fold, joins
from onrecord.link.names import Cast
from onrecord.records import Actor
from onrecord.store import Store
from tests.test_negotiation import Text

QANU = {"kind": "person", "role": "union leader"}


def records(*names, shared="Tern Council", **given):
    """An article a name, each with that actor and one that all articles share."""
    found = []
    for number, name in enumerate(names):
        text = Text(f"{name} told {shared}, report {number} says.", f"2031-05-{number + 1:02}")
        named = Actor(id="a1", name=name, mentions=(text.find(name),), **({"kind": "person"} | given))
        told = Actor(id="a2", name=shared, kind="government", mentions=(text.find(shared),))
        found.append(text.record(actors=[named, told]))
    return found


def one_name(found, said=None):
    cast = Cast(found, said)
    return {cast.name(record, "a1") for record in found}


def test_a_surname_is_the_one_full_name_with_it():
    assert one_name(records("Ada Quill", "Quill")) == {"Ada Quill"}
    assert len(one_name(records("Ada Quill", "Bo Quill", "Quill"))) == 3


def test_a_surname_of_an_article_that_names_no_one_else_alike_is_left_alone():
    elsewhere = [*records("Ada Quill"), *records("Quill", shared="Gorse Port Authority")]
    assert one_name(elsewhere) == {"Ada Quill", "Quill"}


def test_a_place_or_body_is_no_surname():
    assert one_name(records("critic of Velmland", "Velmland")) == {"critic of Velmland", "Velmland"}
    held = [*records("Bo Velmland"), *records("Velmland", kind="state")]
    assert one_name(held) == {"Bo Velmland", "Velmland"}


def test_two_spellings_of_one_side_are_one():
    assert len(one_name(records("Abdel Qanoua", "Abdel Qanou", **QANU))) == 1
    assert len(one_name(records("Abdel Qanoua", "Abdel Qanou"))) == 2  # nothing shows that they are one
    assert len(one_name(records("Abdel Qanoua", "Abdel Marek", **QANU))) == 2


def test_names_of_one_states_army_are_one():
    army = records("Norwegian army", "Norwegian military", "Danish army", kind="armed force")
    assert len(one_name(army)) == 2


def test_an_alias_file_joins_and_sets_apart(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text('[same]\n"Dockers Union" = ["the dockers"]\n[apart]\n"Ada Quill" = ["Quill"]\n')
    said = aliases(file)
    assert one_name(records("The Dockers", "Dockers Union", kind="other"), said) == {"Dockers Union"}
    assert len(one_name(records("Ada Quill", "Quill"), said)) == 2


@pytest.mark.parametrize("content", ["[same", 'same = "x"', "[same]\nx = 3"])
def test_a_wrong_alias_file_is_refused_with_its_form(tmp_path, content):
    file = tmp_path / "a.toml"
    file.write_text(content)
    with pytest.raises(VocabularyError, match=r"a\.toml.*write \[same\]"):
        aliases(file)


def test_joins_never_go_in_a_ring():
    said = Aliases(same={fold("Quill"): fold("Ada Quill"), fold("Ada Quill"): fold("Quill")})
    assert one_name(records("Ada Quill", "Quill"), said)
    assert "quill" in joins(records("Ada Quill", "Quill"), Aliases())


def test_the_command_says_why_and_reads_the_file_beside_the_store(tmp_path):
    with Store(tmp_path / "s.db") as store:
        store.add(records("Ada Quill", "Quill"))
    run = lambda *args: CliRunner().invoke(main, [str(arg) for arg in args])  # noqa: E731
    (row,) = json.loads(run("actors", tmp_path / "s.db", "--joined", "--json").output)
    assert row["name"] == "Ada Quill" and row["joined"] == ["quill: the one full name with it"]
    (tmp_path / "s.aliases.toml").write_text('[apart]\n"Ada Quill" = ["Quill"]\n')
    rows = json.loads(run("actors", tmp_path / "s.db", "--json").output)
    assert {row["name"] for row in rows} == {"Ada Quill", "Quill", "Tern Council"}
    assert "none found" in run("actors", tmp_path / "s.db", "--joined").output
