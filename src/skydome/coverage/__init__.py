"""What can be reached: effective range by altitude, beside the advertised ring."""
