"""Physical models as pure functions in SI units, one published model per function."""
