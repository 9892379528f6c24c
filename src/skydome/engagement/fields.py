"""How the fields of `World` and `State` are declared, each once, and what follows from it.

A field's annotation carries its declaration::

    threat_start: Annotated[Ints, Field("T", "scan of its start, before the delay", "scan")]

The type checker and the compiler see an array of 32-bit integers and nothing more. The shape, the
unit and the values are read here: to allocate the arrays of a State, to fill in the columns of a
rule that a world does not use, and to refuse a world whose columns do not fit together before a
kernel, which is compiled without bounds checks, reads it.
"""

from __future__ import annotations

import functools
import math
import typing
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

NUMBER = "number"  # plain value: each entry is its own index along the last axis
FLAG = "flag"  # unit of columns that hold 0 or 1


class Field(NamedTuple):
    """The declaration of one field.

    Attributes
    ----------
    shape
        Sizes of the axes, separated by spaces, each a product or sum of names: ``"T"``,
        ``"U K"``, ``"R*P+1"``. Empty for a plain number.
    meaning
        Meaning of a value.
    unit
        Unit of the values: ``scan`` is a scan by its number, ``scans`` a duration.
    of
        The size whose members the values number, as ``"P"`` for the number of a path.
    none
        Name of the constant that stands for "none".
    plain
        Value in a world that does not use the rule behind the field: a number, the name of the
        field it equals, or `NUMBER`. None if every world has to give one.
    empty_unless
        The rule without which the field may be empty.
    defines
        The size that this plain number is.
    column
        Of a counter: the name of its columns in a row of results, with a size's name in braces for
        each axis. The order in which counters are declared is the order of a row.
    """

    shape: str
    meaning: str
    unit: str = ""
    of: str = ""
    none: str = ""
    plain: int | str | None = None
    empty_unless: str = ""
    defines: str = ""
    column: str = ""


class Declared(NamedTuple):
    """A field with its type: of the array's elements, or `int` for a plain number."""

    field: Field
    dtype: type[Any]


@functools.cache
def declared(owner: type) -> dict[str, Declared]:
    """Return the declarations of a named tuple's fields, in order.

    Raises
    ------
    TypeError
        A field has no declaration.
    """
    found = {}
    for name, hint in typing.get_type_hints(owner, include_extras=True).items():
        fields = [part for part in getattr(hint, "__metadata__", ()) if isinstance(part, Field)]
        if len(fields) != 1:
            raise TypeError(f"{owner.__name__}.{name}: a field needs one declaration, see Field")
        found[name] = Declared(fields[0], _dtype(hint.__origin__))
    return found


def _dtype(hint: Any) -> type[Any]:  # noqa: ANN401 - a type as the annotation spells it
    """Return the element type of ``NDArray[...]``, also if None is allowed as well."""
    arrays = [part for part in (hint, *typing.get_args(hint)) if typing.get_origin(part)]
    arrays = [part for part in arrays if typing.get_origin(part) is np.ndarray]
    if not arrays:
        return int
    element: type[Any] = typing.get_args(typing.get_args(arrays[0])[1])[0]
    return element


def size(expression: str, sizes: Mapping[str, int]) -> int:
    """Return the length of an axis: a sum of products of sizes and numbers."""
    return sum(
        math.prod(int(factor) if factor.isdigit() else sizes[factor] for factor in term.split("*"))
        for term in expression.split("+")
    )


def shape(field: Field, sizes: Mapping[str, int]) -> tuple[int, ...]:
    """Return the shape of a field's array."""
    return tuple(size(axis, sizes) for axis in field.shape.split())


def given_sizes(fields: Mapping[str, Declared], columns: Mapping[str, Any]) -> dict[str, int]:
    """Return the sizes that follow from some columns, each from the first column that has it.

    Raises
    ------
    ValueError
        A column has the wrong number of axes.
    """
    sizes: dict[str, int] = {}
    for name, column in columns.items():
        field = fields[name].field
        if field.defines:
            sizes[field.defines] = int(column)
        axes, lengths = field.shape.split(), np.shape(column)
        if column is None or (field.empty_unless and math.prod(lengths) == 0):
            continue
        if len(axes) != len(lengths):
            raise ValueError(f"{name} has shape {lengths}; allowed: {len(axes)} axes ({axes})")
        for axis, length in zip(axes, lengths, strict=True):
            if axis.isidentifier():
                sizes.setdefault(axis, length)
    return sizes


def plain_column(
    name: str, fields: Mapping[str, Declared], sizes: Mapping[str, int], given: Mapping[str, Any]
) -> Any:  # noqa: ANN401 - an array or a number
    """Return the values of a field in a world that does not use its rule.

    Raises
    ------
    TypeError
        Every world has to give this field a value.
    """
    field, dtype = fields[name]
    if field.plain is None:
        raise TypeError(f"{name} is missing: {field.meaning}")
    if isinstance(field.plain, str) and field.plain in fields:
        return given[field.plain]
    if not field.shape:
        return sizes.get(field.defines, field.plain)
    lengths = shape(field, sizes)
    if field.empty_unless:
        return np.zeros([0] * len(lengths), dtype=dtype)
    if field.plain == NUMBER:
        return np.array(np.broadcast_to(np.arange(lengths[-1], dtype=dtype), lengths), order="C")
    return np.full(lengths, field.plain, dtype=dtype)


def check_columns(
    fields: Mapping[str, Declared],
    columns: Mapping[str, Any],
    sizes: Mapping[str, int],
    at_work: Iterable[str],
    sentinels: Mapping[str, int],
) -> None:
    """Refuse columns that differ from their declarations in type, shape or range.

    ``at_work`` names the active rules, whose columns may not be empty.

    Raises
    ------
    ValueError
        Names the field, what it is and what is allowed.
    """
    working = set(at_work)
    for name, (field, dtype) in fields.items():
        column = columns[name]
        if column is None:
            continue
        if dtype is not int and getattr(column, "dtype", None) != np.dtype(dtype):
            said = getattr(column, "dtype", type(column).__name__)
            raise ValueError(f"{name} has type {said}; allowed: {np.dtype(dtype)}")
        lengths = np.shape(column)
        idle = field.empty_unless and field.empty_unless not in working
        if idle and math.prod(lengths) == 0:
            continue
        if lengths != shape(field, sizes):
            says = ", ".join(f"{axis} = {size(axis, sizes)}" for axis in field.shape.split())
            raise ValueError(f"{name} has shape {lengths}; allowed: {says or 'a plain number'}")
        if dtype is not int and math.prod(lengths) > 0:
            _check_range(name, field, column, sizes, sentinels)


def _check_range(
    name: str,
    field: Field,
    column: NDArray[Any],
    sizes: Mapping[str, int],
    sentinels: Mapping[str, int],
) -> None:
    """Refuse indices of things that do not exist: a kernel would read outside the table."""
    if not field.of and field.unit != FLAG:
        return
    stop = 2 if field.unit == FLAG else size(field.of, sizes)
    least, most = int(column.min()), int(column.max())
    if sentinels.get(field.none) == least < 0:
        own = column[column != least]
        least = int(own.min(initial=0))
    if least < 0 or most >= max(stop, 0):
        none = f", or {field.none}" if field.none else ""
        allowed = f"0 to {stop - 1}{none} ({field.meaning})"
        raise ValueError(f"{name} has values from {least} to {most}; allowed: {allowed}")


def table(owner: type) -> list[str]:
    """Return the declarations as lines of a table in Markdown: field, shape, unit, meaning."""
    lines = ["| Field | Shape | Type | Unit | Meaning | None |", "|---|---|---|---|---|---|"]
    for name, (field, dtype) in declared(owner).items():
        axes = " × ".join(field.shape.replace("*", "·").split()) or "–"
        unit = f"number of {field.of.replace('*', '·')}" if field.of else field.unit
        empty = f"; empty without {field.empty_unless}" if field.empty_unless else ""
        kind = np.dtype(dtype).name if field.shape else "number"
        none = f"`{field.none}`" if field.none else ""
        lines.append(f"| `{name}` | {axes} | {kind} | {unit} | {field.meaning}{empty} | {none} |")
    return lines
