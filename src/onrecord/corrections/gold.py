"""Gold: a corrected record in the output contract's format, saying of each item who looked at it how."""

from typing import Any

from onrecord.corrections.applied import Corrected
from onrecord.corrections.references import KINDS, items
from onrecord.records import as_json

REVIEWED = ("confirmed", "corrected", "added")


def gold(found: Corrected) -> dict[str, Any]:
    """The record as it stands; an item that a person vouches for has a field `review`."""
    whole = as_json(found.record)
    listed = items(found.record)
    places = {(kind, one["id"]): (kind, place) for kind in KINDS for place, one in enumerate(listed[kind])}
    for one in found.standing:
        if one.id is not None and one.state in REVIEWED:
            kind, place = places[one.kind, one.id]
            whole[kind][place]["review"] = one.state
    return whole
