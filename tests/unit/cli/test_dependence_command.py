import json

import pytest

DEAL = "Invented long-range SAM"


@pytest.fixture
def sample(examples):
    """Return the folder of the synthetic samples."""
    return examples / "dependence"


def test_the_page_has_rows_shares_intervals_and_what_to_cite(command, sample):
    ended = command("dependence", sample / "register-16-columns.csv", "--without", DEAL)
    assert (ended.code, ended.err) == (0, "")
    for words in (
        "Read as a trade register of 16 columns (header in line 12, windows-1252",
        "dropped: 6 × nothing delivered yet; line 210, 211,",
        "split: 145 × one TIV for several years, split equally",
        "Norland without the deal",
        "Largest deals, with the id for --without:",
        "not prices paid",
        "To cite: Skydome ",
        "SIPRI Arms Transfers Database",
    ):
        assert words in ended.out


def test_the_json_is_json_and_nothing_else(command, sample):
    ended = command("dependence", sample / "tiv-table.csv", "--json")
    assert (ended.code, ended.err) == (0, "")
    said = json.loads(ended.out)
    assert sorted(said) == ["files", "flow", "stock"]
    assert said["flow"]["layout"] == "tiv-table"


def test_stock_and_flow_are_separate(command, sample):
    file, inventory = sample / "register-17-columns.csv", sample / "inventory-2026.yaml"
    words = ("dependence", file, "--inventory", inventory, "--inventory",
             sample / "inventory-2011.yaml")  # fmt: skip
    ended = command(*words)
    assert ended.out.index("inventory of Meridia, 2011") < ended.out.index("of Meridia, 2026")
    assert "Deliveries are a flow, an inventory is a stock" in ended.out
    said = json.loads(command(*words, "--json").out)
    assert said["remark"].startswith("Deliveries are a flow")
    assert [one["as_of"] for one in said["stock"]] == ["2011-01-01", "2026-01-01"]
    assert "stock" not in said["flow"]


def test_an_inventory_needs_no_register(command, sample):
    words = ("dependence", "--inventory", sample / "inventory-2026.yaml")
    ended = command(*words, "--origin", "Westmark")
    assert ended.code == 0
    assert "share of Westmark origin: combat aircraft " in ended.out
    assert "TIV" not in ended.out
    ended = command(*words)
    allowed = "Meridia, Norland, Westmark"
    problem = "the origin whose share of the inventory is asked for is missing"
    assert ended.err == f"skydome: --origin: {problem}; allowed: {allowed}\n"
    ended = command(*words, "--origin", "Norland", "--figure", "a.png")
    problem = "an inventory alone cannot be written to this file"
    assert ended.err.startswith(f"skydome: --figure: {problem}; ")


def test_an_inventory_of_another_country_is_reported(command, sample, tmp_path):
    text = (sample / "inventory-2026.yaml").read_text().replace("country: Meridia", "country: Oz")
    (tmp_path / "oz.yaml").write_text(text)
    ended = command("dependence", sample / "tiv-table.csv", "--inventory", tmp_path / "oz.yaml")
    assert "The deliveries are Meridia's, not Oz's." in ended.out


def test_options_that_would_do_nothing_are_reported(command, sample):
    table = sample / "tiv-table.csv"
    ended = command("dependence", table, "--origin", "Norland")
    problem = "there is no inventory"
    assert ended.err == f"skydome: --origin: {problem}; allowed: together with --inventory\n"
    ended = command("dependence", table, "--published")
    problem = "this shows published shares alone; a file of the same country shows both"
    assert ended.err == f"skydome: --published: {problem}; allowed: no file\n"


def test_every_file_is_written_and_the_same_again(command, sample, tmp_path):
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        names = {"figure": "x.png", "csv": "x.csv", "rows": "rows.csv"}
        files = {name: folder / file for name, file in names.items()}
        options = [word for name, file in files.items() for word in (f"--{name}", file)]
        file = sample / "register-16-columns.csv"
        assert command("dependence", file, "--without", DEAL, *options).code == 0
        assert sorted(folder.iterdir()) == sorted(files.values())
        made.append([file.read_bytes() for file in files.values()])
    assert made[0] == made[1]
    png, csv, rows = made[0]
    assert png.startswith(b"\x89PNG")
    assert csv.startswith(b"case,first_year,last_year,partner,share,")
    assert b"\nwithout,2021,2025,Norland," in csv
    assert rows.count(b",dropped,") == 6
    assert rows.count(b",split,") == 145


def test_a_folder_that_is_not_there_is_reported_before_the_work(command, sample, tmp_path):
    place = tmp_path / "no" / "a.png"
    ended = command("dependence", sample / "tiv-table.csv", "--figure", place)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"skydome: {place.parent}: --figure: there is no such folder\n"


def test_published_shares_are_shown_with_both_editions(command, tmp_path):
    ended = command("dependence", "--published", "--figure", tmp_path / "p.png")
    assert (ended.code, ended.err) == (0, "")
    assert "68 (2017), 69 (2022)" in ended.out
    assert "49? (2021), 51 (2026)" in ended.out
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")
    said = json.loads(command("dependence", "--published", "--supplier", "France", "--json").out)
    assert [one["values"][0]["percent"] for one in said["published"]] == [29, 33, 33, 29]


def test_published_shares_of_nobody_are_reported(command):
    ended = command("dependence", "--published", "--recipient", "Atlantis")
    said = "skydome: there are no published shares for 'Atlantis'; allowed: India\n"
    assert (ended.code, ended.err) == (2, said)


def test_published_shares_and_ranks_as_they_were_known(command):
    then = json.loads(command("dependence", "--published", "--known-by", 2018, "--json").out)
    editions = {value["edition"] for one in then["published"] for value in one["values"]}
    assert max(editions) == 2018
    assert then["ranks"][-1] | {"address": "", "publisher": ""} == {
        "recipient": "India",
        "first_year": 2013,
        "last_year": 2017,
        "edition": 2018,
        "rank": 1,
        "percent": 12.0,
        "largest": None,
        "publisher": "",
        "grade": "B",
        "address": "",
    }
    assert then["stock_estimates"] == []
    now = json.loads(command("dependence", "--published", "--json").out)
    assert (now["ranks"][-1]["rank"], now["ranks"][-1]["largest"]) == (2, "Ukraine")
    assert now["stock_estimates"][0]["percent"] == 85.0
    assert any("Oil imports are outside" in gap for gap in now["gaps"])


def test_no_edition_that_early(command):
    ended = command("dependence", "--published", "--known-by", 2000)
    assert (ended.code, ended.out) == (2, "")
    assert "no edition of 2000 or before is held" in ended.err
