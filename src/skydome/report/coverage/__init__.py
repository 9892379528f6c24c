"""Coverage, footprints and systems compared, as pictures."""
