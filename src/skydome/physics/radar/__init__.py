"""Radars: range equation, detection, antennas, clutter, jamming, cross-sections."""
