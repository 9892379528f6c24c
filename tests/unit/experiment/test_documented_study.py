"""The page on studies says what its script found, and its example can be read."""

import importlib.util
import json
import re
import shutil
from pathlib import Path

from skydome.experiment.plan import plan_of

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "docs" / "figures" / "studies.py"


def test_the_page_is_made_from_the_stored_results():
    spec = importlib.util.spec_from_file_location("study_figures", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    page = script.PAGE.read_text("utf-8")
    assert script.filled(page, json.loads(script.STORED.read_text("utf-8"))) == page


def test_the_example_of_the_page_can_be_read(examples, tmp_path):
    text = (ROOT / "docs" / "studies.md").read_text("utf-8")
    example = re.search("```yaml\n(.*?)```", text, re.DOTALL)[1]
    shutil.copy(examples / "single_battery.yaml", tmp_path / "single_battery.yaml")
    (tmp_path / "studies").mkdir()
    file = tmp_path / "studies" / "one.yaml"
    file.write_text(example)
    plan = plan_of(file)
    assert plan.inputs[0] == "radar"
    assert plan.draws == 256
    assert len(plan.scenarios) == 2


def test_shipped_studies_can_be_read(examples):
    for file in sorted((examples / "studies").glob("*.yaml")):
        assert plan_of(file).parameters
