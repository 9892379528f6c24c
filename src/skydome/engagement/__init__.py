"""What happens: see, track, decide, engage, kill or miss, reload, count."""
