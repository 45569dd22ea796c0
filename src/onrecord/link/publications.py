"""Publications: an article once for each place in which its text stood.

The store keeps a text once, with every source of it. Of two such sources with names of their own one may
be a copy of the other; a file found again in another folder is not.
"""

from dataclasses import replace
from pathlib import PurePath

from onrecord.document.days import iso
from onrecord.records import Article, Published, Source

IN_TEXT = ("stated", "inferred")  # the date stands in the text, so it holds wherever the text stands


def publications(article: Article) -> tuple[Article, ...]:
    """The article with one source each time, with what that source says of outlet and date."""
    named: dict[str, Source] = {}
    for source in article.sources:
        named.setdefault(source.record or PurePath(source.path or "").name, source)
    if len(named) < 2:
        return (article,)
    return tuple(
        replace(
            article,
            sources=(source,),
            outlet=source.outlet or article.outlet,
            published=_published(article, source),
        )
        for source in named.values()
    )


def _published(article: Article, source: Source) -> Published:
    day = iso(source.published)
    if day:
        return Published(earliest=day, latest=day, basis="metadata")
    return article.published if article.published.basis in IN_TEXT else Published()
