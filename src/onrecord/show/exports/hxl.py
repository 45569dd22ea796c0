"""HXL: the figures of all articles as CSV with a row of hashtags, each with its words and its article.

The hashtags are those of the series (`onrecord series --hxl`), whose rows are the figures that form series.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import IO

from onrecord.link.tellings import name_of
from onrecord.records import Record
from onrecord.show.exports.tables import TABLES, Row, of_record
from onrecord.show.exports.writing import address, cell, dated

COLUMNS = (  # of the table of figures, and of its article: name, hashtag
    ("article", "#meta+article"), ("article_id", "#meta+id"), ("url", "#meta+url"),
    ("outlet", "#org+reporting"), ("published", "#date+published"), ("id", "#meta+figure"),
    ("category", "#indicator+category"), ("counted", "#population+type"), ("unit", "#meta+unit"),
    ("value", "#affected+num"), ("upper", "#affected+max"), ("quantifier", "#meta+quantifier"),
    ("place", "#loc+name"), ("since", "#date+start"), ("as_of", "#date+reported"),
    ("measure", "#meta+measure"), ("window", "#meta+window"), ("counter_name", "#org+source"),
    ("hedge_words", "#description+hedge"), ("caveat_words", "#description+caveat"),
    ("revised", "#meta+revised"), ("words", "#description+words"), ("start", "#meta+start"),
    ("end", "#meta+end"),
)  # fmt: skip
FIGURES = next(table for table in TABLES if table.name == "figures")


def write(out: IO[str], found: Iterable[Record]) -> int:
    """Write the figures; gives how many."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(name for name, _ in COLUMNS)
    writer.writerow(tag for _, tag in COLUMNS)
    number = 0
    for row in _rows(found):
        number += 1
        writer.writerow(cell(row[name]) for name, _ in COLUMNS)
    return number


def _rows(found: Iterable[Record]) -> Iterator[Row]:
    for record in found:
        article = record.article
        of_article = {
            "article": name_of(article),
            "url": address(article),
            "outlet": article.outlet,
            "published": dated(article),
        }
        for row in of_record(FIGURES, record):
            yield row | of_article
