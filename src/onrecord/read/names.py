"""Names: what is left of one without article and title, what stands for it, and what bears it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from onrecord.vocabulary import tables, words

PEOPLE = words("roles", "people")
BODIES = words("roles", "bodies")
COMPANIES = words("roles", "companies")
RANKS = words("roles", "ranks")
ALIASES = words("names", "aliases")
MEDIA = words("media", "words")
OUTLETS = frozenset(words("media", "names")) | {
    " ".join(short.replace("-", " ").split()).removeprefix("the ") for short in words("outlets", "agencies")
}
TITLED = {"official", "spokesperson", "office", "expert"}
PARTICLES = frozenset(tables("names")["small"]["particle"])
SMALL = frozenset(tables("names")["small"]["joint"]) | PARTICLES


def bare(text: str) -> str:
    """A name without the article before it and the marks behind it."""
    text = re.sub(r"(?:['’]s?|[\s,;:(]+)$", "", text.strip())
    text = text if re.search(r"\b\w\.$", text) else text.rstrip(".")  # "U.S." keeps its dot
    return re.sub(r"^(?:the|The)\s+", "", text)


def untitled(name: str) -> str:
    """A person's name without the office or rank before it."""
    parts = name.split()
    while len(parts) > 1 and is_title(parts[0]):
        parts.pop(0)
    return " ".join(parts)


def is_title(word: str) -> bool:
    """An office or rank as it stands before a name."""
    return word.rstrip(".").lower() in RANKS or PEOPLE.get(word.lower()) in TITLED


def folded(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, without marks; of two forms of a common name, the one for both."""
    text = re.sub(r"['’]s\b", "", name.replace(".", "").casefold())
    flat = " ".join(re.sub(r"[^\w\s]", " ", text).split())
    return tuple(ALIASES.get(flat, flat).split())


def stands_for(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether one word is the first letters of a name's words: of all, or of those that are not small."""
    if len(short) != 1 or len(long) < 2:
        return False
    letters = {"".join(word[0] for word in long), "".join(word[0] for word in long if word not in SMALL)}
    return short[0] in letters and len(short[0]) > 1


def is_outlet(name: Sequence[str]) -> bool:
    """Whether a folded name is a news outlet's."""
    whole = " ".join(name).removeprefix("the ")
    if whole in OUTLETS or MEDIA.get(whole) == "inside":
        return True
    if len(name) > 1 and MEDIA.get(name[-1]) is not None:
        return True
    return any(MEDIA.get(part) == "inside" for part in (*name, *(f"{a} {b}" for a, b in pairwise(name))))


def is_company(name: Sequence[str]) -> bool:
    """Whether a folded name ends as a company's does."""
    return len(name) > 1 and (name[-1] in COMPANIES or BODIES.get(name[-1]) == "company")


def body_kind(name: Sequence[str]) -> str:
    """What kind of body a folded name says that it is; "other" where it says nothing."""
    for word in reversed(name):
        kind = BODIES.get(word) or BODIES.get(word.rstrip("s"))
        if kind:
            return "other" if kind == "company" else kind
    return "other"
