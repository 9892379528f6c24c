"""Checks: one subject a module, one question a function."""
