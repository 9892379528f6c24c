"""The exercise in docs/writing-catalogue-entries.md gives what the page shows."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "writing-catalogue-entries.md"


def test_the_pages_own_entry_is_counted_as_it_says(command, tmp_path):
    page = PAGE.read_text("utf-8")
    sources, entry = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[:2]
    (tmp_path / "sources.yaml").write_text(sources, "utf-8")
    (tmp_path / "jet-drone.yaml").write_text(entry, "utf-8")
    shown = re.search(r"--catalogue my-entries\n(\d+ entries.*?)…", page, re.DOTALL).group(1)
    assert command("catalogue", "check", "--catalogue", tmp_path).out.startswith(shown)
