"""An overlay in which two missiles are claimed to be better than they are thought to be."""

from pathlib import Path

import yaml

from skydome.catalogue import Catalogue
from skydome.catalogue.load import SHIPPED

CLAIMED = 0.95
PARAMETER = "kill_probability.cruise_missile"
MISSILES = ("48n6e3", "9m96e2")


def write_claims(folder, parameter=PARAMETER, value=CLAIMED, entries=MISSILES):
    """Write shipped entries with a claim beside one parameter; return the folder."""
    for entry_id in entries:
        (file,) = SHIPPED.rglob(f"{entry_id}.yaml")
        entry = yaml.safe_load(file.read_text("utf-8"))
        claim = {"value": value, "source": ["scenario-author"], "reason": "an advertisement"}
        entry["parameters"][parameter] |= {"readings": {"claimed": claim}}
        Path(folder, file.name).write_text(yaml.safe_dump(entry), "utf-8")
    return folder


def claimed_catalogue(folder):
    """Return the catalogue with these claims."""
    return Catalogue(write_claims(folder))


def without_readings(scenario):
    """Return a scenario of which nothing is claimed otherwise than assessed."""
    entries = {
        entry_id: entry.model_copy(
            update={
                "parameters": {
                    name: quantity.model_copy(update={"readings": {}})
                    for name, quantity in entry.parameters.items()
                }
            }
        )
        for entry_id, entry in scenario.entries.items()
    }
    return scenario.model_copy(update={"entries": entries})
