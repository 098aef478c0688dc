"""CamVid in the layout of the SegNet tutorial, and in that of an older copy that many tutorials use."""

from pathlib import Path

import numpy as np

from helpers.datasets.catalog import CAMVID
from helpers.datasets.readers.colours import read_ids
from helpers.datasets.readers.files import Decoded, FileFault, Files, Found, check_size, missing, pair_up, visible_files
from helpers.datasets.splits import SPLITS
from helpers.images import VOID, read_image

# split -> (folder of the pictures, folder of the masks). The older copy calls the 101 pictures "test" that
# everybody else calls val; it has no others.
SEGNET = {split: (split, f"{split}annot") for split in SPLITS}
PREPPED = {
    "train": ("images_prepped_train", "annotations_prepped_train"),
    "val": ("images_prepped_test", "annotations_prepped_test"),
}
LAYOUTS = {"CamVid": SEGNET, "dataset1": PREPPED}


def find_camvid(folder: str | Path) -> Found:
    """Pairs pictures and masks of the official split by their file names.

    `CamVid/{train,val,test}/X.png` with `CamVid/{train,val,test}annot/X.png`, or
    `dataset1/images_prepped_{train,test}/X.png` with `dataset1/annotations_prepped_{train,test}/X.png`.

    Raises:
        FileNotFoundError: the folder holds neither layout, or no pictures.
    """
    root, folders = _find_layout(Path(folder).expanduser())
    files, faults = [], ()
    for split, (picture_folder, mask_folder) in folders.items():
        images, doubled = visible_files(root / picture_folder)
        masks, doubled_masks = visible_files(root / mask_folder)
        names, orphans = pair_up(images, masks, f"camvid: {split}")
        faults += doubled + doubled_masks + orphans
        files += [Files(name, split, images[name], (masks[name],)) for name in sorted(names)]
    if not files and not faults:
        raise FileNotFoundError(f"camvid: {root} holds no pictures (train/*.png ...). Is the download complete?")
    return Found(files, faults=faults)


def _find_layout(folder: Path) -> tuple[Path, dict[str, tuple[str, str]]]:
    for name, folders in LAYOUTS.items():
        for root in (folder / name, folder):
            if any((root / mask_folder).is_dir() for _, mask_folder in folders.values()):
                return root, folders
    if (folder / "CamVid").is_dir() or folder.is_dir() and folder.name == "CamVid":
        raise FileNotFoundError(f"camvid: {folder} holds no pictures (train/*.png ...). Is the download complete?")
    raise FileNotFoundError(
        f"{folder} {missing(folder, 'CamVid')}. Name the folder that holds CamVid/ with train/, trainannot/, val/, "
        "valannot/, test/, testannot/ (or dataset1/ with images_prepped_train/ and so on)."
    )


def decode_camvid(files: Files) -> Decoded:
    """Reads one street. File ids 0..10 stay, 11 (void) becomes 255.

    Raises:
        FileFault: the mask has another size than the picture, an id over 11, or a colour without a meaning.
        ValueError: a file is damaged.
    """
    image, mask = read_image(files.image), read_ids(files.masks[0], "camvid", CAMVID.file_colours)
    check_size("camvid", files.masks[0], mask, image)
    if mask.max() > CAMVID.file_void:
        raise FileFault("wrong id", (
            f"camvid: mask {files.masks[0].name} holds id {mask.max()}, but camvid has ids 0..11 (11 is void). "
            "If its values are shades or colours, take the mask of ids from the source."
        ))
    return Decoded(image, np.where(mask == CAMVID.file_void, np.uint8(VOID), mask))
