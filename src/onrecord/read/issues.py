"""Issues: what is negotiated over, by a domain pack of words that a researcher can edit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from onrecord.read.reading import Reading
from onrecord.records import Statement
from onrecord.vocabulary import words

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Pack:
    """The words of one domain; `issues` and `topics` map runs of lemmas to what they speak of."""

    name: str
    issues: Mapping[tuple[str, ...], str]
    topics: Mapping[tuple[str, ...], str]
    senses: Mapping[str, str]  # lemma → type and mode of its event where nothing beside it decides

    def issues_in(self, tokens: Iterable[Token]) -> Iterator[str]:
        """The issues that the words name, each once, in their order; nothing where they name none."""
        yield from dict.fromkeys(_named(self.issues, tokens))

    def issue(self, tokens: Iterable[Token]) -> str:
        """The first issue that the words name, else "other"."""
        return next(self.issues_in(tokens), OTHER)


def pack(name: str) -> Pack:
    """The pack of that name ("peace", "labour"), or of a TOML file.

    Raises:
        VocabularyError: there is none, or its file is malformed.
    """
    file = name if name.endswith(".toml") else f"packs/{name}"
    found = [{tuple(run.split()): key for run, key in words(file, t).items()} for t in ("issues", "topics")]
    return Pack(name=name, issues=found[0], topics=found[1], senses=words(file, "senses"))


def about(reading: Reading, statements: Iterable[Statement], pack: Pack) -> Iterator[Statement]:
    """Each statement with the issues and topics that its content names."""
    runs = {**pack.issues, **pack.topics}
    for statement in statements:
        tokens = [token for span in statement.content for token in inside(reading, span.start, span.end)]
        yield replace(statement, about=tuple(dict.fromkeys(_named(runs, tokens))))


def inside(reading: Reading, start: int, end: int) -> Sequence[Token]:
    """The tokens that lie in a range of characters."""
    return list(reading.doc.char_span(start, end, alignment_mode="contract") or ())


def _named(runs: Mapping[tuple[str, ...], str], tokens: Iterable[Token]) -> Iterator[str]:
    lemmas = [token.lemma_.lower() for token in tokens if token.text not in ("-", "–", "—")]
    longest = max(map(len, runs), default=0)
    at = 0
    while at < len(lemmas):
        sizes = (
            n for n in range(min(longest, len(lemmas) - at), 0, -1) if tuple(lemmas[at : at + n]) in runs
        )
        size = next(sizes, 0)
        if size:
            yield runs[tuple(lemmas[at : at + size])]
        at += size or 1
