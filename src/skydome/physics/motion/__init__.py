"""Flight: ballistic arcs, drag, interceptors, waypoints."""
