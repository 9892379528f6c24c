"""Dependence as a picture."""
