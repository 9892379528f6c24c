"""What others published beside what the models give: cases as data, and the table of them."""

from skydome.validation.loader import (
    Case,
    Loaded,
    Model,
    Outcome,
    compute,
    load_cases,
    load_models,
    select,
)
from skydome.validation.page import (
    HEADER,
    Counts,
    as_record,
    cells,
    count,
    markdown,
    publications,
    title,
)

__all__ = [
    "HEADER",
    "Case",
    "Counts",
    "Loaded",
    "Model",
    "Outcome",
    "as_record",
    "cells",
    "compute",
    "count",
    "load_cases",
    "load_models",
    "markdown",
    "publications",
    "select",
    "title",
]
