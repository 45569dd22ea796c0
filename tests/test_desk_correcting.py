"""Correcting at the desk: what a person says is kept, shown, taken back, and never overwrites another's."""

import json
import re
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from bench.linked import true_records
from onrecord.contract import from_json
from onrecord.corrections import Draft, items
from onrecord.show.web import correcting, forms
from onrecord.store import Store
from tests.test_desk import Client, link

KINDS = ("statements", "figures", "events", "positions", "proposals", "signals", "actors", "labels")


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("correcting") / "story.db"
    with Store(path) as store:
        store.add(true_records()[:14])
    link(path)
    return path


@pytest.fixture
def story(linked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(linked, tmp_path / "story.db"))


@pytest.fixture
def client(story: Path) -> Client:
    return Client(story).enter()


def some(story: Path, kind: str = "statements", number: int = 2) -> tuple[str, dict[str, Any]]:
    """Reference and fields of a record."""
    with Store(story) as store:
        found = [(record, one) for record in store.records() for one in items(record)[kind]]
    record, item = found[min(number, len(found) - 1)]
    return f"{record.article.id[:12]}-{item['id']}", item


def form(client: Client, address: str, verb: str) -> dict[str, str]:
    """What a browser would send of the form of that verb if nothing was touched."""
    page = client.get(address).text
    found = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if f'value="{verb}"' in one)
    sent = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', found))
    for name, options in re.findall(r'<select[^>]*?name="([^"]+)".*?>(.*?)</select>', found, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        sent[name] = chosen[1] if chosen else ""
    sent |= dict(re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', found, re.S))
    plain = {"&#34;": '"', "&#39;": "'", "&amp;": "&", "&lt;": "<", "&gt;": ">"}
    for entity, letter in plain.items():
        sent = {name: value.replace(entity, letter) for name, value in sent.items()}
    unticked = re.findall(r'type="checkbox" name="([^"]+)" value="yes">', found)
    return {name: value for name, value in sent.items() if name not in unticked}


def post(client: Client, address: str, data: dict[str, str]) -> Any:
    return client.ask("POST", address, data=data)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_has_its_page(client: Client, story: Path, kind: str) -> None:
    ref, _ = some(story, kind)
    page = client.get(f"/records/{ref}")
    assert page.status_code == 200
    assert f"<h1>{correcting.TITLES[kind]}</h1>" in page.text
    assert "What is read there" in page.text
    assert "<b>" in page.text.partition('id="window"')[2].partition("</blockquote>")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_an_untouched_form_changes_nothing(client: Client, story: Path, kind: str) -> None:
    ref, _ = some(story, kind)
    answer = post(client, f"/records/{ref}", form(client, f"/records/{ref}", "correct"))
    assert answer.status_code == 400
    assert "nothing was changed" in answer.text
    with Store(story) as store:
        assert not store.corrections()


def test_a_correction_is_kept_shown_and_taken_back(client: Client, story: Path) -> None:
    ref, item = some(story)
    sent = form(client, f"/records/{ref}", "correct") | {"act": "demand", "why": "she asks for it"}
    answer = post(client, f"/records/{ref}", sent)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "corrected" in page
    assert "What the program read" in page
    assert "she asks for it" in page
    assert "<bdi>Ada</bdi>" in client.get("/corrections").text
    with Store(story) as store:
        record, name = store.find(ref)
        assert next(one for one in record.statements if one.id == name).act == "demand"
        (made,) = store.corrections()
        assert (made.who, made.why) == ("Ada", "she asks for it")
    assert "have come in since" in client.get("/").text  # the links are of before
    token = {"csrftoken": sent["csrftoken"], "back": f"/records/{ref}"}
    assert post(client, "/corrections/1/undo", token).headers["location"] == f"/records/{ref}"
    with Store(story) as store:
        record, name = store.find(ref)
        assert next(one for one in record.statements if one.id == name).act == item["act"]
        assert len(store.corrections()) == 2


def test_confirm_reject_and_merge(client: Client, story: Path) -> None:
    ref, _ = some(story)
    assert post(client, f"/records/{ref}", form(client, f"/records/{ref}", "confirm")).status_code == 303
    assert ">confirmed</span>" in client.get(f"/records/{ref}").text
    gone = post(client, f"/records/{ref}", form(client, f"/records/{ref}", "reject"))
    assert gone.headers["location"] == f"/articles/{ref.partition('-')[0]}"
    assert client.get(f"/records/{ref}").status_code == 404
    other, _ = some(story, number=3)
    sent = form(client, f"/records/{other}", "merge")
    assert post(client, f"/records/{other}", sent).status_code == 303
    assert client.get(f"/records/{other}").status_code == 404
    log = client.get("/corrections").text
    assert [word for word in ("merged", "rejected", "confirmed") if f"Statement {word}" in log] == [
        "merged",
        "rejected",
        "confirmed",
    ]


@pytest.mark.parametrize("kind", correcting.ADDABLE)
def test_what_was_missed_is_added(client: Client, story: Path, kind: str) -> None:
    with Store(story) as store:
        article = next(iter(store.records())).article
    start = article.text.index("three officials")
    address = f"/records/{article.id[:12]}-new?of={kind}&start={start}&end={start + 15}"
    sent = form(client, address, "add")
    if kind == "figures":
        sent["value"] = "3"
    answer = post(client, f"/records/{article.id[:12]}-new", sent)
    assert answer.status_code == 303, answer.text
    page = client.get(answer.headers["location"]).text
    assert ">added</span>" in page
    assert "<b>three officials</b>" in page
    with Store(story) as store:
        (made,) = store.corrections()
        assert made.words == ("three officials",)


def test_nothing_is_added_on_no_words(client: Client, story: Path) -> None:
    ref, _ = some(story)
    begin = ref.partition("-")[0]
    for query in ("", "?start=5&end=5", "?start=0&end=99999999", "?start=x&end=3", "?start=0&end=4&of=dates"):
        assert client.get(f"/records/{begin}-new{query}").status_code == 400


def test_a_stale_edit_is_refused_with_both_versions(client: Client, story: Path) -> None:
    ref, _ = some(story)
    theirs = form(client, f"/records/{ref}", "correct") | {"act": "demand"}
    mine = form(client, f"/records/{ref}", "correct") | {"act": "promise"}
    assert post(client, f"/records/{ref}", theirs).status_code == 303
    answer = post(client, f"/records/{ref}", mine)
    assert answer.status_code == 409
    assert "Changed meanwhile" in answer.text
    assert "<bdi>Ada</bdi> changed this record" in answer.text
    now, yours = answer.text.split('id="yours"')
    assert "<bdi>demand</bdi>" in now
    assert "<bdi>promise</bdi>" in yours
    with Store(story) as store:
        assert len(store.corrections()) == 1


def test_who_has_no_token_changes_nothing(story: Path) -> None:
    ref, _ = some(story)
    reader = Client(story)
    page = reader.get(f"/records/{ref}").text
    assert "Say what it should be" not in page
    entered = Client(story).enter()
    sent = form(entered, f"/records/{ref}", "confirm")
    reader.cookies = {"ds_csrftoken": entered.cookies["ds_csrftoken"]}
    assert post(reader, f"/records/{ref}", sent).status_code == 403
    assert post(reader, "/corrections/1/undo", sent).status_code == 403
    with Store(story) as store:
        assert not store.corrections()


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("figures", "value", "many"),
        ("statements", "content", "5-"),
        ("statements", "content", "999999-9999999"),
        ("statements", "chain", "{"),
        ("statements", "act", "shout"),
        ("events", "type", "PARTY"),
        ("positions", "party", "a999"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    client: Client, story: Path, kind: str, field: str, value: str
) -> None:
    ref, _ = some(story, kind)
    sent = form(client, f"/records/{ref}", "correct") | {field: value}
    answer = post(client, f"/records/{ref}", sent)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text
    with Store(story) as store:
        assert not store.corrections()


def test_corrections_go_out_as_gold(client: Client, story: Path) -> None:
    ref, _ = some(story)
    post(client, f"/records/{ref}", form(client, f"/records/{ref}", "correct") | {"act": "demand"})
    answer = client.get("/corrections/gold.jsonl")
    (line,) = answer.text.splitlines()
    told = json.loads(line)
    name = ref.partition("-")[2]
    (mine,) = [one for one in told["statements"] if one["id"] == name]
    assert (mine["act"], mine["review"]) == ("demand", "corrected")
    assert from_json(told).article.id.startswith(ref.partition("-")[0])


def test_hostile_corrections_are_text(client: Client, story: Path) -> None:
    ref, _ = some(story, "figures")
    evil = "<script>document.title='taken'</script>"
    sent = form(client, f"/records/{ref}", "correct") | {"counted": evil, "why": evil}
    assert post(client, f"/records/{ref}", sent).status_code == 303
    for address in (f"/records/{ref}", "/corrections", f"/records/{ref}?part=card"):
        page = client.get(address).text
        assert "<script>document" not in page
        assert "&lt;script&gt;" in page


def test_two_who_write_and_an_add_at_once(story: Path) -> None:
    """Nothing is lost, and nobody waits for more than a second."""
    import time

    refs = [some(story, "statements", number)[0] for number in range(12)]
    waits: list[float] = []
    failed: list[object] = []

    def write(who: str, mine: list[str]) -> None:
        with Store(story) as store:
            for ref in mine:
                record, name = store.find(ref)
                article = record.article.id
                draft = Draft(verb="confirm", article=article, kind="statements", item=name, who=who)
                seen = store.version(article, "statements", name)
                began = time.monotonic()
                try:
                    store.correct(draft, seen=seen)
                except Exception as error:
                    failed.append(error)
                waits.append(time.monotonic() - began)

    def add() -> None:
        with Store(story) as store:
            store.add(true_records()[14:], batch=2)

    working = [
        threading.Thread(target=write, args=("Ada", refs[::2])),
        threading.Thread(target=write, args=("Bo", refs[1::2])),
        threading.Thread(target=add),
    ]
    for one in working:
        one.start()
    for one in working:
        one.join()
    assert not failed
    assert max(waits) < 1.0
    with Store(story) as store:
        assert len(store.corrections()) == 12
        assert store.search.count("articles") == len(true_records())


def test_fields_are_read_back_as_they_are_written() -> None:
    for record in true_records()[:6]:
        known, text = items(record), record.article.text
        for kind in KINDS:
            for item in known[kind]:
                given = {one.name: one.value for one in forms.filled(kind, item, known, text)}
                assert forms.changed(kind, item, given) == {}


def test_a_mistake_in_the_form_loses_nothing(client: Client, story: Path) -> None:
    ref, _ = some(story, "figures")
    sent = form(client, f"/records/{ref}", "correct") | {"value": "12,5", "why": "as printed " * 40}
    answer = post(client, f"/records/{ref}", sent)
    assert answer.status_code == 400
    assert "Not saved" in answer.text
    assert 'value="12,5"' in answer.text
    assert "as printed as printed" in answer.text
    sent["value"] = "12,500"
    assert post(client, f"/records/{ref}", sent).status_code == 303
    with Store(story) as store:
        (made,) = store.corrections()
        assert made.after
        assert made.after["value"] == 12500
        assert made.why == ("as printed " * 40).strip()


def test_a_record_that_was_rejected_tells_who_and_why(client: Client, story: Path) -> None:
    ref, _ = some(story)
    post(client, f"/records/{ref}", form(client, f"/records/{ref}", "reject") | {"why": "no such words"})
    page = client.get(f"/records/{ref}")
    assert page.status_code == 404
    assert "This record was rejected" in page.text
    assert "no such words" in page.text
    assert "Take back" in page.text


def test_the_last_word_can_be_laid_on_the_newer_version(client: Client, story: Path) -> None:
    ref, _ = some(story)
    theirs = form(client, f"/records/{ref}", "correct") | {"act": "demand"}
    mine = form(client, f"/records/{ref}", "correct") | {"act": "promise", "why": "mine"}
    post(client, f"/records/{ref}", theirs)
    stale = post(client, f"/records/{ref}", mine).text
    found = stale.partition('<form class="narrow"')[2]
    again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', found))
    assert again["act"] == "promise"
    again = {name: value.replace("&#34;", '"').replace("&#39;", "'") for name, value in again.items()}
    assert post(client, f"/records/{ref}", again).status_code == 303
    with Store(story) as store:
        assert [one.why for one in store.corrections()] == [None, "mine"]


def test_a_record_leads_to_who_is_named_in_it_and_back(client: Client, story: Path) -> None:
    ref, item = some(story)
    page = client.get(f"/records/{ref}").text
    begin = ref.partition("-")[0]
    assert f'href="/records/{begin}-{item["speaker"]}"' in page
    assert client.get(f"/records/{begin}-{item['speaker']}").status_code == 200
    for kind in ("labels", "statements", "proposals", "figures"):
        ref, _ = some(story, kind)
        href = re.search(r'href="(/articles/[^"#]+)#([^"]+)"', client.get(f"/records/{ref}").text)
        assert href
        assert f'id="{href[2]}"' in client.get(href[1]).text, kind


def test_carriage_returns_keep_their_places(tmp_path: Path) -> None:
    from onrecord.records import Record
    from tests.conftest import article

    text = "The port.\r\nThe Health Office\r\nof Averil counts."
    own = article(text, title="Port")
    with Store(tmp_path / "story.db") as store:
        store.add([Record(article=own)])
    page = Client(tmp_path / "story.db").get(f"/records/{own.id[:12]}-new?start=15&end=28").text
    assert "<b>Health Office</b>" in page
    assert page.count("&#13;") == 2
