from skydome import load
from skydome.report.run.tables import parameter_tables


def test_a_disputed_value_keeps_its_dispute():
    scenario = load("examples/single_battery.yaml")
    radar = next(table for table in parameter_tables(scenario) if table.id == "92n6e")
    channels = next(row for row in radar.rows if row.name == "target channels")
    assert channels.dispute
    assert channels.dispute == scenario.entries["92n6e"].parameters["target_channels"].dispute
