from collections import defaultdict

from skydome.catalogue import Catalogue

SHIPPED = Catalogue()
RADARS = ["91n6e", "92n6e", "96l6e"]
THREATS = [
    "ballistic-missile-600km",
    "cruise-missile-low",
    "fighter",
    "glide-bomb",
    "one-way-drone",
    "stealth-fighter",
]


def parameters():
    for entry_id in SHIPPED.ids():
        for name, parameter in SHIPPED.entry(entry_id).parameters.items():
            yield f"{entry_id}: {name}", parameter


def grades(parameter):
    return {SHIPPED.sources[source].grade for source in parameter.source}


def test_every_entry_loads():
    SHIPPED.check()


def test_the_s400_is_complete():
    system = SHIPPED.entry("s-400-regiment")
    assert set(system.referenced("missiles")) == {"48n6e2", "48n6e3", "40n6e", "9m96e2"}
    radars = (*system.referenced("acquisition_radars"), *system.referenced("engagement_radar"))
    assert sorted(radars) == RADARS


def test_the_generic_threats_are_there():
    assert set(THREATS) <= set(SHIPPED.ids("threat"))


def test_each_source_is_cited_and_each_citation_has_a_source():
    cited = {source for _, parameter in parameters() for source in parameter.source}
    assert cited | {"scenario-author"} == set(SHIPPED.sources)


def test_an_unsourced_number_does_not_borrow_a_publication():
    unsourced = {name: grades(p) for name, p in parameters() if p.confidence == "unsourced"}
    assert {name: found for name, found in unsourced.items() if found != {"none"}} == {}


def test_any_other_number_cites_somebody_outside_the_project():
    others = {name: p for name, p in parameters() if p.confidence != "unsourced"}
    assert [name for name, p in others.items() if not grades(p) & set("ABCD")] == []


def test_a_derived_number_shows_its_arithmetic():
    derived = {name: p for name, p in parameters() if p.confidence == "derived"}
    assert [name for name, p in derived.items() if "=" not in p.reason] == []


def test_arithmetic_of_the_project_is_cited_where_it_is_used_and_only_there():
    cites = {name for name, p in parameters() if "skydome-derivation" in p.source}
    assert cites == {name for name, p in parameters() if p.confidence == "derived"}


def test_a_number_without_a_range_says_that_it_is_fixed():
    def is_fixed(parameter):
        return parameter.range[0] == parameter.range[1]

    wrong = [name for name, p in parameters() if is_fixed(p) != (p.distribution == "fixed")]
    assert wrong == []


def test_no_reason_serves_two_different_parameters():
    used = defaultdict(set)
    for name, parameter in parameters():
        used[parameter.reason].add(name.split(": ")[1])
    assert [reason for reason, names in used.items() if len(names) > 1] == []


def test_one_battery_never_gets_the_channels_of_the_full_system():
    battery = SHIPPED.entry("92n6e").parameters
    system = SHIPPED.entry("s-400-regiment").parameters
    assert battery["target_channels"].range[1] < system["full_system_targets"].range[0]
    assert battery["missile_channels"].range[1] < system["full_system_missiles"].range[0]
