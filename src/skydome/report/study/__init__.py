"""The page of a study: what an answer depends on."""
