import json

TABLE = "name,latitude,longitude,system,role\nu,10.4,20,S-400,\na,11,20,,\nx,1,2,Tor,unit\n"


def test_a_draft_is_written_and_can_be_checked(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "battle.csv").write_text(TABLE)
    ended = command("import", "battle.csv")
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0] == "Draft of 1 asset, 1 unit, 1 wave."
    assert "- line 4 (x): the catalogue has no Tor; --system names one to take instead." in lines
    assert lines[-2:] == ["Wrote battle.yaml", "Next: skydome check battle.yaml"]
    assert command("check", "battle.yaml", "--no-time").code == 0
    text = (tmp_path / "battle.yaml").read_text()
    assert "# - line 4 (x): the catalogue has no Tor" in text


def test_a_file_that_is_there_is_kept(command, tmp_path):
    (tmp_path / "battle.csv").write_text(TABLE)
    kept = tmp_path / "mine.yaml"
    kept.write_text("mine")
    ended = command("import", tmp_path / "battle.csv", "-o", kept)
    assert ended.code == 2
    assert kept.read_text() == "mine"
    assert "--force to replace it" in ended.err
    assert command("import", tmp_path / "battle.csv", "-o", kept, "--force").code == 0
    assert kept.read_text().startswith("# ")


def test_a_draft_never_replaces_what_it_was_made_of(command, tmp_path):
    table = tmp_path / "battle.csv"
    table.write_text(TABLE)
    ended = command("import", table, "-o", table, "--force")
    assert (ended.code, table.read_text()) == (2, TABLE)


def test_json_lists_the_same(command, tmp_path):
    (tmp_path / "battle.csv").write_text(TABLE)
    file = tmp_path / "d.yaml"
    said = json.loads(command("import", tmp_path / "battle.csv", "-o", file, "--json").out)
    assert said["files"] == {"output": str(file)}
    assert [one["name"] for one in said["units"]] == ["u"]
    assert [one["what"] for one in said["aside"]] == ["line 4 (x)"]
