"""Names of networks that a scenario refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.forms import did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Collection

    from skydome.yamlfile import Document, Key


def check_network(document: Document, key: Key, name: str, networks: Collection[str]) -> None:
    """Raise InputError, at the key that names it, where a scenario has no such network."""
    if name not in networks:
        problem = f"there is no network {quoted(name)}{did_you_mean(name, networks)}"
        raise document.error(key, problem, ", ".join(networks))
