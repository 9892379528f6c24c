"""The figure of a sweep."""
