"""Small tables of HTML, as notebooks show an object."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table_html(
    title: str, header: Sequence[str], rows: Iterable[Sequence[object]], notes: Iterable[str] = ()
) -> str:
    """Return a table with a title above and notes below; every text is escaped.

    The first column is text, the others are numbers, set to the right.
    """
    lines = [f"<p><strong>{escape(title)}</strong></p>"]
    lines.append("<table><thead><tr>" + "".join(_cell("th", *cell) for cell in enumerate(header)))
    lines.append("</tr></thead><tbody>")
    lines += [
        "<tr>" + "".join(_cell("td", *cell) for cell in enumerate(row)) + "</tr>" for row in rows
    ]
    lines.append("</tbody></table>")
    lines += [f"<p><small>{escape(note)}</small></p>" for note in notes]
    return "\n".join(lines)


def _cell(tag: str, column: int, value: object) -> str:
    side = "right" if column else "left"
    return f'<{tag} style="text-align:{side}">{escape(str(value))}</{tag}>'
