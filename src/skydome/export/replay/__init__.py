"""One replication in other programs' formats: one short file each.

Every writer takes a `Scene`, the replication without any format, and returns bytes. The same
replication gives the same bytes: the date on which it plays is `EPOCH`, never today's.
"""

from skydome.export.replay.formats import FORMATS
from skydome.export.replay.scene import EPOCH, Scene, scene_of

__all__ = ["EPOCH", "FORMATS", "Scene", "scene_of"]
