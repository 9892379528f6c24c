"""What a person gets to read when an entry of their own cannot be used: one message, code 2."""

import shutil
from pathlib import Path

import pytest
import yaml

from skydome.catalogue import Catalogue

CASES = {
    case["case"]: case
    for case in yaml.safe_load(Path(__file__).with_name("malformed.yaml").read_text("utf-8"))
}
OVERLAY = Path(__file__).parents[2] / "support" / "overlay"


def test_the_overlay_itself_is_sound():
    Catalogue(OVERLAY).check()


def test_there_are_enough_of_them():
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_reported_with_its_line_field_and_what_is_allowed(command, tmp_path, case):
    folder, one = tmp_path / "mine", CASES[case]
    shutil.copytree(OVERLAY, folder)
    file = folder / f"{one['file']}.yaml"
    text, right = file.read_text(), one["for"].removesuffix("…")
    rest = "" if one["for"].endswith("…") else text[text.index(right) + len(right) :]
    file.write_text(text[: text.index(right)] + one["write"] + rest)
    ended = command("catalogue", "check", "--catalogue", folder)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    said = ended.err.removeprefix(f"skydome: {file}").rstrip("\n")
    expected = one["says"].rstrip("\n")
    assert said == expected or (
        expected.endswith("…") and said.startswith(expected.removesuffix("…"))
    )
