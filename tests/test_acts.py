"""What a statement does."""

import pytest


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Velk said the bridge is safe.", "assert"),
        ("Velk denied that the bridge is unsafe.", "deny"),
        ("Velk called for restraint.", "demand"),
        ("The union asked both sides to return to the table.", "demand"),
        ("The union asked why the bridge is shut.", "ask"),
        ("The union said it would not accept the offer.", "reject"),
        ("The union said it had accepted the offer.", "accept"),
        ("“We demand a higher wage,” the union said.", "demand"),
        ("Velk said the company should publish the report.", "demand"),
        # what somebody else accepts is a report, not an act of the speaker
        ("Velk said the company had accepted the offer.", "assert"),
        ("The union warned that the strike would go on.", "warn"),
    ],
)
def test_act(read, text: str, act: str) -> None:
    (statement,) = read(text).statements
    assert statement.act == act
