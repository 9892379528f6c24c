"""The simulation of a raid: tables, rules, and two kernels that play them."""
