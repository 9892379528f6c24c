"""Build the documentation site from the repository's Markdown, with links checked.

    python packaging/site.py build/site

The pages are those of the repository, in its folders, so that their links work unchanged; a link to
a folder of the repository becomes plain text. References of commands and of the Python interface
are written from help texts and docstrings. The result needs no network; its pages can be read as
files, its search needs a server of files, such as ``python -m http.server``.
"""

from __future__ import annotations

import argparse
import inspect
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
import yaml

import skydome
from skydome.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "CITATION.cff")
LINK = re.compile(r"\[([^\]]*)\]\((?!<?[a-z]+:)([^)#\s]+)(#[^)\s]*)?\)")
REMOTE = re.compile(
    r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(https?:)?//", re.IGNORECASE
)
NAV: list[dict[str, Any]] = [
    {"Start": "README.md"},
    {"Tutorials": [{n.replace("-", " ").capitalize(): f"docs/tutorials/{n}.md"} for n in (
        "analyst", "wargamer", "teacher", "operations-research")]},
    {"How to": [f"docs/{n}.md" for n in (
        "writing-a-scenario", "studies", "exports", "adjudication", "campaign", "networks",
        "layers", "assignment", "writing-catalogue-entries", "answers", "serve")]},
    {"Subjects": [f"docs/{n}.md" for n in (
        "coverage", "fielding", "exposure", "dependence", "claims")]},
    {"Theory": [f"docs/{n}.md" for n in (
        "how-it-works", "models", "randomness", "sensitivity", "data")]},
    {"Reference": ["docs/commands.md", "docs/python.md", "docs/nomenclature.md",
                   {"Catalogue": "docs/catalogue/README.md"}]},
    {"Evidence": [f"docs/{n}.md" for n in (
        "validation", "peers", "identity", "benchmarks", "benchmarks-blade", "mutants")]},
    {"Decisions": "docs/decisions/README.md"},
    {"Taking part": ["CONTRIBUTING.md", "CHANGELOG.md"]},
]  # fmt: skip


def main() -> None:
    """Build the site into a folder; a broken link ends the build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / "source"
        assemble(source)
        settings = Path(work) / "mkdocs.yml"
        settings.write_text(yaml.safe_dump(configuration(source, folder)), "utf-8")
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
        built = subprocess.run([*command, "--config-file", settings], check=False)
    if built.returncode:
        sys.exit(built.returncode)
    faults = list(remote(folder))
    print(f"{sum(1 for _ in folder.rglob('*.html'))} pages in {folder}")  # noqa: T201 - a script
    if faults:
        sys.exit("loaded from a network: " + ", ".join(faults))


def configuration(source: Path, folder: Path) -> dict[str, Any]:
    """Return the settings of MkDocs: no fonts or scripts from a network, every link checked."""
    strict = dict.fromkeys(("not_found", "anchors", "absolute_links", "unrecognized_links"), "warn")
    return {
        "site_name": "Skydome",
        "docs_dir": str(source),
        "site_dir": str(folder),
        "use_directory_urls": False,
        "theme": {
            "name": "material",
            "font": False,
            "features": ["navigation.sections", "navigation.top", "search.suggest"],
            "palette": [
                {"media": "(prefers-color-scheme: light)", "scheme": "default"},
                {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
            ],
        },
        "plugins": ["search"],
        "markdown_extensions": [
            "tables",
            "attr_list",
            {"toc": {"permalink": True}},
            "pymdownx.superfences",
        ],
        "nav": NAV,
        "not_in_nav": "docs/catalogue/**\ndocs/decisions/*-*.md\n",
        "validation": {"omitted_files": "warn", "links": strict},
    }


def assemble(source: Path) -> None:
    """Copy the pages and every file that they link to, and write the references."""
    for name in TOP:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    shutil.copytree(
        ROOT / "docs", source / "docs", ignore=shutil.ignore_patterns("figures", "*.py")
    )
    (source / "docs" / "commands.md").write_text(commands_page(), "utf-8")
    (source / "docs" / "python.md").write_text(python_page(), "utf-8")
    for page in sorted(source.rglob("*.md")):
        page.write_text(with_links(page, source), "utf-8")


def with_links(page: Path, source: Path) -> str:
    """Return a page whose links lead to files of the site."""
    return LINK.sub(lambda found: linked(found, page, source), page.read_text("utf-8"))


def linked(found: re.Match[str], page: Path, source: Path) -> str:
    """Return a link whose file is there; of a folder, its text alone."""
    place = (page.parent / found[2]).resolve()
    if place.exists() or not place.is_relative_to(source.resolve()):
        return found[0]
    origin = ROOT / place.relative_to(source.resolve())
    if origin.is_dir():
        return found[1]
    if origin.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(origin, place)
    return found[0]


def commands_page() -> str:
    """Return every command with its help, arguments and options."""
    lines = ["# Commands", "", "Written from the program's own help."]
    for words, command in commands(typer.main.get_command(app), ()):
        lines += [
            "",
            f"## skydome {' '.join(words)}".rstrip(),
            "",
            *(command.help or "").splitlines(),
        ]
        options = [one for one in command.params if not getattr(one, "hidden", False)]
        if options:
            lines += ["", "| | |", "|---|---|"]
        lines += [
            f"| `{', '.join(one.opts)}` | {cell(getattr(one, 'help', ''))} |" for one in options
        ]
        if command.epilog:
            lines += ["", f"`{command.epilog.removeprefix('Example: ')}`"]
    return "\n".join(lines) + "\n"


def commands(command: object, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command with its words, a group before its members."""
    if words:
        yield words, command
    for name, member in getattr(command, "commands", {}).items():
        yield from commands(member, (*words, name))


def python_page() -> str:
    """Return the names of the package with their docstrings, as they are written."""
    lines = ["# Python interface", "", "`import skydome` gives these names."]
    for name in skydome.__all__:
        thing = getattr(skydome, name)
        if not callable(thing):
            continue
        try:
            signature = "" if inspect.isclass(thing) else str(inspect.signature(thing))
        except ValueError:
            signature = ""
        text = inspect.getdoc(thing) or ""
        lines += [
            "",
            f"## {name}",
            "",
            "```text",
            f"{name}{signature}",
            "",
            *text.splitlines(),
            "```",
        ]
    return "\n".join(lines) + "\n"


def cell(text: str | None) -> str:
    """Return a text as a cell of a table."""
    return " ".join((text or "").split()).replace("|", "\\|")


def remote(folder: Path) -> Iterator[str]:
    """Yield pages that load something from a network."""
    for page in sorted(folder.rglob("*.html")):
        if REMOTE.search(page.read_text("utf-8")):
            yield page.relative_to(folder).as_posix()


if __name__ == "__main__":
    main()
