"""The public names, and what importing them costs."""

import subprocess
import sys

import pytest

import onrecord

NAMES = """
    Actor Anonymity Article Event Figure Hop Label OnRecordError Participant Period Position Problem Proposal
    Published Reader Record Signal Source Span Statement Store Summary Term TimeExpression
    add article as_json dossier pages
"""


def test_the_public_names_are_these():
    assert sorted(onrecord.__all__) == sorted(NAMES.split())
    for name in onrecord.__all__:
        assert getattr(onrecord, name).__doc__, f"{name} says nothing"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = onrecord.nothing


def test_importing_the_package_loads_no_pipeline():
    code = "import sys, onrecord; print('spacy' in sys.modules, 'sqlite_utils' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code]) == b"False False\n"


def test_from_a_folder_to_a_dossier(reader, tmp_path):
    (tmp_path / "a.txt").write_text(
        "Ada Quill, the harbour minister, said on Monday that the strike was over."
    )
    with onrecord.Store(tmp_path / "harbour.db") as store:
        onrecord.add(store, [tmp_path / "a.txt"], reader)
        assert [row.speaker for row in store.statements(words="strike")] == ["Ada Quill"]
        page = onrecord.dossier(store.records(), title="The harbour", problems=store.problems())
    assert "the strike was over" in page
