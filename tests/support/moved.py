"""A scenario moved to another longitude, over flat ground."""


def moved(scenario, longitude_deg):
    """Return a scenario whose first site lies at a longitude, everything else as far from it."""
    middle = scenario.sites[0].longitude_deg

    def there(place_deg):
        return (place_deg - middle + longitude_deg + 180) % 360 - 180

    def with_longitude(one):
        return one.model_copy(update={"longitude_deg": there(one.longitude_deg)})

    threats = tuple(
        threat.model_copy(update={"origin_longitude_deg": there(threat.origin_longitude_deg)})
        for threat in scenario.threats
    )
    return scenario.model_copy(
        update={
            "sites": tuple(map(with_longitude, scenario.sites)),
            "assets": tuple(map(with_longitude, scenario.assets)),
            "threats": threats,
            "terrain": scenario.terrain.model_copy(update={"flat": True, "folder": ""}),
        }
    )
