"""Where Skydome keeps what it can make again."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder(name: str) -> Path:
    """Return the folder for one kind of cached work, made if it is not there.

    ``SKYDOME_CACHE`` moves the whole cache; everything below it may be deleted at any time.
    """
    import platformdirs

    root = os.environ.get("SKYDOME_CACHE") or platformdirs.user_cache_dir(
        "skydome", appauthor=False
    )
    folder = Path(root) / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
