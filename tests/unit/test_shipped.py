"""What travels in the wheel, built here without a network, and names of examples."""

import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from skydome import load, shipped, yamlfile
from skydome.errors import InputError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the wheel, built from the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
        text=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_examples_schema_and_catalogue_travel_in_the_wheel(names):
    for folder, inside in (("examples", "examples"), ("src/skydome/catalogue/data", None)):
        place = ROOT / folder
        files = [
            file for file in place.rglob("*") if file.suffix in {".yaml", ".json", ".csv", ".yml"}
        ]
        base = "skydome/examples" if inside else "skydome/catalogue/data"
        assert files
        assert {f"{base}/{file.relative_to(place).as_posix()}" for file in files} <= names
    assert "skydome/py.typed" in names


def test_every_module_travels_and_nothing_else_does(names):
    modules = {
        f"skydome/{file.relative_to(ROOT / 'src/skydome').as_posix()}"
        for file in (ROOT / "src/skydome").rglob("*.py")
    }
    assert modules <= names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"skydome"}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_the_pages_of_the_browser_app_travel_in_the_wheel(names):
    static = ROOT / "src/skydome/serve/static"
    pages = [file.relative_to(static) for file in static.rglob("*") if file.is_file()]
    if not pages:
        pytest.skip("the browser app is not built: `make app` builds it")
    assert Path("index.html") in pages
    assert {f"skydome/serve/static/{file.as_posix()}" for file in pages} <= names


def test_extras_are_named_by_purpose(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (file,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = message_from_bytes(archive.read(file))
        (entry,) = (name for name in archive.namelist() if name.endswith("/entry_points.txt"))
        assert "skydome = skydome.cli.main:main" in archive.read(entry).decode()
    assert {"geotiff", "pandas", "xlsx"} <= set(metadata.get_all("Provides-Extra"))


def test_the_wheel_finds_its_examples_away_from_the_repository(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r})\n"
        "from skydome import shipped, load\n"
        "print(shipped.examples_folder()); print(load('two_front').name)"
    )
    ended = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "", "SKYDOME_CACHE": str(tmp_path / "cache"), "PYTHONPATH": ""},
    )
    folder, name = ended.stdout.splitlines()
    assert folder == str(tmp_path / "installed" / "skydome" / "examples")
    assert name == "two_front"


def test_a_checkout_has_one_copy_of_the_examples():
    assert shipped.examples_folder() == ROOT / "examples"
    assert not (ROOT / "src" / "skydome" / "examples").exists()


def test_a_bare_name_means_an_example(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load("single_battery").name == "single_battery"
    assert yamlfile.read("two_front").path == ROOT / "examples" / "two_front.yaml"


@pytest.mark.parametrize(
    "name", ["./two_front", "two_front.yaml", "examples/two_front", "two-front"]
)
def test_another_name_means_a_file(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert shipped.example_named(name) is None


def test_a_file_of_that_name_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("two_front").write_text("name: mine")
    assert yamlfile.read("two_front").data == {"name": "mine"}


def test_a_wrong_name_lists_the_examples(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        InputError, match=r"no such file; allowed: .* an example: alone_or_networked"
    ):
        load("two_frond")
