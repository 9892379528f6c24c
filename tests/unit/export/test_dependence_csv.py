import csv
import io

import pytest
from arms_files import REGISTER_16, REGISTER_17

from skydome.dependence import Question, answer
from skydome.export import dependence_csv, rows_csv


def lines(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.fixture
def found(tmp_path):
    file = tmp_path / "file.csv"
    file.write_text(REGISTER_17.replace(",2012,", ",2014,"))
    return answer(Question(file, window_years=2, without="Alpha"))


def test_every_window_and_partner_has_a_line(found):
    table = lines(dependence_csv(found))
    told = [line for line in table if line["case"] == "recorded"]
    assert [(line["first_year"], line["partner"]) for line in told] == [
        ("2010", "Norland"),
        ("2011", "Norland"),
        ("2012", ""),
        ("2013", "Westmark"),
    ]
    assert told[0]["share"] == "1.00000"
    assert told[0]["tiv_million"] == "30.000"
    assert told[2]["hhi"] == ""
    assert {line["country"] for line in table} == {"Meridia"}
    assert sum(line["case"] == "without" for line in table) == 4


def test_every_note_has_a_line(tmp_path):
    file = tmp_path / "file.csv"
    file.write_text(REGISTER_16)
    record = answer(Question(file, window_years=2)).record
    assert [(line["line"], line["action"]) for line in lines(rows_csv(record))] == [
        ("5", "split"),
        ("6", "flagged"),
        ("7", "dropped"),
    ]
