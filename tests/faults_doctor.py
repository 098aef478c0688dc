"""Wrong input for the doctor: rows for tests/test_bad_input.py."""

import fakes
import fakes_data
from faults import Fault

from helpers.datasets.doctor import diagnose, recognise


def written(path, content):
    path.write_bytes(content)
    return path


def several(folder):
    fakes.write_camvid(folder / "camvid")
    fakes_data.write_faces(folder / "faces")
    return folder


DOCTOR = [
    Fault("doctor: unknown data set", lambda folder: diagnose("kamvid"), ("kamvid", "nuclei", "camvid")),
    Fault("doctor: a folder of another layout", lambda folder: diagnose("camvid", folder), ("CamVid", "train"),
          FileNotFoundError),
    Fault("doctor: neither name nor folder", lambda folder: recognise(folder / "kamvid"),
          ("kamvid", "neither a data set", "Name one"), FileNotFoundError),
    Fault("doctor: a folder of several data sets", lambda folder: recognise(several(folder)),
          ("several data sets: camvid, faces", "Name one of these folders")),
    Fault("doctor: a name nearly right", lambda folder: recognise("Nucleii"), ("Nucleii", "Did you mean nuclei?"),
          FileNotFoundError),
    Fault("doctor: a folder without a layout", lambda folder: recognise(folder),
          ("none of the layouts", "CameraRGB", "Name the folder"), FileNotFoundError),
    Fault("doctor: a file that is no archive", lambda folder: recognise(written(folder / "a.zip", b"no")),
          ("a.zip",)),
]
