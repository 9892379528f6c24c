"""What a command loads before it has read what it was given."""

import subprocess
import sys

import pytest

COMPILING = ("numba", "llvmlite", "numpy", "scipy", "pyarrow", "pyproj", "matplotlib", "duckdb")
COMMAND = """
import sys
sys.argv = ["skydome", *{words!r}]
from skydome.cli.main import main
try:
    main()
except SystemExit as ended:
    assert ended.code == 2, ended.code
print([name for name in {heavy} if name in sys.modules])
"""


def loaded(code):
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ended.stdout.strip()


@pytest.mark.parametrize(
    "words",
    [
        ("run", "nowhere.yaml"),
        ("check", "nowhere.yaml"),
        ("run", "single_battery", "--set", "doctrine.salvo=none"),
    ],
)
def test_a_scenario_is_refused_before_the_compiler_is_loaded(words):
    assert loaded(COMMAND.format(words=words, heavy=COMPILING)) == "[]"


def test_special_functions_come_without_fortran_and_test_tools_which_others_still_find():
    code = """
import sys
from skydome.special import gammainc
names = ("numpy.f2py.crackfortran", "numpy.testing._private", "charset_normalizer")
before = [name for name in names if name in sys.modules]
import numpy as np
np.testing.assert_array_equal(gammainc([1.0], 0.0), [0.0])
import numpy.f2py
assert callable(numpy.f2py.run_main)
print(before, "numpy.testing._private" in sys.modules)
"""
    assert loaded(code) == "[] True"


def test_a_verdict_is_printed_without_the_parts_of_a_page():
    code = """
import sys
import skydome.report.verdict
names = ("skydome.report.run.page", "skydome.coverage", "skydome.study.optimum")
print([name for name in names if name in sys.modules])
"""
    assert loaded(code) == "[]"


def test_names_of_a_package_are_those_of_its_modules():
    import skydome.analysis
    import skydome.export
    import skydome.report
    import skydome.study

    for package in (skydome.analysis, skydome.export, skydome.report, skydome.study):
        assert dir(package) == package.__all__
        for name in package.__all__:
            assert getattr(package, name).__name__ == name
        with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
            _ = package.nothing
