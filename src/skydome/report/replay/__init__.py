"""One replication as a figure."""
