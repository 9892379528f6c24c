"""``skydome serve``: the browser app."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "Example: skydome serve --workspace . --port 8365"
PORT, LAST_PORT = 8365, 65_535
PACKAGES = ("fastapi", "uvicorn")


def serve(
    workspace: Annotated[
        Path,
        typer.Option(
            "--workspace",
            metavar="FOLDER",
            help="Folder whose results and studies are shown; new ones go there.  (default: here)",
        ),
    ] = Path(),
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen at; any other than loopback demands a token.",
            show_default=True,
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", show_default=True)] = PORT,
    token: Annotated[
        str | None,
        typer.Option(
            envvar="SKYDOME_TOKEN",
            help="Token that requests have to show.  (default: none on loopback, else a new one)",
        ),
    ] = None,
    *,
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the address in a browser.")
    ] = False,
) -> None:
    """Show results, studies, reach and raids in a browser, and run scenarios from there.

    Nothing leaves this machine: the pages load nothing from a network, and only programs of this
    machine reach the server unless --host says otherwise. Ctrl-C ends it; jobs can be resumed.
    """
    from importlib.util import find_spec

    from skydome.cli import show
    from skydome.errors import InputError

    show.check_bounds("--port", port, 0, LAST_PORT)
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        problem = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed"
        raise InputError(problem, allowed="pip install 'skydome[serve]'")
    from skydome.serve import server
    from skydome.serve.workspace import Workspace

    folder = Workspace(workspace)
    server.serve(
        folder,
        host,
        port,
        token,
        lambda address: typer.echo(f"Skydome: {address}    Ctrl-C ends it."),
        opened=open_,
    )
