"""From files to samples: for each data set a function that finds its files and one that decodes a picture."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from helpers.datasets.catalog import CARLA, CARLA_23, CARLA_29
from helpers.datasets.readers.camvid import decode_camvid, find_camvid
from helpers.datasets.readers.carla import decode_carla, find_carla
from helpers.datasets.readers.faces import decode_faces, find_faces
from helpers.datasets.readers.files import Decoded, FileFault, Files, Finding, Found
from helpers.datasets.readers.nuclei import NUCLEI_GROUPS, decode_nuclei, find_nuclei, microscopy_of
from helpers.datasets.readers.people import decode_people, find_people


@dataclass(frozen=True)
class Reader:
    """`find` takes a folder, `decode` the files of one picture."""

    find: Callable[[Path], Found]
    decode: Callable[..., Decoded]


READERS = {
    "nuclei": Reader(find_nuclei, decode_nuclei),
    "camvid": Reader(find_camvid, decode_camvid),
    "carla": Reader(find_carla, partial(decode_carla, info=CARLA)),
    "carla-23": Reader(partial(find_carla, first="CameraMask"), partial(decode_carla, info=CARLA_23)),
    "carla-29": Reader(partial(find_carla, first="CameraMask"), partial(decode_carla, info=CARLA_29)),
    "people": Reader(find_people, decode_people),
    "people-parts": Reader(find_people, partial(decode_people, parts=True)),
    "faces": Reader(find_faces, decode_faces),
}

__all__ = ["NUCLEI_GROUPS", "READERS", "Decoded", "FileFault", "Files", "Finding", "Found", "Reader", "microscopy_of"]
