"""Grammar: which rows of words are time expressions, as tag patterns over their kinds.

In: words. Out: the rule and the words of each expression, none inside another. A pattern is a regular
expression over tags, as in NLTK's chunk grammars: `<day>` is one word of that kind, `<day|unit>` one of
either. Rules are tried in order, so the longer form stands first.
"""

import re
from collections.abc import Iterator, Sequence

from onrecord.read.dates.words import KINDS, Word

TOKENS = (
    "iso", "numeric", "clock", "decade", "ordinal", "number", "half_day", "owner", "other", "dash", "comma",
    "stop", "year", "weekday", "short_weekday", "weekdays", "month", "short_month",
)  # fmt: skip
LETTERS = {kind: chr(0x100 + place) for place, kind in enumerate(dict.fromkeys([*TOKENS, *KINDS.values()]))}
TAG = re.compile(r"<([a-z_|]+)>")

MONTH = "<month|short_month>"
DAY = (  # of a month: "Tuesday, May 3", "3rd of May", "3 May"
    rf"(?:<weekday|short_weekday><comma>?)?(?:{MONTH}<number|ordinal>(?!<dash|and>*<unit|units|day|quarter>)"
    rf"|(?:<the>?<ordinal>|<number>)<of>?{MONTH})"
)
WEEKDAY = "<weekday>"
NEAR = "<last|next|this>"
SIZE = "<unit|units|day|quarter|century>"
SEVERAL = "<a>?<several><of|in>?"
MANY = f"(?:{SEVERAL}|<a>)"
CLOCK = "(?:<clock><half_day>?|<number>(?:<half_day>|<oclock>))<zone>*"
EDGE = "(?:<the>?<edge>(?:<dash>|<of|in>)?<the>?)"
RULES = {
    "day": rf"<iso>|<numeric>|{DAY}(?:<comma>?<year>|<comma>?{NEAR}<unit>)?(?!<part>)",
    "clock": (
        rf"{CLOCK}(?:<comma>?<prep>?(?:<edge>?(?:{WEEKDAY}|<deictic>)|{DAY}(?:<comma>?<year>)?))?"
        rf"|(?:{WEEKDAY}|<deictic>)<comma>?<prep>?(?:{CLOCK}|<noon>)"
        rf"|<noon>(?:<comma>?<prep>?(?:{WEEKDAY}|<deictic>|{DAY}))?"
    ),
    "part": (
        rf"(?:<edge><dash>?|<earlier>)?(?:{WEEKDAY}|<deictic>|<last|next|this|that>|<the><next|last>|{DAY})<part>"
        rf"|<the>?<part><of|in|prep>(?:{WEEKDAY}|<deictic>|{DAY}(?:<comma>?<year>)?)|(?<=<of|in>)<the><part>|(?<=<prep>)<edge><dash>?<part>"
    ),
    "quarter": (
        rf"(?:{NEAR}<unit><owner>|<year><owner>|<the>)?<fiscal>?<dash>?<ordinal><dash>?<quarter>"
        rf"(?:<of|in>?<the>?<fiscal>?(?:<year>|{NEAR}?<unit>(?!<ago|earlier>)))?"
        rf"|<the>?<year><ordinal>?<dash>?<quarter|period>|{NEAR}<unit><owner><ordinal>?<dash>?<quarter>"
        r"|<the>?<latest><quarter|period>|<the>?<last|next|this|that|now><quarter>|<the><quarter>(?!<of|in>)"
    ),
    "comparison": (
        r"<the>?(?:<unit><dash><ago|earlier>|<a><unit><earlier>|<a><unit><ago>)"
        r"(?:<ordinal>?<dash>?<quarter|period|unit>)?"
    ),
    "ago": rf"(?:<number>(?:<and><number>)?(?:<and><a><half>)?|{MANY}){SIZE}<ago>",
    "later": rf"(?:<number>|{MANY}|<the>){SIZE}<earlier|later>|<the>{SIZE}<side>(?=<stop|comma>)",
    "neighbour": rf"<the>?<day><side>(?:<deictic>|{NEAR}?{WEEKDAY}|{DAY})",
    "unit": (
        rf"{EDGE}?(?:<earlier|later>)?(?:<the>?<last|next|this|that|now><latest>?|<the><latest>)"
        r"<unit|day|weekend>(?:<owner><edge>)?"
        r"|<edge><dash>?<weekend>|<the><weekend>|<the>?<edge><of|in><the><unit|day>"
        r"|<the><full|fiscal><unit>|<edge>?<unit>(?:<owner>|<dash>)?<edge>"
    ),
    "span": r"<the>?<last|next|recent>(?:<number>|<a>?<several>)?<dash>?<units|quarter>"
    r"|<the>?<last|next|ordinal><number><units>|<the><number>?<unit|units>(?=<ended>)",
    "month": (
        rf"{EDGE}?(?:{MONTH}<comma>?<of|in>?<year>|{MONTH}{NEAR}<unit>|{NEAR}{MONTH}|<month>"
        r"|(?<=<of|in|prep|side|edge|dash>)<short_month>(?!<other>))"
    ),
    "weekday": rf"(?:<edge><dash>?<of|in>?|<earlier|later>)?<the>?<last|next|this|that>?{WEEKDAY}",
    "deictic": r"(?:<edge><dash>?|<earlier|later>)?<deictic>",
    "feast": rf"{NEAR}?<feast>(?:<comma>?<year>)?",
    "season": (
        rf"<the>?(?:<edge><dash>?<of|in>?)?(?:<last|next|this|the|that><edge>?|(?<=<edge|of|in|prep|side>))<season>(?:<of|in>?<year>)?"
        rf"|<season>(?:<of|in>?<year>|{NEAR}<unit>)"
    ),
    "decade": rf"{EDGE}?<the>?<decade>",
    "century": rf"{EDGE}?<the>?<ordinal><dash>?<century>",
    "set": r"<each>(?:<number>|<ordinal>)?<unit|units|day|quarter|weekday|part|weekend|month>|<set>"
           r"|<per><unit|day>|<weekdays><part>?",
    "ordinal": r"<the><ordinal><dash>?<unit|day>(?:<of|in><a>?)?|<day><number>",
    "duration": (
        rf"(?:<number>(?:<and|dash><number>)?(?:<and><a><half>)?|{SEVERAL}|<a><half>|(?<=<prep|side|of|in>)<a>(?!<quarter>))"
        rf"<dash>?<more>?<dash>?{SIZE}(?:<and><a><half>)?(?:<dash>?<old>)?|<half><a><unit|day>|<a><unit|day>(?:<and><a><half>|(?=<side|and>))|<units>"
    ),
    "year": rf"<fiscal>?(?:{EDGE}<fiscal>?)?(?:<the><unit>)?<year>",
    "reference": r"<reference|recent|now>|<the><last>",
}  # fmt: skip


def _lettered(pattern: str) -> str:
    return TAG.sub(lambda found: f"[{''.join(LETTERS[kind] for kind in found[1].split('|'))}]", pattern)


GRAMMAR = re.compile("|".join(f"(?P<{rule}>{_lettered(pattern)})" for rule, pattern in RULES.items()))


def expressions(row: Sequence[Word]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """The rule and the words of each expression."""
    for found in GRAMMAR.finditer("".join(LETTERS[word.kind] for word in row)):
        yield str(found.lastgroup), tuple(row[found.start() : found.end()])
