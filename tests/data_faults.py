"""What can be wrong with the files of a data set: each fault is done to a copy of a sample, in the files themselves.

A fault takes the name of the data set, its files (those of a copy that may be changed) and a random generator, which
chooses the pictures and the detail. It returns the names that a report has to name.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from scipy.io import loadmat, savemat

from helpers.datasets import get_info

MAT = "its masks are MATLAB files, which no picture program saves"
TWO = "of two classes, one that is missing leaves nothing but constant masks"
HIGHEST = {"nuclei": 255, "camvid": 11, "carla": 12, "people": 58, "faces": 18}
ILLEGAL = {"nuclei": (1, 128, 254), "camvid": (12, 17, 200), "carla": (13, 22, 90), "people": (59, 80, 255),
           "faces": (19, 40, 255)}


@dataclass(frozen=True)
class DataFault:
    """One thing done wrong.

    Attributes:
        kind: what the doctor calls it.
        do: (name, files, rng) -> the names that must be among the files of the findings of this kind.
        other_kinds: data set -> the kind by which the fault shows there instead.
        apart: data set -> why there can be no such fault in it.
        wrong: None where it depends.
        some: share of the names that must be named; none but them may be.
    """

    kind: str
    do: Callable[[str, list, np.random.Generator], Sequence[str]]
    other_kinds: dict[str, str] = field(default_factory=dict)
    apart: dict[str, str] = field(default_factory=dict)
    wrong: bool | None = True
    some: float = 1.0


# ---- reading and writing stored ids, past the helpers


def read_stored(path: Path) -> np.ndarray:
    if path.suffix == ".mat":
        return loadmat(path)["groundtruth"]
    values = np.array(Image.open(path))
    return values[..., 0] if values.ndim == 3 else values


def write_stored(path: Path, ids: np.ndarray) -> None:
    """Replaces the ids of a mask file; everything else about it stays."""
    if path.suffix == ".mat":
        path.unlink()
        savemat(path, {"groundtruth": ids}, do_compression=True)
        return
    before = Image.open(path)
    before.load()
    picture = Image.fromarray(ids.astype(np.uint8))
    if before.mode == "P":
        picture.putpalette(before.getpalette())
    elif before.mode in ("RGB", "RGBA"):
        empty = Image.new("L", picture.size)
        alpha = [Image.new("L", picture.size, 255)] if before.mode == "RGBA" else []
        picture = Image.merge(before.mode, [picture, empty, empty, *alpha])
    replace(path, picture, "PNG")


def replace(path: Path, picture: Image.Image, form: str | None = None, **options) -> None:
    """Writes a new file: the old one may be a hard link to that of other tests."""
    path.unlink(missing_ok=True)
    picture.save(path, form, **options)


def change(files, how: Callable[[np.ndarray], np.ndarray]) -> None:
    for path in files.masks:
        write_stored(path, how(read_stored(path)))


def mask_name(files) -> str:
    return files.masks[0].name if len(files.masks) == 1 else files.id


def one_of(files, rng, split: str | None = None, group: str | None = None):
    fitting = [some for some in files if split in (None, some.split) and group in (None, some.group)]
    return fitting[rng.integers(len(fitting))]


def any_mask(files, rng) -> Path:
    return files.masks[rng.integers(len(files.masks))]


# ---- the files


def wrong_id(name, files, rng):
    path = any_mask(one_of(files, rng), rng)
    ids = read_stored(path)
    row, column = (rng.integers(side - 6) for side in ids.shape)
    ids[row : row + 6, column : column + 6] = rng.choice(ILLEGAL[name])
    write_stored(path, ids)
    return [path.name]


def wrong_size(name, files, rng):
    path = any_mask(one_of(files, rng), rng)
    ids = read_stored(path)
    write_stored(path, (ids[:-3], ids[:, :-1], cv2.resize(ids, None, fx=2, fy=2, interpolation=0))[rng.integers(3)])
    return [path.name]


def missing_mask(name, files, rng):
    chosen = one_of(files, rng)
    for path in chosen.masks:
        path.unlink()
    return [chosen.id if name == "nuclei" else chosen.image.name]


def missing_picture(name, files, rng):
    chosen = one_of(files, rng)
    chosen.image.unlink()
    return [chosen.id if name == "nuclei" else chosen.masks[0].name]


def cut(path: Path, rng) -> list[str]:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: int(len(content) * rng.choice([0, 0.3, 0.6, 0.8]))])
    return [path.name]


def cut_picture(name, files, rng):
    return cut(one_of(files, rng).image, rng)


def cut_mask(name, files, rng):
    return cut(any_mask(one_of(files, rng), rng), rng)


def doubled_name(name, files, rng):
    path = one_of(files, rng).image
    Image.open(path).convert("RGB").save(path.with_suffix(".bmp"))
    return [path.name]


# ---- what masks store


def jpeg_mask(name, files, rng):
    path = any_mask(one_of(files, rng), rng)
    replace(path, Image.open(path).convert("RGB"), "JPEG", quality=int(rng.choice([75, 90, 95])))
    return [path.name]


def smeared_by(how: Callable) -> Callable:
    """A mask file whose ids were averaged and are legal all the same."""
    def do(name, files, rng):
        path = any_mask(one_of(files, rng), rng)
        ids = read_stored(path)
        write_stored(path, np.clip(how(ids, rng), 0, HIGHEST[name]))
        return [path.name]

    return do


def jpeg_and_back(ids, rng):
    memory = io.BytesIO()
    Image.fromarray(ids).save(memory, "JPEG", quality=int(rng.choice([75, 90, 95])))
    return np.array(Image.open(memory))


def resized_smoothly(ids, rng):
    small = cv2.resize(ids, None, fx=(scale := rng.choice([0.5, 0.66, 0.8])), fy=scale, interpolation=cv2.INTER_NEAREST)
    return cv2.resize(small, ids.shape[::-1], interpolation=cv2.INTER_LINEAR)


def shades(name, files, rng):
    """The ids became shades of grey: those of the palette, or spread so that one can see them."""
    path = any_mask(one_of(files, rng), rng)
    if name == "faces":
        replace(path, Image.open(path).convert("L"))
    else:
        write_stored(path, read_stored(path) // 2 if name == "nuclei" else read_stored(path) * 20)
    return [path.name]


def painted(name, files, rng):
    """The ids became colours."""
    path = any_mask(one_of(files, rng), rng)
    if name == "faces":
        replace(path, Image.open(path).convert("RGB"))
        return [path.name]
    colours = rng.integers(1, 255, (256, 3), dtype=np.uint8)
    replace(path, Image.fromarray(colours[read_stored(path)]))
    return [path.name]


def constant_mask(name, files, rng):
    chosen = one_of(files, rng)
    value = 255 if name == "nuclei" else rng.choice([0, 2] if name in ("camvid", "carla", "faces") else [1, 41])
    if name == "nuclei":
        for path in chosen.masks[1:]:
            path.unlink()
    write_stored(chosen.masks[0], np.full_like(read_stored(chosen.masks[0]), value))
    return [chosen.masks[0].name]


def empty_mask(name, files, rng):
    """Void everywhere, nobody marked, or an object of no pixel."""
    path = any_mask(one_of(files, rng), rng)
    write_stored(path, np.full_like(read_stored(path), 11 if name == "camvid" else 0))
    return [path.name]


# ---- the set as a whole


def twin(name, files, rng):
    """A picture of one split gets into another: copied, saved as JPEG, brighter, smaller or mirrored."""
    groups = {some.group for some in files}
    first = one_of(files, rng, "train", rng.choice(sorted(groups)))
    second = one_of(files, rng, str(rng.choice(["val", "test"])), first.group)
    image = Image.open(first.image).convert("RGB")
    how = ("copy", "jpeg", "brighter", "smaller", "mirrored")[rng.integers(5)]
    if how == "jpeg":
        memory = io.BytesIO()
        image.save(memory, "JPEG", quality=60)
        image = Image.open(memory)
    image = {"brighter": lambda: image.point(lambda value: min(int(value * 1.15) + 4, 255)),
             "smaller": lambda: image.resize((image.width * 3 // 4, image.height * 3 // 4), Image.LANCZOS),
             "mirrored": lambda: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)}.get(how, lambda: image)()
    replace(second.image, image)
    for path in second.masks:
        path.unlink()
    for number, path in enumerate(first.masks):
        target = second.masks[0] if number == 0 else second.masks[0].with_name(f"more_{number}{path.suffix}")
        target.write_bytes(path.read_bytes())
        ids = read_stored(target)
        ids = ids[:, ::-1] if how == "mirrored" else ids
        write_stored(target, cv2.resize(np.ascontiguousarray(ids), image.size, interpolation=cv2.INTER_NEAREST_EXACT))
    return [first.image.name, second.image.name]


def classes_in(files) -> dict[int, int]:
    """Stored id -> in how many of the masks."""
    found: dict[int, int] = {}
    for some in files:
        for number in np.unique(read_stored(some.masks[0])).tolist():
            found[number] = found.get(number, 0) + 1
    return found


def stored_of(name: str, title: str) -> list[int]:
    """The file ids that become a class."""
    from helpers.datasets.readers.faces import CELEBA_PARTS

    if name == "faces":
        return [number for number, (_, ours) in enumerate(CELEBA_PARTS) if ours == title]
    return [get_info(name).classes.index(title)]


def take_away(name, files, rng, keep: int):
    """In all but `keep` training pictures a class becomes background, or whatever lies below it in the table."""
    training = [some for some in files if some.split == "train"]
    scored = classes_in([some for some in files if some.split != "train"])
    frequent = [title for title in get_info(name).classes[1:]
                if any(scored.get(number, 0) > 1 for number in stored_of(name, title))]
    title = str(rng.choice(frequent))
    numbers, left = stored_of(name, title), 0
    for some in training:
        if np.isin(read_stored(some.masks[0]), numbers).any():
            left += 1
            if left > keep:
                change(some, lambda ids: np.where(np.isin(ids, numbers), 0, ids).astype(np.uint8))
    return title


def absent(name, files, rng):
    return [f"({take_away(name, files, rng, keep=0)})"]


def rare(name, files, rng):
    """A class of one or two pictures; of two classes, one that shrinks to a speck in every mask."""
    if get_info(name).num_classes > 2:
        return [take_away(name, files, rng, keep=int(rng.integers(1, 3)))]
    for some in files:
        if some.split == "train":
            for path in some.masks[1:]:
                path.unlink()
            ids = read_stored(some.masks[0])
            row, column = np.argwhere(ids > 0)[rng.integers(np.count_nonzero(ids))]
            speck = np.zeros_like(ids)
            speck[row : row + 2, column : column + 2] = ids[row, column]
            write_stored(some.masks[0], speck)
    return ["background"]


def a_quarter(files, rng) -> list:
    """A quarter of the training pictures."""
    training = [some for some in files if some.split == "train"]
    return [training[i] for i in rng.choice(len(training), round(len(training) / 4), replace=False)]


def moved_by(how: Callable) -> Callable:
    def do(name, files, rng):
        chosen = a_quarter(files, rng)
        for some in chosen:
            change(some, lambda ids: np.ascontiguousarray(how(ids, rng)))
            for path in some.masks[1:]:
                if not read_stored(path).any():  # the nucleus left the picture
                    path.unlink()
        return [mask_name(some) for some in chosen]

    return do


def shifted(ids, rng):
    """By 8 to 12 pixels; what comes in takes the value of the border."""
    rows, columns = ((8, 0), (0, -9), (-8, 10))[int(rng.bit_generator.seed_seq.entropy) % 3]
    padded = np.pad(ids, 16, mode="constant" if ids.max() == 255 else "edge")
    return padded[16 + rows : 16 + rows + ids.shape[0], 16 + columns : 16 + columns + ids.shape[1]]


def exchanged(name, files, rng):
    """Pairs of pictures of one size have each other's masks."""
    by_size: dict[tuple, list] = {}
    for some in a_quarter(files, rng):
        by_size.setdefault((read_stored(some.masks[0]).shape, some.group), []).append(some)
    names = []
    for members in by_size.values():
        for one, other in zip(members[::2], members[1::2], strict=False):
            give_masks(one, other)
            names += [mask_name(one), mask_name(other)]
    return names


def give_masks(one, other) -> None:
    """Exchanges the masks of two pictures."""
    contents = [[path.read_bytes() for path in some.masks] for some in (one, other)]
    for some, given in zip((one, other), reversed(contents), strict=True):
        for path in some.masks:
            path.unlink()
        for number, content in enumerate(given):
            path = some.masks[0] if number == 0 else some.masks[0].with_name(f"more_{number}.png")
            path.write_bytes(content)


FAULTS = {
    "wrong id": DataFault("wrong id", wrong_id),
    "wrong size": DataFault("wrong size", wrong_size),
    "missing mask": DataFault("missing mask", missing_mask),
    "missing picture": DataFault("missing picture", missing_picture),
    "cut picture": DataFault("unreadable file", cut_picture),
    "cut mask": DataFault("unreadable file", cut_mask),
    "doubled name": DataFault("doubled name", doubled_name),
    "JPEG mask": DataFault("JPEG mask", jpeg_mask, apart={"people": MAT}),
    "smeared by JPEG": DataFault("smeared ids", smeared_by(jpeg_and_back), {"nuclei": "wrong id"}),
    "smeared by resizing": DataFault("smeared ids", smeared_by(resized_smoothly), {"nuclei": "wrong id"}),
    "shades of grey": DataFault("wrong id", shades, apart={"people": MAT}),
    "painted": DataFault("wrong colour", painted, apart={"people": MAT}),
    "constant mask": DataFault("constant mask", constant_mask, wrong=None),
    "empty mask": DataFault("empty mask", empty_mask, {"carla": "constant mask", "faces": "constant mask"}, wrong=None),
    "near-duplicates": DataFault("near-duplicates", twin),
    "absent class": DataFault("absent class", absent, apart={"nuclei": TWO, "people": TWO}),
    "imbalance": DataFault("imbalance", rare, wrong=None),
    "mirrored": DataFault("misaligned mask", moved_by(lambda ids, rng: ids[:, ::-1]), some=0.8),
    "upside down": DataFault("misaligned mask", moved_by(lambda ids, rng: ids[::-1]), some=0.8),
    "shifted": DataFault("misaligned mask", moved_by(shifted), some=0.6),
    "exchanged": DataFault("misaligned mask", exchanged, some=0.5),
}
