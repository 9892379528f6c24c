"""The compiler's second half: tuples of arrays passed to compiled steps as one address.

Numba passes a named tuple of thirty arrays as two hundred values, and each step that is compiled
takes them all in and hands them all on. Behind an address they are one value; nothing else
changes, and attributes are read as before. Apart from `skydome.compiler` because it needs Numba
when it is imported.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any, TypeVar

T = TypeVar("T")


def _as_it_is(value: T) -> T:
    return value


by_reference = _as_it_is  # plain Python passes everything so

if os.environ.get("SKYDOME_NO_JIT") != "1":
    from numba.core import cgutils, types
    from numba.core.typing.templates import AttributeTemplate
    from numba.extending import (
        infer_getattr,
        intrinsic,
        lower_getattr_generic,
        models,
        register_model,
    )

    class Reference(types.Type):
        """The address of a named tuple on the stack of the kernel that made it."""

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

    def _read(_context: Any, builder: Any, reference: Any, address: Any, name: str) -> Any:  # noqa: ANN401 - the same
        place = reference.target.fields.index(name)
        return builder.load(cgutils.gep_inbounds(builder, address, 0, place))

    lower_getattr_generic(Reference)(_read)

    def _on_the_stack(_typing: Any, value: Any) -> Any:  # noqa: ANN401 - the same

        def put(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:  # noqa: ANN401 - the same
            return cgutils.alloca_once_value(builder, values[0])

        return Reference(value)(value), put

    by_reference = intrinsic(_on_the_stack)
