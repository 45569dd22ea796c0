"""Component: the readers as a part of anybody's spaCy pipeline: `nlp.add_pipe("onrecord_statements")`.

The Doc's text is read as an article of its own, over the Doc's own parse, which stays as it is. What was read
is kept in the Doc as the output contract's JSON, so that a Doc can be saved; `doc._.statements` and
`doc._.figures` are made from it. Unlike `onrecord read` it takes the sentences as the pipeline cut them.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from onrecord.contract import from_json
from onrecord.read import PEACE, record
from onrecord.read.issues import pack
from onrecord.read.reading import of_doc
from onrecord.read.tagger import Tagger
from onrecord.records import Article, Figure, Record, Source, Span, Statement, as_json

NAME = "onrecord_statements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of a Doc: always by their characters, as tokens where they begin and end with some."""

    span: Span
    tokens: Tokens | None  # None: they do not fall on the edges of tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement of a Doc."""

    statement: Statement
    speaker: str | None  # by name; None: the words do not say
    source: Words | None
    cue: Words | None
    content: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A figure of a Doc."""

    figure: Figure
    counter: str | None  # by name; None: the words do not say
    words: Words


class Component:
    """Reads a Doc and keeps in it what was read."""

    def __init__(self, domain: str) -> None:
        self._tagger = Tagger()
        self._pack = pack(domain)

    def __call__(self, doc: Doc) -> Doc:
        """Read one Doc."""
        text = doc.text
        article = Article(id=sha256(text.encode()).hexdigest(), sources=(Source(),), text=text)
        doc._.onrecord = as_json(record(of_doc(article, doc, self._tagger), self._pack))
        return doc


@Language.factory(
    NAME,
    assigns=["doc._.onrecord", "doc._.statements", "doc._.figures"],
    requires=["token.tag", "token.dep", "token.lemma", "doc.ents"],
    default_config={"domain": PEACE},
)
def component(nlp: Language, name: str, domain: str) -> Component:  # noqa: ARG001 as spaCy calls it
    """The component; `domain` is the pack of words for what is negotiated over."""
    return Component(domain)


def _read(doc: Doc) -> Record:
    kept: dict[str, Any] | None = doc._.onrecord
    if kept is None:
        return Record(article=Article(id="", sources=(), text=doc.text))
    return from_json(kept)


def _statements(doc: Doc) -> tuple[Said, ...]:
    found = _read(doc)
    names = {actor.id: actor.name for actor in found.actors}
    return tuple(
        Said(
            statement=one,
            speaker=names.get(one.speaker or ""),
            source=_words(doc, one.source) if one.source else None,
            cue=_words(doc, one.cue) if one.cue else None,
            content=tuple(_words(doc, span) for span in one.content),
        )
        for one in found.statements
    )


def _figures(doc: Doc) -> tuple[Counted, ...]:
    found = _read(doc)
    names = {actor.id: actor.name for actor in found.actors}
    return tuple(
        Counted(figure=one, counter=names.get(one.counter or ""), words=_words(doc, one.span))
        for one in found.figures
    )


def _words(doc: Doc, span: Span) -> Words:
    return Words(span=span, tokens=doc.char_span(span.start, span.end))


Doc.set_extension("onrecord", default=None)
Doc.set_extension("statements", getter=_statements)
Doc.set_extension("figures", getter=_figures)
