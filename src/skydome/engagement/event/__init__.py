"""The fast kernel: the rows of `reference`, bit for bit, with most scans left out."""

from skydome.engagement.event.kernel import new_agenda, run

__all__ = ["new_agenda", "run"]
