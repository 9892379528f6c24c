"""A helper process: it answers one call after another until its standard input ends.

Run as ``python -m skydome.serve.helper``. A call is one line, ``{"call": NAME, "args": […]}``. An
answer is one line, ``{"bytes": N}``, and N bytes; or ``{"refused": TEXT}`` where the input was
wrong, ``{"failed": TEXT}`` where the program was.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

from skydome.errors import InputError


def main() -> None:
    """Answer calls; what the functions print goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from skydome.serve import calls

    for line in sys.stdin.buffer:
        asked = json.loads(line)
        try:
            answer = calls.CALLS[asked["call"]](*asked["args"])
            said: dict[str, object] = {"bytes": len(answer)}
        except InputError as problem:
            answer, said = b"", {"refused": str(problem)}
        except Exception as problem:  # noqa: BLE001 - the server says that it failed, and goes on
            traceback.print_exc()
            answer, said = b"", {"failed": f"{type(problem).__name__} in {asked['call']}"}
        answers.write(json.dumps(said).encode() + b"\n" + answer)
        answers.flush()


if __name__ == "__main__":
    main()
