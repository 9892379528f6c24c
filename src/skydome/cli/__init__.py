"""What a user types: one file a command; parse, call the library, show."""
