"""The browser app's server: what it shows, what it computes in other processes, what it refuses."""
