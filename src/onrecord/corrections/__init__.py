"""Corrections: what people say of the machine's record, and the record that comes of it.

A correction is bound to an article's text and to the words that an item stands on, never to an id,
for a newer reader numbers anew. The corrections of one item are one thread, in which the last that
is not taken back stands; the machine's own version is never touched.
"""

from onrecord.corrections.applied import Corrected, Standing, corrected, states
from onrecord.corrections.drafts import CHOICES, Draft, drafted, taken_back
from onrecord.corrections.gold import gold
from onrecord.corrections.nouns import VERBS, Correction
from onrecord.corrections.references import KINDS, Items, items, kind_of, pointers

__all__ = [
    "CHOICES", "KINDS", "VERBS", "Corrected", "Correction", "Draft", "Items", "Standing", "corrected",
    "drafted", "gold", "items", "kind_of", "pointers", "states", "taken_back",
]  # fmt: skip
