"""Markdown: a brief as CommonMark in which no text can be more than text."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from onrecord.show import wording

if TYPE_CHECKING:
    from onrecord.show.brief import Bit, Brief
    from onrecord.show.sentences import Cited

ACTIVE = re.compile(
    r"[\\`*_\[\]<>&#|~$!@]|:(?=//)"
)  # "@", "://": bare addresses become links in some dialects
OPENS = re.compile(r"^(\d+(?=[.)])|(?=[-+]))")  # a list, at the beginning of a line
BARE = re.compile(r"\bwww(?=\.)", re.IGNORECASE)
_BACK = r"\g<0>\\"
PLAIN = re.compile(r"[A-Za-z0-9:/?=&%.,_~+;-]+")  # an address that needs no escaping


def page(brief: "Brief") -> str:
    """The brief as Markdown."""
    return "\n".join(_lines(brief)) + "\n"


def escaped(text: str) -> str:
    """A text that stays text."""
    return BARE.sub(r"\g<0>\\", ACTIVE.sub(r"\\\g<0>", wording.visible(text)))


def _lines(brief: "Brief") -> Iterator[str]:
    yield f"# {escaped(brief.title)}"
    for chapter in brief.chapters:
        yield from ("", f"## {escaped(chapter.title)}", "")
        yield from (f"*{chapter.order}*\n",) if chapter.order else ()
        yield from (f"- {OPENS.sub(_BACK, ''.join(map(_bit, told)))}." for told in chapter.sentences)
    yield from ("", "## Sources cited", "")
    yield from map(_cited, brief.cited)


def _bit(bit: "Bit") -> str:
    words = " ".join(escaped(bit.text).split()) if bit.kind in ("said", "name") else escaped(bit.text)
    text = f"[{words}](#{bit.href})" if bit.href else words
    return bit.before + text + bit.after


def _cited(one: "Cited") -> str:
    text = escaped(one.text)
    shown = f"[{text}]({one.href})" if one.href and PLAIN.fullmatch(one.href) else text
    references = "".join(f", {escaped(reference)}" for reference in one.references)
    return f'{one.number}. <a id="s{one.number}"></a>{shown}{references}'
