"""The kinds of files that people have: old and new tables, world tables, titles, names, bytes."""

import csv
import datetime as dt
import io

import pytest
from arms_files import (
    CATEGORIES,
    OLD_TABLE,
    REGIONS,
    REGISTER_16,
    REGISTER_17,
    TABLE,
    TOP_LIST,
    WORLD_TABLE,
)

from skydome.dependence import (
    Question,
    Ranking,
    answer,
    answer_or_rank,
    ranking_as_dict,
    read_record,
    renamings,
)
from skydome.dependence.read import generated_on
from skydome.dependence.text import findings, ranking_findings, reading_summary
from skydome.errors import InputError
from skydome.export import dependence_csv, rows_csv

UNTITLED = "the title above the years does not say whether the rows are suppliers or recipients"

# the three inputs that were wrong, as they were


def test_a_record_that_goes_on_in_the_next_line(write):
    """Three records in four lines; Norland has 20 from Eastmark and 5 from Westmark."""
    text = """\
Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,\
Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,\
SIPRI TIV for total order,SIPRI TIV of delivered weapons
Norland,Eastmark,2010,,4,,Falke,patrol boat,4,,2012; 2013,New,,5,20,20
Sudland,Westmark,2011,?,2,?,Adler,trainer aircraft,2,,2014,New,Ordered with spares; late
,3,6,6
Norland,Westmark,2012,,10,,Luchs,APC,10,,2014,New,,0.5,5,5
"""
    found = answer(Question(write(text), recipient="Norland"))
    assert (found.record.rows, found.record.rows_used) == (3, 3)
    assert [(n.line, n.reason) for n in found.record.notes if n.action == "flagged"] == [
        (3, "a line break in a cell")
    ]
    (window,) = found.windows
    assert window.tiv_million == 25
    assert {name: share.value * 25 for name, share in window.shares.items()} == {
        "Eastmark": pytest.approx(20),
        "Westmark": pytest.approx(5),
    }


def test_a_table_in_the_layout_until_2023(write):
    """Norland's customers: Meridia 20 and Sudonia 12 of 32."""
    found = answer(Question(write(OLD_TABLE)))
    assert (found.side, found.country) == ("recipients", "Norland")
    (window,) = found.windows
    assert window.tiv_million == 32
    assert window.shares["Meridia"].value == 20 / 32
    assert window.shares["Sudonia"].value == 12 / 32
    assert found.record.generated == dt.date(2023, 3, 1)
    assert found.record.rows == 3


def test_the_same_layout_of_imports_lists_suppliers(write):
    text = OLD_TABLE.replace("from Norland", "to Norland")
    found = answer(Question(write(text)))
    assert (found.side, found.country) == ("suppliers", "Norland")


def test_a_table_of_the_world_is_not_one_countrys(write):
    with pytest.raises(InputError) as refused:
        answer(Question(write(WORLD_TABLE), recipient="Meridia"))
    assert refused.value.problem == (
        "this is a table of the world's exports: it names no recipient, and its total is the "
        "world's"
    )
    ranking = answer_or_rank(Question(write(WORLD_TABLE)))
    assert [(one.rank, one.name) for one in ranking.ranked] == [
        (1, "Norland"),
        (2, "Westmark"),
        (3, "Meridia"),
    ]
    assert ranking.ranked[0].share.value == 0.6


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (CATEGORIES, "this is a table of weapon categories, not of countries"),
        (CATEGORIES.replace("\n,2018", "\nArmament category,2018"),
         "this is a table of weapon categories, not of countries"),
        (TOP_LIST, "this is a table of the world's largest exporters or importers"),
        (REGIONS, "this is a table of regions, not of countries"),
        (OLD_TABLE.split("\n", 6)[6], UNTITLED),
    ],
)  # fmt: skip
def test_other_tables_of_sipri_are_refused_by_name(write, text, problem):
    with pytest.raises(InputError) as refused:
        read_record(write(text))
    assert refused.value.problem == problem


@pytest.mark.parametrize(
    ("title", "total", "country", "world"),
    [
        ("TIV of arms exports from all, 2010-2013", "Total", "not stated", True),
        ("TIV of arms exports to Meridia, 2010-2013", "Total", "Meridia", False),
        ("Invented", "Total exports to Meridia", "Meridia", False),
        ("Invented", "Total exports to all countries", "not stated", True),
        ("Invented", "Total world export", "not stated", True),
        ("Invented", "World total", "not stated", True),
        ("Invented", "World", "not stated", True),
        ("Invented", "Total global exports", "not stated", True),
        ("Invented", "All countries", "not stated", True),
        ("Invented", "Total of all suppliers", "not stated", True),
        ("Invented", "Grand total", "not stated", False),
        ("Invented", "Total", "not stated", False),
        ("TIV of arms imports by Meridia, 2010-2013", "Total", "Meridia", False),
        ("TIV of arms imports of Meridia, 2010-2013", "Total", "Meridia", False),
        ("TIV of arms exports from Norland to Meridia, 2010-2013", "Total", "Meridia", False),
    ],
)
def test_the_other_side_of_a_table_is_in_its_title_or_its_total(
    write, title, total, country, world
):
    text = TABLE.replace("TIV of arms exports to Meridia, 2010-2013", title)
    record = read_record(write(text.replace("Total exports to Meridia", total)))
    assert {one.recipient for one in record.deliveries} == {country}
    assert record.world is world


def test_a_table_that_does_not_say_whose_it_is_is_nobodys(write):
    """Its rows are ranked; where a country is named all the same, the answer says so."""
    text = WORLD_TABLE.replace("Total world export", "Total")
    ranking = answer_or_rank(Question(write(text)))
    assert isinstance(ranking, Ranking)
    said = " ".join(ranking_findings(ranking))
    assert "Norland is first with 60.0 % of transfers in the file (500 million TIV)." in said
    assert "The file does not say whose imports these are; they may be the world's." in said
    named = " ".join(findings(answer(Question(write(text), recipient="Sudonia"))))
    assert "The file does not say whose imports these are; they may be the world's." in named
    assert "does not say whose" not in " ".join(findings(answer(Question(write(TABLE)))))


def test_a_country_on_the_wrong_side_of_a_table_is_refused(write):
    text = TABLE.replace("TIV of arms exports to Meridia, 2010-2013", "Invented")
    with pytest.raises(InputError) as refused:
        answer(Question(write(text.replace("to Meridia", "")), recipient="Norland"))
    assert (
        refused.value.problem == "Norland is one of the suppliers in this table, not its recipient"
    )


# years that are no data

HEADED = (
    "Transfers of major arms from All countries to Meridia. Deals with deliveries made for the "
    "year range '{first}' to '{last}'\nData generated: {day} 10:02:49 AM\n\n"
)


@pytest.mark.parametrize(
    ("day", "last", "covered"),
    [
        # the record ends in 2012
        ("13 Oct 2013", 2030, 2012),  # made before 2013 ended
        ("12 Feb 2014", 2013, 2012),  # 2013 is added in March 2014
        ("18 May 2014", 2013, 2013),  # so in May it is known that nothing came
        ("18 May 2014", 2014, 2013),
        ("13 Apr 2012", 2012, 2012),
        ("1 May 2020", 2015, 2015),
    ],
)
def test_windows_end_before_years_that_the_file_cannot_have(write, day, last, covered):
    head = HEADED.format(first=2010, last=last, day=day)
    record = read_record(write(REGISTER_17.replace("Invented numbers\n\n", head)))
    assert (record.first_year, record.last_year) == (2010, covered)
    assert record.years_without_data == (None if covered == last else (covered + 1, last))
    said = reading_summary(record)
    assert (f"windows end in {covered}" in said) is (covered < last)
    assert f"Generated by SIPRI on {day.split()[0]} " in said


def test_a_year_of_a_table_that_nobody_has_is_no_data(write):
    text = TABLE.replace(",5,35", ",,30").replace("30,5,70", "30,,65")
    found = answer(Question(write(text)))
    assert found.last_year == 2012
    assert found.record.years_without_data == (2013, 2013)


def test_a_year_of_a_table_in_which_everybody_has_0_is_no_data(write):
    """The file of 1 March 2023 cannot have 2023; its zeros there are not deliveries."""
    text = OLD_TABLE.replace("2022,Total", "2022,2023,Total").replace("2018-2022", "2018-2023")
    text = text.replace("5,20\n", "5,0,20\n").replace("4,,12\n", "4,,0,12\n")
    found = answer(Question(write(text.replace("4,5,32\n", "4,5,0,32\n"))))
    assert (found.last_year, found.record.years_without_data) == (2022, (2023, 2023))
    assert found.windows[-1].name == "2018–22"
    assert found.windows[-1].shares["Meridia"].value == 20 / 32


def test_a_file_made_within_its_last_year_says_that_it_is_incomplete(write):
    head = HEADED.format(first=2010, last=2012, day="3 Oct 2012")
    said = reading_summary(read_record(write(REGISTER_17.replace("Invented numbers\n\n", head))))
    assert "It was made before 2012 ended, so that year is incomplete." in said


@pytest.mark.parametrize(
    "line",
    [
        "Data generated: 13 Apr 2024 3:54:15 PM",
        "Generated: 13 April 2024,,,",
        "generated: April 13, 2024",
        '"Data generated: 2024-04-13";',
    ],
)
def test_the_date_of_a_file_is_read(line):
    assert generated_on(["Volume of transfers", line]) == dt.date(2024, 4, 13)
    assert generated_on(["Data generated: 99 Foo 2024"]) is None


# names that follow each other


def successive(old, new, gap=1):
    """Return a register in which one supplier delivers until 1991 and another one afterwards."""
    head = "\n".join(REGISTER_17.splitlines()[:3]) + "\n"
    row = "{n},{name},Meridia,Alpha,tank,Ships,1970,,1,,{year},,New,1,1,{tiv},\n"
    rows = ""
    for n, year in enumerate(range(1976, 2008)):
        name = old if year <= 1991 else new if year > 1990 + gap else "Westmark"
        rows += row.format(n=n, name=name, year=year, tiv=90 + n % 5)
        rows += row.format(n=900 + n, name="Westmark", year=year, tiv=10)
    return head + rows


def test_two_names_of_one_supplier_are_suggested_and_joined(write):
    file = write(successive("Soviet Union", "Russia"))
    text = " ".join(findings(answer(Question(file, supplier="Russia"))))
    assert '--count-as "Soviet Union=Russia"' in text
    assert "The line breaks in 1992" in text
    assert (
        "The break in 1992 is where the file changes the name from Soviet Union to Russia (1992), "
        "not a change of supplier" in text
    )
    joined = answer(Question(file, count_as=(("Soviet Union", "Russia"),)))
    text = " ".join(findings(joined))
    assert "--count-as" not in text
    assert "breaks in" not in text
    assert joined.windows[0].shares["Russia"].value > 0.85


@pytest.mark.parametrize(
    ("old", "new", "gap", "found"),
    [
        ("Czechoslovakia", "Czechia", 2, True),
        ("Eastmark", "Eastmark Federation", 1, True),
        ("Turkey", "Turkiye", 1, True),
        ("Norland", "Sudonia", 1, False),
        ("South Oz", "South Ur", 1, False),
        ("Ozland Alliance", "Eastern Alliance", 1, False),
        ("Front (Meridia)", "Meridia", 1, False),
        ("Soviet Union", "Russia", 12, False),
    ],
)
def test_which_names_may_be_one_country(write, old, new, gap, found):
    record = read_record(write(successive(old, new, gap)))
    assert ([(one.old, one.new) for one in renamings(record.deliveries)] == [(old, new)]) is found


def test_names_of_the_same_years_are_two_countries(write):
    text = REGISTER_17.replace("Norland", "Eastmark").replace("Westmark", "New Eastmark")
    more = text + "104,Eastmark,Meridia,Alpha,tank,Ships,2008,,6,,2014,,New,1,1,5,\n"
    assert renamings(read_record(write(more)).deliveries) == []


# rankings


TWO = REGISTER_17 + (
    "103,Norland,Sudonia,Alpha,tank,Ships,2008,,6,,2012,,New,1,1,20,\n"
    "104,Westmark,Sudonia,Alpha,tank,Ships,2008,,6,,2010,,New,1,1,40,\n"
)


def test_a_register_of_many_recipients_ranks_them(write):
    """In 2012 Meridia imports 200 of 220; in 2011 15 of 15; in 2010 15 of 55."""
    found = answer_or_rank(Question(write(TWO), window_years=1))
    assert isinstance(found, Ranking)
    assert [one[:2] for one in found.ranked] == [(1, "Meridia"), (2, "Sudonia")]
    first, second = found.ranked
    assert first.share.value == pytest.approx(200 / 220)
    assert (first.largest, first.largest_share) == ("Westmark", 1)
    assert (second.tiv_million, second.largest) == (20, "Norland")
    assert (first.earlier_rank, first.earlier_share) == (1, 1)
    assert (second.earlier_rank, second.earlier_share) == (None, None)
    ranks = [window["ranks"] for window in ranking_as_dict(found)["windows"]]
    assert ranks == [
        {"Sudonia": 1, "Meridia": 2},
        {"Meridia": 1},
        {"Meridia": 1, "Sudonia": 2},
    ]
    assert "Meridia is first with 90.9 % of the world's imports" in ranking_findings(found)[0]


def test_customers_of_nobody_rank_the_suppliers(write):
    """All years: Norland 30 and 20 of 290, Westmark 200 and 40."""
    found = answer_or_rank(Question(write(TWO), customers=True))
    assert found.listed == "suppliers"
    assert [(one.name, one.tiv_million) for one in found.ranked] == [
        ("Westmark", pytest.approx(240)),
        ("Norland", pytest.approx(50)),
    ]
    assert found.ranked[1].largest == "Meridia"
    assert found.ranked[1].largest_share == pytest.approx(30 / 50)


def test_equal_shares_have_one_rank(write):
    text = REGISTER_17 + "103,Norland,A,x,tank,Ships,2008,,6,,2012,,New,1,1,200,\n"
    found = answer_or_rank(Question(write(text), window_years=1))
    assert [(one.rank, one.name) for one in found.ranked] == [(1, "A"), (1, "Meridia")]


def test_a_file_of_one_supplier_ranks_its_customers(write):
    text = TWO.replace("Westmark", "Norland")
    found = answer_or_rank(Question(write(text)))
    assert found.of == "Norland"
    assert "of Norland's exports of major arms" in ranking_findings(found)[0]


def test_a_ranking_on_screen_and_as_csv(command, write, tmp_path):
    out = tmp_path / "ranking.csv"
    ended = command("dependence", write(TWO), "--window", "1", "--csv", out)
    assert (ended.code, ended.err) == (0, "")
    assert "For one of them, with trend and deals: --recipient NAME." in ended.out
    lines = list(csv.DictReader(io.StringIO(out.read_text())))
    last = [line for line in lines if line["first_year"] == "2012"]
    assert {line["partner"]: line["share"] for line in last} == {
        "Meridia": "0.90909",
        "Sudonia": "0.09091",
    }
    assert {line["country"] for line in lines} == {""}


# bytes and characters


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_read_with_and_without_its_mark(write, encoding):
    record = read_record(write(TABLE.encode(encoding)))
    assert record.deliveries == read_record(write(TABLE)).deliveries
    assert record.encoding.startswith("utf-16")


def test_a_file_that_ends_in_zero_bytes_is_read(write):
    """A download that broke off; more than one zero in a hundred characters is no text."""
    record = read_record(write(TABLE.encode() + b"\0"))
    assert record.deliveries == read_record(write(TABLE)).deliveries
    with pytest.raises(InputError) as refused:
        read_record(write(TABLE.encode() + b"\0" * 20))
    assert refused.value.problem == "this is not a text file"


def test_lines_in_two_encodings_are_read_line_by_line(write):
    first, second = "Norland", "Westmark"
    content = b"".join(
        line.replace(first, "C\u00f4te").encode("cp1252")
        if first in line
        else line.replace(second, "T\u00fcrkiye").encode()
        for line in TABLE.splitlines(keepends=True)
    )
    record = read_record(write(content))
    assert record.encoding == "utf-8 and windows-1252"
    assert {one.supplier for one in record.deliveries} == {"C\u00f4te", "T\u00fcrkiye"}


def test_line_ends_may_be_mixed(write):
    text = TABLE.replace("\n", "\r\n", 3).replace("35\n", "35\r", 1)
    assert read_record(write(text)).deliveries == read_record(write(TABLE)).deliveries


def test_empty_columns_and_spaces_at_the_end_change_nothing(write):
    text = "\n".join(f"{line},, ,;;" for line in REGISTER_17.splitlines())
    assert read_record(write(text)).deliveries == read_record(write(REGISTER_17)).deliveries


def test_vertical_bars_separate_cells_too(write):
    assert len(read_record(write(REGISTER_17.replace(",", "|"))).deliveries) == 3


def test_the_header_of_a_range_of_years_is_known(write):
    text = REGISTER_16.replace("Number delivered", "Deliveries in the Year Range")
    assert read_record(write(text)).deliveries == read_record(write(REGISTER_16)).deliveries


def test_decimal_commas_in_quotes_are_read(write):
    text = REGISTER_17.replace(",2.5,2.5,15,", ',"2,5","2,5","15,5",')
    record = read_record(write(text))
    assert record.decimal == "comma"
    assert record.deliveries[0].tiv_million == 15.5


def test_control_characters_never_reach_the_terminal(command, write):
    text = REGISTER_17.replace("Westmark", "West\x1b]0;title\x07mark\u202e")
    ended = command("dependence", write(text), "--window", "2", "--supplier", "West]0;titlemark")
    assert ended.code == 0
    assert not any(sign in ended.out for sign in "\x1b\x07\u202e")
    assert "control characters were removed; line 6" in ended.out


def test_a_name_in_brackets_is_not_markup(command, write):
    text = REGISTER_17.replace("Westmark", "[bold]West[/x]").replace("Meridia", "[/red]M")
    ended = command("dependence", write(text))
    assert ended.code == 0
    assert "[bold]West[/x]" in ended.out


def test_dollars_and_low_lines_in_names_are_drawn(command, write, tmp_path):
    text = REGISTER_17.replace("Westmark", "$\\frac{$ West").replace("Norland", "_N")
    ended = command("dependence", write(text), "--figure", tmp_path / "a.png")
    assert ended.code == 0


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_spreadsheet_does_not_run_what_a_file_says(write, sign):
    formula = f"{sign}cmd|' /C calc'!A0"
    text = REGISTER_16.replace("Westmark", f'"{formula}"').replace("unknown supplier(s)", formula)
    found = answer(Question(write(text)))
    assert formula in found.partners
    cells = [
        cell for row in csv.reader(io.StringIO(dependence_csv(found).decode())) for cell in row
    ]
    cells += [
        cell for row in csv.reader(io.StringIO(rows_csv(found.record).decode())) for cell in row
    ]
    assert f"'{formula}" in cells
    assert not [cell for cell in cells if cell.startswith(sign)]


def test_an_enormous_line_is_set_aside(write):
    record = read_record(write(REGISTER_17 + "103,Norland,Meridia," + "x" * 300_000 + "\n"))
    assert (record.rows, record.rows_used, record.count("set aside")) == (4, 3, 1)
    assert max(len(note.detail) for note in record.notes) < 200


def test_a_name_like_a_path_is_a_name(command, write):
    text = REGISTER_17.replace("Meridia", "../../etc/passwd")
    ended = command("dependence", write(text), "--window", "2")
    assert (ended.code, ended.err) == (0, "")


def test_a_country_is_named_to_its_last_letter(write):
    text = TABLE.replace("Meridia, 2010-2013", "Egypt, 2010-2013")
    assert answer(Question(write(text))).country == "Egypt"
