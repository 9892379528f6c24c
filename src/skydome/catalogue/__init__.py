"""What exists: radars, missiles, launchers, command posts, systems, threats, with their sources."""

from skydome.catalogue.entry import Entry
from skydome.catalogue.load import Catalogue
from skydome.catalogue.parameter import Parameter, Policy, Reading, Source

__all__ = ["Catalogue", "Entry", "Parameter", "Policy", "Reading", "Source"]
