"""CARLA: streets from a simulator, with masks in three encodings and tags from three tables."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from helpers.datasets.catalog import DatasetInfo
from helpers.datasets.readers.colours import ids_of_colours, stored_values
from helpers.datasets.readers.files import (
    Decoded,
    FileFault,
    Files,
    Found,
    check_size,
    common_folder,
    pair_up,
    visible_files,
)
from helpers.datasets.splits import SPLITS, split_by_blocks
from helpers.images import VOID, read_image

# The folder of the pictures, and those of the masks that may lie beside it.
PICTURES_AND_MASKS = {
    "CameraRGB": ("CameraSeg", "CameraMask"),
    "images": ("labels",),
    "RGB": ("Segmentation_Images",),
}
LAYOUTS = "CameraRGB/ with CameraSeg/ or CameraMask/, images/ with labels/, or RGB/ with Segmentation_Images/"
BONNET = {"keep": None, "none": 0, "void": VOID}


def find_carla(folder: str | Path, first: str = "CameraSeg") -> Found:
    """Finds frames and their masks, in any sub-folders.

    Frames in folders called train, val or test are split so. All others are divided in blocks of consecutive
    frames: neighbours in a drive look alike, and must not lie on both sides of a split.

    Args:
        folder: holds pictures and masks in folders of these names (`PICTURES_AND_MASKS`), up to four levels deep.
        first: which masks to take where there are both CameraSeg (13 tags) and CameraMask (23).

    Raises:
        FileNotFoundError: the folder holds no such pair of folders.
    """
    folder = Path(folder).expanduser()
    pairs, official, faults = {}, {}, ()
    folders = list(_pairs_of_folders(folder, first))
    for picture_folder, mask_folder in folders:
        images, doubled = visible_files(picture_folder)
        masks, doubled_masks = visible_files(mask_folder)
        names, orphans = pair_up(images, masks, f"carla: {picture_folder.parent.name}")
        faults += doubled + doubled_masks + orphans
        drive = picture_folder.parent
        prefix = drive.relative_to(common_folder([pictures.parent for pictures, _ in folders])).as_posix()
        these = {f"{prefix}/{name}".removeprefix("./"): (images[name], masks[name]) for name in names}
        pairs |= these
        official |= {name: split for split in SPLITS if split in drive.relative_to(folder).parts for name in these}
    if not pairs and not faults:
        raise FileNotFoundError(f"carla: {folder} does not hold {LAYOUTS}. Name the folder that holds them.")
    splits = split_by_blocks([name for name in pairs if name not in official]) | official
    return Found([Files(name, splits[name], image, (mask,)) for name, (image, mask) in pairs.items()], faults=faults)


def _pairs_of_folders(folder: Path, first: str) -> Iterator[tuple[Path, Path]]:
    for depth in range(5):
        for pictures, masks in PICTURES_AND_MASKS.items():
            for picture_folder in sorted(folder.glob("*/" * depth + pictures)):
                beside = [picture_folder.parent / name for name in sorted(masks, key=lambda name: name != first)]
                there = [path for path in beside if path.is_dir()]
                if there:
                    yield picture_folder, there[0]


def decode_carla(files: Files, info: DatasetInfo, bonnet: str = "keep") -> Decoded:
    """Reads one frame. The class is the red channel, or the only one; colours are translated by the table.

    Args:
        files: of one frame.
        info: which table of tags, and colours, the frames were made with.
        bonnet: what becomes of the car's own bonnet, which CARLA labels as a vehicle: "keep" it, make it 0 ("none"),
            or "void", so that no loss and no score looks at it.

    Raises:
        FileFault: the mask has another size than the picture, a tag over the table, or a colour without a meaning.
        ValueError: a file is damaged, or `bonnet` is none of the three.
    """
    if bonnet not in BONNET:
        raise ValueError(f"bonnet is {bonnet!r}, but it can be {', '.join(BONNET)}. Choose one of them.")
    path = files.masks[0]
    image, mask = read_image(files.image), read_tags(path, info)
    check_size(info.name, path, mask, image)
    if mask.max() >= info.num_classes:
        raise FileFault("wrong id", (
            f"{info.name}: mask {path.name} holds tag {mask.max()}, but {info.name} has tags 0.."
            f"{info.num_classes - 1}. Name the data set after your CARLA: carla (0.8), carla-23 (from 0.9.10), "
            "carla-29 (from 0.9.14)."
        ))
    if bonnet != "keep":
        mask = np.where(find_bonnet(mask, info.classes.index("car" if "car" in info.classes else "vehicle")),
                        np.uint8(BONNET[bonnet]), mask)
    return Decoded(image, mask)


def read_tags(path: Path, info: DatasetInfo) -> np.ndarray:
    """Reads the tags of a mask, whichever of four ways it is stored in.

    Single-channel; RGB or RGBA with the tag in red and nothing in green and blue; grey in three channels; or painted in
    the colours of the table.

    Returns:
        uint8 (H, W).

    Raises:
        FileFault: the mask is a JPEG, or has a colour that is not in the table.
        ValueError: the file is damaged.
    """
    values = stored_values(path, info.name)
    if values.ndim == 2:
        return values
    red, others = values[..., 0], values[..., 1:3]
    if not others.any() or (others == red[..., None]).all():
        return red
    return ids_of_colours(values[..., :3], info.file_colours, f"{info.name}: mask {path.name}")


def find_bonnet(mask: np.ndarray, vehicle: int) -> np.ndarray:
    """Finds the car's own bonnet: the vehicle that covers most of the lowest row.

    A car that touches the bonnet in the picture is taken for a part of it.

    Args:
        mask: uint8 (H, W), tags.
        vehicle: the tag of vehicles.

    Returns:
        bool (H, W); all False where the bonnet is not in the picture.

    Example:
        >>> find_bonnet(np.array([[0, 10, 0], [0, 0, 0], [10, 10, 10]], np.uint8), vehicle=10).astype(int)
        array([[0, 0, 0],
               [0, 0, 0],
               [1, 1, 1]])
    """
    _, labels = cv2.connectedComponents((mask == vehicle).astype(np.uint8), connectivity=4)
    lowest = labels[-1][labels[-1] > 0]
    if lowest.size == 0:
        return np.zeros(mask.shape, bool)
    numbers, widths = np.unique(lowest, return_counts=True)
    return (labels == numbers[widths.argmax()]) & (widths.max() > mask.shape[1] / 2)
