"""Where floating point ends: everything that builds the integer tables of a world."""
