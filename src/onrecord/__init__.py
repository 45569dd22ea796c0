"""OnRecord keeps the record of a running story: who said what, through whom, and who counts how many.

The public names. Those that load a language pipeline, an HTML parser or a database are imported
when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from onrecord.errors import OnRecordError
from onrecord.records import (
    Actor,
    Anonymity,
    Article,
    Event,
    Figure,
    Hop,
    Label,
    Participant,
    Period,
    Position,
    Problem,
    Proposal,
    Published,
    Record,
    Signal,
    Source,
    Span,
    Statement,
    Term,
    TimeExpression,
    as_json,
)

if TYPE_CHECKING:
    from onrecord.build import Summary, add
    from onrecord.collect import pages
    from onrecord.document import article
    from onrecord.read import Reader
    from onrecord.show.render import dossier
    from onrecord.store import Store

__all__ = [
    "Actor",
    "Anonymity",
    "Article",
    "Event",
    "Figure",
    "Hop",
    "Label",
    "OnRecordError",
    "Participant",
    "Period",
    "Position",
    "Problem",
    "Proposal",
    "Published",
    "Reader",
    "Record",
    "Signal",
    "Source",
    "Span",
    "Statement",
    "Store",
    "Summary",
    "Term",
    "TimeExpression",
    "add",
    "article",
    "as_json",
    "dossier",
    "pages",
]

_ROOMS = {
    "Reader": "onrecord.read",
    "Store": "onrecord.store",
    "Summary": "onrecord.build",
    "add": "onrecord.build",
    "article": "onrecord.document",
    "dossier": "onrecord.show.render",
    "pages": "onrecord.collect",
}


def __getattr__(name: str) -> object:
    """A public name from its room, on first use."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_ROOMS[name]), name)
    globals()[name] = value
    return value
