"""How a step of an engagement kernel is compiled: as a part of its callers, never to run alone.

Numba optimises each function together with everything it calls, and translates all of that to
machine code; then it does the same for each caller. Python never calls a step, so its machine code
would never run: it is made for whole kernels only. And of the code of a step only the step itself
is optimised, since what it calls was optimised before. The whole kernel is optimised at its end.
Apart from `skydome.compiler` because it needs Numba when it is imported.
"""

from __future__ import annotations

from typing import Any

from numba.core import codegen
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler

# The pass managers of Numba before 0.62 differ: there a step is optimised as Numba would.
ALONE = "create_pass_builder" in vars(codegen)


class _NoMachineCode:
    """Takes the place of a step's code generator where Numba prepares calls from Python."""

    def set_env(self, name: str, environment: Any) -> None:  # noqa: ANN401 - Numba's types are its own
        """Do nothing: only calls from Python use an environment."""


class StepLibrary(JITCodeLibrary):  # type: ignore[misc]
    """The code of one step, which is linked into the code of its callers."""

    @property
    def codegen(self) -> _NoMachineCode:
        """Return what Numba calls when a step is compiled."""
        return _NoMachineCode()

    def _optimize_functions(self, module: Any) -> None:  # noqa: ANN401 - the same
        super()._optimize_functions(module)
        self._own = {function.name for function in module.functions if not function.is_declaration}

    def _optimize_final_module(self) -> None:
        """Copy the small steps that this one calls into it, then optimise it alone."""
        if not ALONE:
            super()._optimize_final_module()
            return
        generator = self._codegen
        copying, options = generator._module_pass_manager(opt=0, cost="cheap")  # noqa: SLF001 - as its class does
        copying.run(self._final_module, options)
        for function in self._final_module.functions:
            if function.name in self._own:
                passes, options = generator._function_pass_manager()  # noqa: SLF001 - the same
                passes.run(function, options)

    def _finalize_final_module(self) -> None:
        """Keep the optimised module for the callers, and make no machine code of it."""
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, _name: str) -> int:
        """Return 0, which means that there is no such function: Python cannot call a step."""
        self._ensure_finalized()
        return 0


class StepCompiler(Compiler):  # type: ignore[misc]
    """Numba's compiler, which writes into a `StepLibrary`."""

    def __init__(self, typing: Any, target: Any, _library: Any, *others: Any) -> None:  # noqa: ANN401 - the same
        super().__init__(typing, target, StepLibrary(target.codegen(), "step"), *others)
