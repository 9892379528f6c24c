"""SciPy's special functions, without the Fortran and test tools that importing them brings.

SciPy copies every name of NumPy when its special functions are imported, and so loads `numpy.f2py`
and `numpy.testing` with all they need: a quarter of that import, some hundredths of a second. Here
they are loaded when somebody uses them.
"""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec

import numpy as np


def _load_when_used(name: str) -> None:
    """Put a module of NumPy in its place that is loaded at the first use of its attributes."""
    spec = None if f"numpy.{name}" in sys.modules else find_spec(f"numpy.{name}")
    if spec is None or spec.loader is None:
        return  # loaded already, or this NumPy has none
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    setattr(np, name, module)


for _name in ("f2py", "testing"):
    _load_when_used(_name)

from scipy.special import (  # noqa: E402 - after what it would load
    betainc,
    betaincinv,
    chdtri,
    fresnel,
    gammainc,
    gammaincc,
    gammainccinv,
    gammaln,
    i0e,
    log_ndtr,
    ndtr,
    ndtri,
    pdtr,
    pdtrc,
    xlogy,
)

__all__ = [
    "betainc",
    "betaincinv",
    "chdtri",
    "fresnel",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaln",
    "i0e",
    "log_ndtr",
    "ndtr",
    "ndtri",
    "pdtr",
    "pdtrc",
    "xlogy",
]
