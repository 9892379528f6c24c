"""A page for each parameter, and the committed ones up to date."""

from pathlib import Path

import pytest

from skydome.catalogue import Catalogue
from skydome.catalogue.pages import INDEX, MARK, pages, write_pages
from skydome.catalogue.support import WORDS, cited_by, sentence, shares, supported_by, weak
from skydome.errors import InputError

ROOT = Path(__file__).parents[3]
COMMITTED, README = ROOT / "docs" / "catalogue", ROOT / "README.md"
SHIPPED = Catalogue()


@pytest.fixture(scope="module")
def texts():
    return pages(SHIPPED)


def plain(text):
    return " ".join(text.replace("\\", "").split())


def test_every_parameter_resolves_and_is_shown_with_its_sources_and_confidence(texts):
    flat = {name: plain(text) for name, text in texts.items()}
    for entry_id in SHIPPED.ids():
        entry = SHIPPED.entry(entry_id)
        for name, parameter in entry.parameters.items():
            entry.si(name)
            page = flat[f"{entry.kind}/{name}.md"]
            row = page.partition(f"[`{entry_id}`]")[2].partition(" [`")[0]
            assert WORDS[parameter.confidence] in row
            assert plain(parameter.reason) in page
            for source in parameter.source:
                assert plain(SHIPPED.sources[source].title) in page


def test_every_page_is_in_the_index(texts):
    for name in texts:
        assert name == INDEX or f"({name})" in texts[INDEX]


def test_the_committed_pages_are_what_the_catalogue_says(texts):
    committed = {
        file.relative_to(COMMITTED).as_posix(): file.read_text("utf-8")
        for file in COMMITTED.rglob("*.md")
    }
    stale = [name for name in texts | committed if texts.get(name) != committed.get(name)]
    assert stale == [], "run `make catalogue-pages`"


def test_a_page_that_is_not_written_any_more_is_removed(tmp_path):
    (tmp_path / "missile").mkdir()
    stale, own = tmp_path / "missile" / "colour.md", tmp_path / "mine.md"
    stale.write_text(f"{MARK}\n# `colour`\n")
    own.write_text("# mine\n")
    written, removed = write_pages(SHIPPED, tmp_path)
    assert (written, removed) == (len(pages(SHIPPED)), 1)
    assert not stale.exists()
    assert own.exists()
    assert write_pages(SHIPPED, tmp_path) == (written, 0)


def test_a_folder_that_cannot_be_written_is_reported(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written: "):
        write_pages(SHIPPED, tmp_path / "file")


def test_shares_add_up():
    total = sum(len(SHIPPED.entry(i).parameters) for i in SHIPPED.ids())
    assert sum(shares(SHIPPED).values()) == total
    assert sum(sum(shares(SHIPPED, i).values()) for i in SHIPPED.ids()) == total
    assert shares(SHIPPED)["unsourced"] == sum(w.weakness == "unsourced" for w in weak(SHIPPED))


def test_the_readme_states_the_shares():
    assert sentence(SHIPPED) in plain(README.read_text("utf-8"))


def test_the_bibliography_knows_what_each_source_supports():
    cited = cited_by(SHIPPED)
    assert set(cited) == set(SHIPPED.sources)
    for name in cited["skydome-derivation"]:
        entry_id, _, parameter = name.partition(".")
        assert SHIPPED.entry(entry_id).parameters[parameter].confidence == "derived"


def test_a_file_of_somebody_else_is_neither_replaced_nor_read_as_text(tmp_path):
    mine = tmp_path / INDEX
    mine.write_bytes("# caf\u00e9, my own notes\n".encode("latin-1"))
    with pytest.raises(InputError, match="is not a page that"):
        write_pages(SHIPPED, tmp_path)
    assert list(tmp_path.iterdir()) == [mine]
    mine.rename(tmp_path / "notes.md")
    written, removed = write_pages(SHIPPED, tmp_path)
    assert (written, removed) == (len(pages(SHIPPED)), 0)
    assert (tmp_path / "notes.md").read_bytes().startswith(b"# caf\xe9")
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".pages-")]


def test_a_link_is_not_followed_to_what_lies_behind_it(tmp_path):
    other = tmp_path / "other.md"
    other.write_text(f"{MARK}\nkept\n")
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / INDEX).symlink_to(other)
    with pytest.raises(InputError, match="is not a page that"):
        write_pages(SHIPPED, folder)
    assert other.read_text().endswith("kept\n")


def test_a_source_of_a_fitted_value_states_the_claim_and_not_the_value():
    """The page cited for the propellant of the 48N6E2 gives performance and no mass."""
    supported = supported_by(SHIPPED)["defencetoday-2019-03"]
    assert "48n6e2.maximum_range" in supported["sourced"]
    assert "48n6e2.propellant_mass" in supported["calibrated_to_claim"]
    assert "48n6e2.propellant_mass" not in supported["sourced"]


def test_every_citation_has_one_role():
    supported = supported_by(SHIPPED)
    for source, names in cited_by(SHIPPED).items():
        assert sorted(names) == sorted(n for of in supported[source].values() for n in of)


def test_the_page_of_a_fitted_parameter_says_so(texts):
    claim = "The source states the claim that this is fitted to, not the value:"
    section = texts["missile/propellant_mass.md"].partition("## 48n6e2\n")[2].partition("\n## ")[0]
    assert claim in section
    assert claim not in texts["missile/maximum_range.md"]
