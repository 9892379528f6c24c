"""Sensitivity analysis as pure mathematics: designs, indices, variance components, intervals."""
