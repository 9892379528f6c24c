"""Campaigns as a figure and a page."""
