"""What a threat may be held for that is not one of the target classes."""

HARMLESS = ("friend", "civil", "decoy")
UNKNOWN = "unknown"
