"""Page: one article as it was found, before anything is read out of it; and the limits of size."""

from dataclasses import dataclass

from onrecord.records import Source

MAX_BYTES = 10_000_000  # of one file, or one line of JSON Lines
MAX_CHARACTERS = 200_000  # of one article's text; longer is a book or a dump, not an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The text or the HTML of one article, with what was given beside it."""

    source: Source
    text: str | None = None  # None: `html` holds the page
    html: str | None = None  # None: `text` holds the article
    byline: tuple[str, ...] = ()  # as given beside the text

    def __post_init__(self) -> None:
        if (self.text is None) == (self.html is None):
            raise ValueError(f"page {self.source.path!r} needs either text or html, and not both")
