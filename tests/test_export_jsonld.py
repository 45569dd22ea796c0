"""The linked-data export: what pyld, rdflib and SHACL make of it, who made what; nothing is rated."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.corrections import Draft
from onrecord.show.exports import jsonld
from onrecord.store import Store
from tests.test_claims import filler
from tests.test_claims import told as said
from tests.test_store import full

SHAPES = Path(jsonld.__file__).with_name("shapes.ttl")
pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")  # rdflib, of its own
PREFIXES = """
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX schema: <https://schema.org/>
PREFIX field: <urn:onrecord:field:>
"""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a claim told twice and three items that people corrected, as JSON-LD."""
    folder = tmp_path_factory.mktemp("jsonld")
    claim = "The northern bridge will be closed to lorries until the strike is over"
    with Store(folder / "story.db") as store:
        store.add([full(), said(claim), said(claim, "2031-05-04", "Quell Observer"), *filler()])
        article = full().article.id
        correct(store, "correct", "statements", "s2", fields={"act": "demand"}, why="she asks")
        correct(store, "reject", "signals", "g0")
        store.correct(
            Draft(
                verb="add", article=article, kind="signals", who="Bo \u201cB\u201d Reed",
                fields={"span": [0, 5], "signal": "impasse"},
            ),
            seen=store.version(article),
        )  # fmt: skip
    result = CliRunner().invoke(
        main, ["export", str(folder / "story.db"), "-o", str(folder / "story.jsonld"), "--format", "jsonld"]
    )
    assert result.exit_code == 0, result.output
    return folder / "story.jsonld"


def correct(store: Store, verb: str, kind: str, item: str, **given: Any) -> None:
    article = full().article.id
    draft = Draft(verb=verb, article=article, kind=kind, item=item, who="Ana Velk", **given)
    store.correct(draft, seen=store.version(article, kind, item))


@pytest.fixture(scope="module")
def graph(exported: Path) -> Any:
    """The export as rdflib reads it."""
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed here")
    return rdflib.Graph().parse(exported, format="json-ld")


@pytest.fixture
def ask(graph: Any) -> Callable[[str], list[tuple[str, ...]]]:
    """Rows of a SPARQL query, as text."""
    return lambda query: [tuple(map(str, row)) for row in graph.query(PREFIXES + query)]


def test_every_selector_finds_its_words(ask) -> None:
    found = ask(
        "SELECT ?text ?exact ?prefix ?suffix ?start ?end WHERE { ?target oa:hasSource ?text ; oa:hasSelector"
        " [ oa:exact ?exact ; oa:prefix ?prefix ; oa:suffix ?suffix ] , [ oa:start ?start ; oa:end ?end ] }"
    )
    text = full().article.text
    own = [row for row in found if row[0] == f"urn:sha256:{full().article.id}"]
    assert len(own) > 15
    for _, exact, prefix, suffix, start, end in own:
        assert text[int(start) : int(end)] == exact
        assert prefix + exact + suffix in text


def test_a_reading_is_by_its_rule_and_a_correction_by_its_person(ask) -> None:
    made = ask(
        "SELECT DISTINCT ?verb ?who ?why WHERE { ?item a oa:Annotation ; prov:wasGeneratedBy ?made ;"
        " prov:wasAttributedTo ?person . ?made field:verb ?verb ; prov:wasAssociatedWith ?person ;"
        " prov:endedAtTime ?at . ?person a prov:Person ; schema:name ?who OPTIONAL { ?made field:why ?why } }"
    )
    assert sorted(made) == [("add", "Bo “B” Reed", "None"), ("correct", "Ana Velk", "she asks")]
    rules = ask(
        "SELECT DISTINCT ?name WHERE { ?item a oa:Annotation ; prov:wasGeneratedBy ?reading ;"
        " prov:wasAttributedTo ?rule . ?reading prov:wasAssociatedWith ?rule ."
        " ?rule a prov:SoftwareAgent ; schema:name ?name }"
    )
    assert {name for (name,) in rules} == {"by hand", "truth", jsonld.UNNAMED}
    (gone,) = ask(
        "SELECT ?who WHERE { ?item prov:wasInvalidatedBy [ prov:wasAssociatedWith [ schema:name ?who ] ] }"
    )
    assert gone == ("Ana Velk",)


def test_a_relayed_statement_was_quoted_from_its_intermediaries(ask) -> None:
    found = ask(
        "SELECT ?relation ?exact WHERE { ?item prov:wasQuotedFrom [ field:relation ?relation ;"
        " oa:hasTarget [ oa:hasSelector [ oa:exact ?exact ] ] ] }"
    )
    assert sorted(found) == [("reported by", "Gazette"), ("told", "the Tern Gazette")]


def test_claims_lead_to_their_tellings_and_nothing_is_rated(ask, exported: Path) -> None:
    found = ask(
        "SELECT ?claim (COUNT(?telling) AS ?n) WHERE { ?claim a schema:Claim ; schema:isBasedOn ?telling }"
        " GROUP BY ?claim"
    )
    assert max(int(number) for _, number in found) == 2
    text = exported.read_text(encoding="utf-8").casefold()
    assert not any(word in text for word in ("rating", "claimreview", "truthvalue"))


def test_the_export_fits_the_shapes_and_the_shapes_can_fail(graph, exported: Path) -> None:
    pyshacl = pytest.importorskip("pyshacl", reason="pyshacl is not installed here")
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed here")
    conforms, _, told = pyshacl.validate(graph, shacl_graph=str(SHAPES), shacl_graph_format="turtle")
    assert conforms, told
    whole = json.loads(exported.read_text(encoding="utf-8"))
    for spoil in (_without_quote, _backwards, _nobody, _rated):
        nodes = json.loads(json.dumps(whole))
        spoil(nodes["@graph"])
        bad = rdflib.Graph().parse(data=json.dumps(nodes), format="json-ld")
        conforms, _, _ = pyshacl.validate(bad, shacl_graph=str(SHAPES), shacl_graph_format="turtle")
        assert not conforms, spoil.__name__


def _annotation(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    return next(node for node in nodes if "Annotation" in node["type"])


def _without_quote(nodes: list[dict[str, Any]]) -> None:
    del _annotation(nodes)["target"][0]["selector"][0]


def _backwards(nodes: list[dict[str, Any]]) -> None:
    _annotation(nodes)["target"][0]["selector"][1]["end"] = 0


def _nobody(nodes: list[dict[str, Any]]) -> None:
    del _annotation(nodes)["wasAttributedTo"]


def _rated(nodes: list[dict[str, Any]]) -> None:
    nodes.append({"id": "urn:x", "type": "schema:ClaimReview"})


def test_pyld_expands_and_frames_it_without_a_network(exported: Path) -> None:
    pyld = pytest.importorskip("pyld", reason="pyld is not installed here")
    document = json.loads(exported.read_text(encoding="utf-8"))

    def refused(url: str, _options: object) -> None:
        raise AssertionError(f"{url} was asked for")

    pyld.jsonld.set_document_loader(refused)
    expanded = pyld.jsonld.expand(document)
    assert len(expanded) == len(document["@graph"])
    annotations = [one for one in expanded if "http://www.w3.org/ns/oa#Annotation" in one["@type"]]
    assert annotations and all("http://www.w3.org/ns/oa#hasBody" in one for one in annotations)
    assert pyld.jsonld.to_rdf(document, {"format": "application/n-quads"})
