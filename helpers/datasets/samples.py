"""Writes the sample data sets: procedural scenes in the file layouts and encodings of the real sets.

A learner who can read these files can read the real ones.

    python -m helpers.datasets.samples                                              draws them again, into data/sample/
    python -m helpers.datasets.samples carla FOLDER --pictures 1060 --first 1000    draws more simulated streets
"""

import argparse
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.io import savemat
from tqdm import tqdm

from helpers.datasets.catalog import CAMVID
from helpers.datasets.origin import write_note
from helpers.images import VOID, write_image, write_mask
from helpers.paths import SAMPLE
from helpers.scenes import carla, faces, nuclei, people, streets
from helpers.scenes.people_parts import LABELS

NUCLEI_SHARES = (("fluorescent", 48), ("stained", 20), ("brightfield", 12))
CAMVID_SHARES = (("train", 52), ("val", 14), ("test", 14))
PICTURES = 80  # of each of the other three

# One colour for each of CelebAMask's 19 parts. A palette PNG stores ids; these only say how a viewer shows them.
FACE_PALETTE = (
    (0, 0, 0), (230, 150, 110), (250, 210, 60), (70, 70, 90), (40, 90, 230), (40, 200, 240), (130, 60, 190),
    (220, 120, 240), (200, 90, 40), (240, 120, 30), (255, 255, 255), (200, 20, 60), (255, 100, 140), (90, 55, 30),
    (20, 130, 110), (190, 240, 40), (120, 130, 140), (250, 190, 170), (60, 160, 60),
)  # fmt: skip


def draw_nuclei() -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Draws the 80 microscope pictures of the sample.

    Returns:
        (id, picture uint8 (H, W, 3), instances int32 (H, W)) each.
    """
    modalities = [modality for modality, count in NUCLEI_SHARES for _ in range(count)]
    return [(f"{modality}_{seed:03d}", *nuclei.draw(seed, modality)) for seed, modality in enumerate(modalities)]


def draw_camvid() -> list[tuple[str, str, np.ndarray, np.ndarray]]:
    """Draws the 80 streets of the sample.

    Returns:
        (split, name, picture uint8 (H, W, 3), mask uint8 (H, W) with 255 for void) each.
    """
    splits = [split for split, count in CAMVID_SHARES for _ in range(count)]
    return [(split, f"street_{seed:03d}", *streets.draw(seed)) for seed, split in enumerate(splits)]


def draw_carla(
    pictures: int | None = None, first: int = 0
) -> Iterator[tuple[str, np.ndarray, np.ndarray, np.ndarray]]:
    """Draws simulated streets, one after the other: those of the sample, or others.

    Args:
        pictures: how many; None for as many as the sample has.
        first: seed of the first; each next street has the next seed.

    Yields:
        (name, picture uint8 (H, W, 3), mask uint8 (H, W) of CARLA 0.8, mask uint8 (H, W) of CARLA 0.9.10) each. Names
        are the seeds, with as many digits that their order is that of the alphabet.
    """
    pictures = PICTURES if pictures is None else pictures
    digits = max(3, len(str(first + pictures - 1)))
    for seed in range(first, first + pictures):
        yield f"{seed:0{digits}d}", *carla.draw(seed)


def write_nuclei(folder: Path) -> None:
    """Writes RGBA pictures with alpha 255 and one 0/255 PNG per nucleus, as in the real set."""
    for name, image, instances in draw_nuclei():
        root = folder / "stage1_train" / name
        (root / "images").mkdir(parents=True, exist_ok=True)
        opaque = np.full((*image.shape[:2], 1), 255, np.uint8)
        Image.fromarray(np.concatenate([image, opaque], axis=2)).save(root / "images" / f"{name}.png", optimize=True)
        for number in range(1, instances.max() + 1):
            write_mask(root / "masks" / f"{name}_{number:03d}.png", np.where(instances == number, 255, 0))


def write_camvid(folder: Path) -> None:
    """Writes RGB pictures and single-channel masks with the ids 0..11, 11 for void, as in the real set."""
    for split, name, image, mask in draw_camvid():
        write_image(folder / "CamVid" / split / f"{name}.png", image)
        file_ids = np.where(mask == VOID, CAMVID.file_void, mask)
        write_mask(folder / "CamVid" / f"{split}annot" / f"{name}.png", file_ids)


def write_carla(folder: Path, pictures: int | None = None, first: int = 0) -> None:
    """Writes RGB pictures, and the tags in the red channel: 13 in RGB masks, 23 in RGBA masks, as in the real sets."""
    bar = tqdm(draw_carla(pictures, first), total=pictures or PICTURES, desc="drawing", leave=False, disable=None)
    for name, image, tags13, tags23 in bar:
        write_image(folder / "CameraRGB" / f"{name}.png", image)
        nothing = np.zeros_like(tags13)
        write_image(folder / "CameraSeg" / f"{name}.png", np.dstack([tags13, nothing, nothing]))
        (folder / "CameraMask").mkdir(parents=True, exist_ok=True)
        opaque = np.full_like(tags23, 255)
        rgba = Image.fromarray(np.dstack([tags23, nothing, nothing, opaque]))
        rgba.save(folder / "CameraMask" / f"{name}.png", optimize=True)


def draw_people() -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Draws the 80 people of the sample.

    Returns:
        (name "0001".."0080", picture uint8 (H, W, 3), labels uint8 (H, W), numbers of `people_parts.LABELS`) each.
    """
    return [(f"{seed:04d}", *people.draw(seed)) for seed in range(1, PICTURES + 1)]


def write_people(folder: Path) -> None:
    """Writes JPEG photos, a MATLAB 5 file `groundtruth` for each and the list of labels, as in the real set."""
    labelled = folder / "annotations" / "pixel-level"
    for part in (folder / "photos", labelled):
        part.mkdir(parents=True, exist_ok=True)
    names = np.empty((1, len(LABELS)), object)
    names[0] = [np.array([label]) for label in LABELS]
    write_mat(folder / "label_list.mat", "label_list", names)
    for name, image, labels in draw_people():
        Image.fromarray(image).save(folder / "photos" / f"{name}.jpg", quality=92, optimize=True)
        write_mat(labelled / f"{name}.mat", "groundtruth", labels)


def write_mat(path: Path, key: str, values: np.ndarray) -> None:
    """Writes one array into a MATLAB 5 file whose header holds no time, so that it is the same whenever written."""
    savemat(path, {key: values}, do_compression=True)
    content = path.read_bytes()
    header = b"MATLAB 5.0 MAT-file, written by the course Every Pixel"
    path.write_bytes(header.ljust(116) + content[116:])


def draw_faces() -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Draws the 80 portraits of the sample.

    Returns:
        (name "face_000".., picture uint8 (H, W, 3), parts uint8 (H, W), CelebAMask's ids 0..18) each.
    """
    return [(f"face_{seed:03d}", *faces.draw(seed)) for seed in range(PICTURES)]


def write_faces(folder: Path) -> None:
    """Writes JPEG pictures and palette PNGs of CelebAMask's 19 ids, all with one palette, as in the real set."""
    root = folder / "data" / "train"
    for part in ("images", "masks"):
        (root / part).mkdir(parents=True, exist_ok=True)
    for name, image, parts in draw_faces():
        Image.fromarray(image).save(root / "images" / f"{name}.jpg", quality=92, optimize=True)
        mask = Image.fromarray(parts)
        mask.putpalette([value for colour in FACE_PALETTE for value in colour])
        mask.save(root / "masks" / f"{name}.png", optimize=True)


WRITERS: dict[str, Callable[[Path], None]] = {
    "nuclei": write_nuclei,
    "camvid": write_camvid,
    "carla": write_carla,
    "people": write_people,
    "faces": write_faces,
}


def write_more_carla(folder: Path, pictures: int, first: int) -> None:
    """Draws more simulated streets into a new folder, and notes there that they are drawn.

    Raises:
        ValueError: none are asked for, some would be those of the sample, or the folder holds something already.
    """
    if pictures < 1 or first < PICTURES:
        raise ValueError(
            f"{pictures} pictures from seed {first} on, but it takes one picture or more, from a seed of {PICTURES} or "
            f"more: 0 to {PICTURES - 1} are the sample's, and whoever trains on those cannot be scored on them. "
            "For example: --pictures 1060 --first 1000"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder} holds something already, and drawings would mix with it. Name a new folder.")
    write_carla(folder, pictures, first)
    write_note(folder, "carla", first, pictures)


def write_all() -> None:
    """Draws and writes every sample."""
    for name, write in WRITERS.items():
        shutil.rmtree(SAMPLE / name, ignore_errors=True)
        write(SAMPLE / name)
        files = [path for path in (SAMPLE / name).rglob("*") if path.is_file()]
        print(f"{name}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")


def main(arguments: list[str] | None = None) -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Draws the samples again or, with carla FOLDER, more streets.")
    commands = parser.add_subparsers(dest="what")
    more = commands.add_parser("carla", help="more simulated streets, in the layout of both real sets")
    more.add_argument("folder", type=Path)
    more.add_argument("--pictures", type=int, default=1060, help="how many (default: 1060)")
    more.add_argument("--first", type=int, default=1000, help="the first one's seed, 80 or more (default: 1000)")
    chosen = parser.parse_args(arguments)
    if chosen.what == "carla":
        write_more_carla(chosen.folder.expanduser(), chosen.pictures, chosen.first)
        print(f"{chosen.pictures} simulated streets in {chosen.folder}")
    else:
        write_all()


if __name__ == "__main__":
    main()
