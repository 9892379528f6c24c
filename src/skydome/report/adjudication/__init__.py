"""The adjudication table as a printed page."""
