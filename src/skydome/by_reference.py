"""The compiler's second half: tuples of arrays passed to compiled code as one address.

Numba passes a named tuple of thirty arrays as two hundred values, and each step that is compiled
takes them all in and hands them all on. Behind an address they are one value, and attributes are
read as before. No kernel changes what is at the address, and the compiler is told so: a store into
an array does not make it load again where the arrays are.

To take two hundred arrays in from Python is also a quarter of the code of a kernel, and of the time
to compile it. `Packed` writes them into memory once, as Numba would lay them out, and hands the
kernel the address. Apart from `skydome.compiler` because it needs Numba when it is imported.
"""

from __future__ import annotations

import hashlib
import os
import threading
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


if os.environ.get("SKYDOME_NO_JIT") != "1":
    from llvmlite import ir
    from numba import typeof
    from numba.core import cgutils, types
    from numba.core.typing.templates import AttributeTemplate
    from numba.extending import (
        NativeValue,
        infer_getattr,
        lower_getattr_generic,
        models,
        register_model,
        typeof_impl,
        unbox,
    )

    class Reference(types.Type):
        """The address of a named tuple that `Packed` has written."""

        def __init__(self, target: Any) -> None:  # noqa: ANN401 - Numba's types are its own
            self.target = target
            super().__init__(name=f"Reference({target})")

        @property
        def mangling_args(self) -> tuple[str, tuple[str, ...]]:
            """Return a short name: the one of the type, 9,000 letters, is read at each call."""
            return "Reference", (hashlib.sha256(self.name.encode()).hexdigest()[:16],)

    @register_model(Reference)
    class _Address(models.PrimitiveModel):  # type: ignore[misc]
        def __init__(self, manager: Any, reference: Reference) -> None:  # noqa: ANN401 - the same
            target = manager.lookup(reference.target).get_value_type()
            super().__init__(manager, reference, target.as_pointer())

    @infer_getattr
    class _Fields(AttributeTemplate):  # type: ignore[misc]
        key = Reference

        def generic_resolve(self, reference: Reference, name: str) -> Any:  # noqa: ANN401 - the same
            fields = reference.target.fields
            return reference.target[fields.index(name)] if name in fields else None

    def _load_for_good(builder: Any, address: Any) -> Any:  # noqa: ANN401 - the same
        """Load what no kernel changes: the compiler need not load it again after a store."""
        kind = address.type.pointee
        if not isinstance(kind, (ir.LiteralStructType, ir.ArrayType)):
            loaded = builder.load(address)
            loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
            return loaded
        whole = ir.Constant(kind, ir.Undefined)
        count = len(kind.elements) if isinstance(kind, ir.LiteralStructType) else kind.count
        for n in range(count):
            part = _load_for_good(builder, cgutils.gep_inbounds(builder, address, 0, n))
            whole = builder.insert_value(whole, part, n)
        return whole

    def _read(_context: Any, builder: Any, reference: Any, address: Any, name: str) -> Any:  # noqa: ANN401 - the same
        place = reference.target.fields.index(name)
        return _load_for_good(builder, cgutils.gep_inbounds(builder, address, 0, place))

    lower_getattr_generic(Reference)(_read)

    class Packed:
        """A named tuple as a kernel takes it, and the tuple itself, to keep it alive."""

        def __init__(self, value: tuple[Any, ...]) -> None:
            kinds = [_kind(one) for one in value]
            words = [
                word for one, kind in zip(value, kinds, strict=True) for word in _words(one, kind)
            ]
            self.value = value
            self.kind = _reference(type(value), kinds)
            self.words = np.array(words, dtype=np.int64)
            self.address = self.words.ctypes.data

    # A run packs tuples of the same kinds again for each placement and block. A reference keeps the
    # types of its fields, so that their addresses can name it.
    _ARRAY_KINDS: dict[tuple[Any, ...], Any] = {}
    _REFERENCES: dict[tuple[Any, ...], Reference] = {}

    def _kind(value: Any) -> Any:  # noqa: ANN401 - the same
        """Return the type of a field, with whole numbers of 64 bits.

        Read-only arrays count as others: no kernel asks.
        """
        if type(value) is np.ndarray:
            flags = value.flags
            key = value.dtype, value.ndim, flags.c_contiguous, flags.f_contiguous, flags.aligned
            if key not in _ARRAY_KINDS:
                _ARRAY_KINDS.setdefault(key, typeof(value).copy(readonly=False))
            return _ARRAY_KINDS[key]
        kind = typeof(value)
        if isinstance(kind, types.Integer):
            return types.int64
        return kind.copy(readonly=False) if isinstance(kind, types.Array) else kind

    def _reference(tuple_type: type, kinds: list[Any]) -> Reference:
        """Return the type of a packed tuple; its name, 9,000 letters, is written once."""
        key = tuple_type, *map(id, kinds)
        if key not in _REFERENCES:
            made = Reference(types.NamedTuple(kinds, tuple_type))  # type: ignore[attr-defined]
            _REFERENCES.setdefault(key, made)
        return _REFERENCES[key]

    def _words(value: Any, kind: Any) -> list[int]:  # noqa: ANN401 - the same
        """Return a field as Numba lays it out, in words of 64 bits; `ArrayModel` is its order."""
        if kind == types.none:
            return [0]
        if isinstance(kind, types.Integer):
            return [int(value)]
        if kind == types.float64:
            return [int(np.float64(value).view(np.int64))]
        if isinstance(kind, types.Array):
            return [
                0,
                0,
                value.size,
                value.itemsize,
                value.ctypes.data,
                *value.shape,
                *value.strides,
            ]
        allowed = "arrays, integers, float64, None"
        raise TypeError(f"{kind} in a tuple passed by reference; allowed: {allowed}")

    @typeof_impl.register(Packed)  # type: ignore[untyped-decorator]
    def _typeof(packed: Packed, _context: Any) -> Reference:  # noqa: ANN401 - the same
        return packed.kind

    @unbox(Reference)  # type: ignore[untyped-decorator]
    def _take(reference: Reference, packed: Any, c: Any) -> NativeValue:  # noqa: ANN401 - the same
        number = c.pyapi.object_getattr_string(packed, "address")
        address = c.pyapi.long_as_voidptr(number)
        c.pyapi.decref(number)
        return NativeValue(c.builder.bitcast(address, c.context.get_value_type(reference)))


class _Last(threading.local):
    """The tuples of this thread's last call of a kernel: calls in turn pass the same."""

    def __init__(self) -> None:
        self.packed: list[Any] = []


_last = _Last()


def taking_addresses(dispatcher: Callable[..., T]) -> Callable[..., T]:
    """Let a kernel be called with named tuples of arrays, and take their addresses."""

    def call(*arguments: Any) -> T:  # noqa: ANN401 - any kernel's
        known = {id(one.value): one for one in _last.packed}
        taken = [
            (known.get(id(one)) or Packed(one)) if isinstance(one, tuple) else one
            for one in arguments
        ]
        _last.packed = [one for one in taken if isinstance(one, Packed)]
        return dispatcher(*taken)

    return call
