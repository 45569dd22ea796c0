"""The ledger as JSON, CSV and HXL, and drawn in the dossier."""

import csv
import io
import json

import hxl
from click.testing import CliRunner

from onrecord.cli import main
from onrecord.link.series import series
from onrecord.show.ledger import COLUMNS, as_csv, as_json
from onrecord.show.render import dossier
from onrecord.store import Store
from tests.test_series import AGENCY, told

RECORDS = [
    told(40, "2031-03-02"),
    told(45, "2031-03-04", quantifier="at least"),
    told(60, "2031-03-04", counter=AGENCY),
]
HOSTILE = '</svg><script>alert("x")</script>'


def test_json_is_that_of_the_contract() -> None:
    first = as_json(series(RECORDS))[0]
    assert first["key"]["category"] == "killed" and first["key"]["place"] == "Velm"
    assert first["points"][0] == first["points"][0] | {
        "figure": "f1", "value": 40, "quantifier": "exact", "as_of": "2031-03-02",
    }  # fmt: skip


def test_hxl_is_read_back_by_libhxl(tmp_path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(as_csv(series(RECORDS), hxl=True), encoding="utf-8")
    with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as data:
        rows = list(data)
        assert data.display_tags == [tag for _, tag in COLUMNS]
    assert [row.get("#affected+num") for row in rows] == ["40", "45", "60"]
    assert [row.get("#date+reported") for row in rows] == ["2031-03-02", "2031-03-04", "2031-03-04"]


def test_csv_runs_no_formula() -> None:
    found = series([told(40, "2031-03-02", place='=HYPERLINK("x")')])
    (row,) = csv.DictReader(io.StringIO(as_csv(found)))
    assert row["place"].startswith("'=")


def test_dossier_draws_points_that_lead_to_their_words() -> None:
    page = dossier(RECORDS, title="The count")
    drawn = page[
        page.index("<svg", page.index('id="series"')) : page.index("</svg>", page.index('id="series"'))
    ]
    for record in RECORDS:
        assert f'href="#a{record.article.id[:5]}-f1"' in drawn
    assert "http" not in drawn.replace("http://www.w3.org/", "")
    assert "style=" not in drawn, "the page's policy forbids it"
    assert "at least 45" in drawn


def test_hostile_names_stay_text() -> None:
    records = [told(40, "2031-03-02", counter=HOSTILE), told(41, "2031-03-03", counter=HOSTILE)]
    page = dossier(records, title="The count")
    assert "<script>alert" not in page
    assert page.count("</svg>") == page.count("<svg")


def test_command_lists_and_exports(tmp_path) -> None:
    path = tmp_path / "story.db"
    with Store(path) as store:
        store.add(RECORDS)
    run = CliRunner().invoke
    assert len(json.loads(run(main, ["series", str(path), "--json"]).output)) == 2
    assert run(main, ["series", str(path), "--hxl"]).output.splitlines()[1].startswith("#meta+series,")
    listed = run(main, ["series", str(path), "--speaker", "orrin"]).output
    assert "60" in listed and "45" not in listed
    assert run(main, ["series", str(path), "--category", "aid"]).output.strip() == "none found"


def test_figures_say_of_what_they_are_part_and_what_is_not_verified(read) -> None:
    text = (
        "The ministry raised its toll to 56 from 45, including 12 children. The figure could not be verified."
    )
    page = dossier([read(text)], title="The count")
    table = page[page.index('<table class="figures">') :]
    assert "part of 56" in table and "raised" in table and "figure could not be verified" in table


def test_counts_that_the_page_does_not_show_are_told() -> None:
    days = ("2031-03-02", "2031-03-03")
    records = [told(40 + i, day, counter=f"office {i}", counted=f"{i}ers") for i in range(43) for day in days]
    assert "3 more, of fewer points, are not drawn here" in dossier(records, title="The count")
    assert "not drawn here" not in dossier(RECORDS, title="The count")
