"""Equations, pure and in SI: one published model a function."""
