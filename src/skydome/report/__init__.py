"""One self-contained page: figures, tables, the page itself."""
