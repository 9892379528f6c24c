"""Studies: one scenario under designs of what may be chosen and draws of what is not known."""
