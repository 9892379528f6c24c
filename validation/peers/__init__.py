"""Other packages beside Skydome, on the same questions."""
