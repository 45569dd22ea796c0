"""Holders: whose words a place in the text is, and which actor stands there."""

from collections.abc import Sequence

from onrecord.records import Actor, Statement


def statement_at(statements: Sequence[Statement], start: int, end: int) -> Statement | None:
    """The innermost statement whose content holds the words; None: they are the article's own."""
    inside = [
        (span.end - span.start, number)
        for number, statement in enumerate(statements)
        for span in statement.content
        if span.start <= start and end <= span.end
    ]
    return statements[min(inside)[1]] if inside else None


def actor_at(actors: Sequence[Actor], at: int) -> Actor | None:
    """The actor of the smallest mention that covers a place."""
    covering = [
        (mention.end - mention.start, number)
        for number, actor in enumerate(actors)
        for mention in actor.mentions
        if mention.start <= at < mention.end
    ]
    return actors[min(covering)[1]] if covering else None
