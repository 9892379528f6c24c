"""A deal over time: figure, page and text."""
