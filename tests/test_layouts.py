"""Attribution that only the layout shows."""

TRANSCRIPT = """The two met on the radio.

VELK: The bridge is safe. We tested it twice.

DORR: Then why is it shut?

VELK: Because the crane stands in the way.
"""


def sources(record) -> list[tuple[str, str]]:
    return [(s.source.words, s.content[0].words) for s in record.statements]


def test_name_after_a_dash_under_a_quotation(read) -> None:
    record = read(
        "Readers wrote to us.\n\n“The bridge was never tested.” ― Ana Velk\n“I walk.” — Ina Dorr.\n"
    )
    assert sources(record) == [("Ana Velk", "“The bridge was never tested.”"), ("Ina Dorr", "“I walk.”")]


def test_dash_inside_a_sentence_is_no_credit(read) -> None:
    assert read("They drove over “the long bridge” — Port Street lies beyond it.").statements == ()


def test_turns_of_a_transcript(read) -> None:
    record = read(TRANSCRIPT)
    assert [source for source, _ in sources(record)] == ["VELK", "DORR", "VELK"]
    assert sources(record)[0][1] == "The bridge is safe. We tested it twice."


def test_one_labelled_line_is_no_transcript(read) -> None:
    assert read("The port opens.\n\nNOTE: The bridge is shut.\n").statements == ()
