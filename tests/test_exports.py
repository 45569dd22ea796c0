"""The exported tables: the same columns in CSV, Parquet and the dictionary, and nothing lost on the way."""

import csv
import json
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from onrecord.cli import exporting, main
from onrecord.errors import ExportError
from onrecord.records import Published, Record
from onrecord.show import exports
from onrecord.show.exports import arrow, dictionary, tables, tabular, writing
from onrecord.show.exports.columns import columns
from onrecord.show.exports.tables import TABLES
from onrecord.store import Store
from onrecord.vocabulary import tables as vocabulary
from tests.test_series import told
from tests.test_store import full, other

HOSTILE = '=HYPERLINK("x")\r\n"and, more"\u0085 rest'


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A store with something in every table, a name that a spreadsheet would run, and a series of two."""
    dated = replace(full().article, published=Published(earliest="2031-05-03", latest="2031-05"))
    day = Published(earliest="2031-06-01", latest="2031-06-01", basis="metadata")
    with Store(tmp_path / "story.db") as store:
        store.add([replace(full(), article=dated), other(HOSTILE, published=day)])
        store.add([told(40, "2031-03-02"), told(45, "2031-03-04")])
    return tmp_path / "story.db"


def run(*given: object) -> str:
    result = CliRunner().invoke(main, [str(one) for one in given])
    assert result.exit_code == 0, result.output
    return result.stdout


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_field_of_every_noun_has_a_meaning_and_no_other_has() -> None:
    nouns: dict[str, set[str]] = {"tables": {table.name for table in TABLES}, "keys": set()}
    for table in TABLES:
        for column in table.columns:
            for noun, field in column.path:
                nouns.setdefault(noun.__name__, set()).add(field)
            if not column.path:
                nouns["keys"].add(column.name)
    assert {name: set(told) for name, told in vocabulary("dictionary").items()} == nouns


def test_no_field_of_a_record_is_left_out() -> None:
    elsewhere = {("Article", "id"), ("Article", "sources"), ("Statement", "chain"), ("Proposal", "terms")}
    reached = {
        (noun.__name__, field) for table in TABLES for column in table.columns for noun, field in column.path
    }
    for field in fields(Record):
        table = next((one for one in TABLES if one.name in (field.name, f"{field.name}s")), None)
        if table is None:
            assert field.name == "problems"
            continue
        wanted = {(table.noun.__name__, one.name) for one in fields(table.noun)}
        assert wanted - reached <= elsewhere


def test_the_dictionary_names_the_columns_that_are_written(story: Path, tmp_path: Path) -> None:
    run("export", story, "-o", tmp_path / "csv", "--format", "csv")
    listed: dict[str, list[str]] = {}
    for row in read(tmp_path / "csv" / "dictionary.csv"):
        listed.setdefault(row["table"], []).append(row["column"])
        assert row["meaning"] and row["type"]
    assert set(listed) == {path.stem for path in (tmp_path / "csv").glob("*.csv")} - {"dictionary"}
    for name, names in listed.items():
        with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == names
            assert len(set(names)) == len(names)
    text = (tmp_path / "csv" / "dictionary.md").read_text(encoding="utf-8")
    assert text.count("\n| ") == sum(map(len, listed.values())) + len(TABLES)
    category = next(one for one in dictionary.entries() if (one.table, one.column) == ("figures", "category"))
    assert "killed | injured" in category.values and category.type == "text"


def test_every_table_has_rows_and_words_are_those_of_the_text(story: Path, tmp_path: Path) -> None:
    counts = json.loads(run("export", story, "-o", tmp_path, "--format", "csv", "--json"))["counts"]
    assert {name for name, number in counts.items() if not number} <= {
        "claims", "tellings", "origins", "contests", "disputes", "copies",
    }  # fmt: skip
    texts = {row["article_id"]: row["text"] for row in read(tmp_path / "articles.csv")}
    (statement,) = (row for row in read(tmp_path / "statements.csv") if row["said_words"])
    text = texts[statement["article_id"]]
    spans = zip(
        *(json.loads(statement[f"content_{part}"]) for part in ("words", "start", "end")), strict=True
    )
    assert [text[start:end] == words for words, start, end in spans] == [True, True]
    assert (statement["speaker"], statement["speaker_name"]) == ("a1", "Ada Quill")
    assert (statement["said_earliest_whole"], statement["attitude"]) == ("2031-05-02", "false")
    (term,) = read(tmp_path / "terms.csv")
    assert (term["proposal"], term["phase_words"]) == ("x1", "exchange")
    assert [row["voice"] for row in read(tmp_path / "labels.csv")] == ["outlet", "s1"]


def test_a_text_that_a_spreadsheet_would_run_is_defused_and_otherwise_as_it_was(
    story: Path, tmp_path: Path
) -> None:
    run("export", story, "-o", tmp_path, "--format", "csv")
    (hostile,) = (row for row in read(tmp_path / "actors.csv") if "HYPERLINK" in row["name"])
    assert hostile["name"] == f"'{HOSTILE}"
    for table in TABLES:
        for row in read(tmp_path / f"{table.name}.csv"):
            for column in table.columns:
                if column.type in ("text", "date"):
                    assert not row[column.name].startswith(writing.FORMULA)


def test_dates_choose_and_undated_articles_are_left_out(story: Path, tmp_path: Path) -> None:
    run("export", story, "-o", tmp_path, "--format", "csv", "--since", "2031-05", "--until", "2031-05")
    assert [row["outlet"] for row in read(tmp_path / "articles.csv")] == ["Dalmere Post"]
    assert {row["article_id"] for row in read(tmp_path / "statements.csv")} == {full().article.id}
    assert read(tmp_path / "points.csv") == []
    result = CliRunner().invoke(
        main, ["export", str(story), "-o", str(tmp_path), "--format", "csv", "--since", "May"]
    )
    assert result.exit_code == 1 and "is not a date" in result.stderr


def test_parquet_is_read_back_by_pyarrow_pandas_and_polars(story: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed here")
    pandas = pytest.importorskip("pandas", reason="pandas is not installed here")
    polars = pytest.importorskip("polars", reason="polars is not installed here")
    run("export", story, "-o", tmp_path / "p", "--format", "parquet")
    run("export", story, "-o", tmp_path / "c", "--format", "csv")
    for table in TABLES:
        kept = parquet.read_table(tmp_path / "p" / f"{table.name}.parquet")
        assert kept.schema.equals(arrow.schema(table))
        as_csv = pandas.read_csv(tmp_path / "c" / f"{table.name}.csv", keep_default_na=False)
        assert list(as_csv.columns) == kept.column_names and len(as_csv) == kept.num_rows
        assert polars.read_parquet(tmp_path / "p" / f"{table.name}.parquet").columns == kept.column_names
    figures = polars.read_parquet(tmp_path / "p" / "figures.parquet")
    assert sorted(figures["value"].to_list()) == [40.0, 45.0, 45.0]
    statements = parquet.read_table(tmp_path / "p" / "statements.parquet").to_pylist()
    assert date(2031, 5, 2) in [row["said_earliest_whole"] for row in statements if row["id"] == "s1"]
    assert [row["said_earliest_whole"] for row in statements if row["id"] == "s2"] == [None]
    assert any(
        row["name"] == HOSTILE for row in parquet.read_table(tmp_path / "p" / "actors.parquet").to_pylist()
    )


def test_a_failed_export_leaves_what_stood_there(story: Path, tmp_path: Path) -> None:
    kept = tmp_path / "out" / "articles.csv"
    kept.parent.mkdir()
    kept.write_text("kept")

    def broken():
        yield TABLES[0], {"article_id": "a"}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tabular.write(kept.parent, "csv", broken())
    assert kept.read_text() == "kept" and [*kept.parent.iterdir()] == [kept]
    with pytest.raises(ExportError, match="choose a place that can be written to"):
        exports.export(kept / "x.csl", "csl", exports.Export(store=Store(story)))


def test_a_missing_package_names_the_extra() -> None:
    with pytest.raises(ExportError, match=r"pip install 'onrecord\[export\]'"):
        writing.needed("no_such_package_at_all")


def test_formats_of_the_command_are_those_of_the_exports() -> None:
    assert exporting.FORMATS == exports.FORMATS
    assert all(is_dataclass(table.noun) and columns(table.noun) for table in tables.TABLES)
