"""textacy's direct quotations as records in the contract's format: what users have today.

Quotations with one cue are one statement, as in the gold. textacy refuses a text with an odd number of
quotation marks, apostrophes that stand alone among them; such a text has no statement, and a problem that
says why. It can be handed whole articles, or paragraphs, so that one lost mark costs one paragraph.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from onrecord.read.reading import PIPELINES
from onrecord.records import SCHEMA, Article

Json = dict[str, Any]
Reads = Callable[[Sequence[Article]], list[Json]]
Triple = tuple[Sequence[Token], Sequence[Token], Tokens]  # speaker, cue, content, as textacy gives them
Quotations = Callable[[Doc], Iterable[Triple]]
Parts = Callable[[Doc], Iterable[tuple[int, Doc]]]  # a parse → its parts, each with where it begins
Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation, in characters of the article."""

    speaker: Extent
    cue: Extent
    content: Extent


def installed() -> bool:
    """Whether textacy is there; it is no requirement of the project."""
    return find_spec("textacy") is not None


def pipeline() -> Language:
    """The small pipeline with all its pipes."""
    return spacy.load(next(name for name in PIPELINES if find_spec(name)))


def whole(doc: Doc) -> Iterator[tuple[int, Doc]]:
    """The parse as it is."""
    yield 0, doc


def paragraphs(doc: Doc) -> Iterator[tuple[int, Doc]]:
    """The lines of a parse that hold words."""
    start = 0
    for end in [token.i for token in doc if "\n" in token.text] + [len(doc)]:
        if start < end:
            yield doc[start].idx, doc[start:end].as_doc()
        start = end + 1


def reader(nlp: Language, parts: Parts) -> Reads:
    """What reads articles: parse, direct quotations, records."""
    from textacy.extract.triples import direct_quotations

    def read(articles: Sequence[Article]) -> list[Json]:
        docs = nlp.pipe([article.text for article in articles])
        return [record(*pair, parts, direct_quotations) for pair in zip(articles, docs, strict=True)]

    return read


def record(article: Article, doc: Doc, parts: Parts, extract: Quotations) -> Json:
    """An article's direct quotations and nothing else, with a problem for each part that was refused."""
    source = article.sources[0]
    quotations: list[Quotation] = []
    problems = []
    for start, part in parts(doc):
        try:
            quotations += [quotation(triple, start) for triple in extract(part)]
        except ValueError as error:
            problems.append({"stage": "read", "message": str(error)})
    return {
        "schema": SCHEMA,
        "article": {
            "id": article.id,
            "source": {"path": source.path, "record": source.record},
            "text": article.text,
        },
        "actors": [],
        "statements": statements(quotations),
        "problems": problems,
    }


def quotation(triple: Triple, start: int) -> Quotation:
    """A quotation in a text that begins at a character of the article."""
    return Quotation(*(extent(tokens, start) for tokens in triple))


def extent(tokens: Sequence[Token] | Tokens, start: int) -> Extent:
    """From the first character of the tokens to the last."""
    return start + tokens[0].idx, start + tokens[-1].idx + len(tokens[-1])


def statements(quotations: Iterable[Quotation]) -> list[Json]:
    """A statement for each speaker and cue, with all that is quoted there."""
    contents: dict[tuple[Extent, Extent], list[Extent]] = {}
    for one in quotations:
        contents.setdefault((one.speaker, one.cue), []).append(one.content)
    return [statement(f"s{n}", *key, said) for n, (key, said) in enumerate(contents.items(), 1)]


def statement(name: str, speaker: Extent, cue: Extent, contents: Sequence[Extent]) -> Json:
    """A statement of the contract, without an actor; the contents stand in quotation marks."""
    return {
        "id": name,
        "source": list(speaker),
        "speaker": None,
        "source_kind": None,
        "cue": list(cue),
        "content": [list(content) for content in contents],
        "verbatim": [[start + 1, end - 1] for start, end in contents],
        "type": "direct",
        "act": None,
        "chain": [],
        "hedge": None,
        "attitude": False,
        "score": None,
        "said": None,
        "about": [],
        "rule": "textacy.direct_quotations",
    }
