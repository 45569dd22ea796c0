"""References: the articles as a bibliography, in BibTeX (with BibLaTeX's `date`) and in CSL-JSON."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from onrecord.records import Article
from onrecord.show.exports.writing import address

SHORT = 12  # characters of an article's id in its key
SPECIAL = {  # characters that TeX would obey
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
ADDRESS = str.maketrans(
    {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}
)  # in an address, which is kept as it is
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


def bibtex(out: IO[str], found: Iterable[Article]) -> int:
    """Write one `@online` entry an article; gives how many."""
    number = 0
    for article in found:
        number += 1
        told = [f"  {name} = {{{value}}}" for name, value in _fields(article)]
        out.write(f"@online{{{_id(article)},\n" + ",\n".join(told) + "\n}\n\n")
    return number


def csl(out: IO[str], found: Iterable[Article]) -> int:
    """Write one array of CSL items; gives how many."""
    number = 0
    out.write("[")
    for number, article in enumerate(found, 1):
        out.write((",\n" if number > 1 else "\n") + json.dumps(_item(article), ensure_ascii=False))
    out.write("\n]\n")
    return number


def _id(article: Article) -> str:
    return f"onrecord-{article.id[:SHORT]}"


def _fields(article: Article) -> Iterator[tuple[str, str]]:
    when = _issued(article)
    told = {
        "title": article.title, "author": " and ".join(f"{{{_tex(one)}}}" for one in article.byline) or None,
        "organization": article.outlet, "location": article.dateline, "language": article.language,
    }  # fmt: skip
    for name, value in told.items():
        if value is not None:
            yield name, value if name == "author" else _tex(value)
    if when:
        yield "date", "/".join(when)
        if len({day[:4] for day in when}) == 1:
            yield "year", when[0][:4]
    if url := address(article):
        yield "url", url.translate(ADDRESS)
    yield "note", f"SHA-256 of the text: {article.id}"


def _item(article: Article) -> dict[str, Any]:
    when, url = _issued(article), address(article)
    told = {
        "id": _id(article),
        "type": "article-newspaper",
        "title": article.title,
        "author": [{"literal": one} for one in article.byline] or None,
        "container-title": article.outlet,
        "publisher-place": article.dateline,
        "language": article.language,
        "issued": {"date-parts": [[int(part) for part in day.split("-")] for day in when]} if when else None,
        "URL": url,
        "note": f"SHA-256 of the text: {article.id}",
    }
    return {name: value for name, value in told.items() if value is not None}


def _issued(article: Article) -> list[str]:
    """The date of publication, or first and last that it can be; empty where an end is open."""
    ends = [(end or "")[:10] for end in (article.published.earliest, article.published.latest)]
    return list(dict.fromkeys(ends)) if all(_DATE.fullmatch(end) for end in ends) else []


def _tex(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in " ".join(text.split()))
