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
        ("Velk told the drivers to move the lorries.", "demand"),
        ("Velk appealed to the miners to return to the shaft.", "demand"),
        ("Velk insisted that the gate was open all night.", "assert"),
        ("Velk praised the nurses for their patience.", "other"),
        ("The union rejected claims that its members had burned the shed.", "deny"),
    ],
)
def test_act(read, text: str, act: str) -> None:
    (statement,) = read(text).statements
    assert statement.act == act


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("The union said it had never paid a driver.", "deny"),
        ("The rebels said they had not attacked the convoy.", "deny"),
        ("Mayor Ina Velk said she was not involved in the sale of the pier.", "deny"),
        # nobody's doing, or not yet done
        ("Mayor Ina Velk said she had never seen the letter.", "assert"),
        ("The union said it had not yet accepted the offer.", "assert"),
        ("Mayor Ina Velk said she would sign the lease on Monday.", "promise"),
        ("The company said it planned to reopen the ferry line.", "promise"),
        ("Mayor Ina Velk said she remained committed to the talks.", "promise"),
        ("“We will repair the bridge before the winter,” Mayor Ina Velk said.", "promise"),
        ("The army said it would retaliate against the rebels.", "warn"),
        # "it" is the thing, "would" only a condition
        ("Mayor Ina Velk said it would take ten days.", "assert"),
        ("The company said it would raise the cost of bread.", "assert"),
        ("“I would sign it if the price were lower,” Mayor Ina Velk said.", "assert"),
        ("Mayor Ina Velk said she would lose the vote.", "assert"),
        ("“We will not leave the mill,” the miners said.", "reject"),
        ("The miners said they cannot accept the terms.", "reject"),
        ("The miners said they were not willing to meet on Friday.", "reject"),
        ("Mayor Ina Velk said the terms were totally unacceptable.", "reject"),
        ("Mayor Ina Velk said her country was ready to host the talks.", "offer"),
        ("The spokesman for the miners’ union said the union had accepted the plan.", "accept"),
        ("The Norwegian minister said Norway was willing to lend a ship.", "offer"),
        ("The Foreign Minister said the government had rejected the plan.", "reject"),
        # not the speaker's body
        ("The union leader said the government had rejected the plan.", "assert"),
        ("The spokesman for the miners’ union said the company was willing to pay.", "assert"),
        ("“They betrayed us,” Ina Velk said.", "accuse"),
        ("Ina Velk said the company had violated the contract.", "accuse"),
        ("Ina Velk said the company had not violated the contract.", "assert"),
        ("Ina Velk said the ruling was unfair.", "accuse"),
        ("Ina Velk said there had been no violations of the pact.", "assert"),
        ("“Release the crew now,” Ina Velk said.", "demand"),
        ("“The owners need to open the gate,” Ina Velk said.", "demand"),
        ("“Who has counted the sheep?” Ina Velk said.", "ask"),
        ("“They will leave, do you understand me?” Ina Velk said.", "assert"),
    ],
)
def test_act_under_a_plain_cue(read, text: str, act: str) -> None:
    (statement,) = read(text).statements
    assert statement.act == act
