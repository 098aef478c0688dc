"""Predictions for files and folders: ids, an overlay and a table of areas for every picture.

What `course predict` does, for notebooks to call as well. A file that cannot be read is named, and the others are
done all the same: whoever leaves a thousand pictures to a computer overnight wants 999 answers in the morning.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
from PIL import Image
from skimage.measure import regionprops_table
from tqdm import tqdm

from helpers.datasets.readers.files import PICTURES, as_counted
from helpers.images import read_image, write_image, write_mask
from helpers.label_names import write_label_names
from helpers.plots.masks import many_colours, overlay, overlay_instances
from helpers.segment import Answer, answer_classes, check_card, info_of, segment

SUFFIXES = (*PICTURES, ".gif")
AREAS = "areas.csv"
COLUMNS = ("picture", "id", "class", "object", "pixels", "share", "row", "column", "top", "left", "bottom", "right")


class Outcome(NamedTuple):
    """What became of the pictures."""

    written: list[Path]
    """The files of ids, one per picture that was done."""
    faults: list[str]
    """A sentence for each input that could not be done."""


def find_pictures(inputs: Iterable[str | Path]) -> Outcome:
    """Finds the pictures that files and folders stand for.

    Of a folder these are its own picture files, in the order of their names; hidden files are passed over, and so
    are folders in it: name them, too.

    Returns:
        Outcome: the pictures, each once, and a sentence for each input that is missing or holds none.

    Example:
        >>> len(find_pictures(["data/sample/camvid/CamVid/val"]).written)
        14
    """
    found, faults = {}, []
    for path in map(Path, inputs):
        pictures = [path]
        if path.is_dir():
            visible = [file for file in path.iterdir() if file.is_file() and not file.name.startswith(".")]
            pictures = sorted((f for f in visible if f.suffix.lower() in SUFFIXES), key=lambda f: as_counted(f.name))
            if not pictures:
                faults.append(f"{path} holds no picture ({', '.join(SUFFIXES)}). Folders in it are not searched: "
                              "name the one that holds the pictures.")
        elif not path.exists():
            pictures = []
            faults.append(f"{path}: there is no such file or folder. Check the name.")
        found |= {picture.resolve(): picture for picture in pictures if picture.resolve() not in found}
    return Outcome(list(found.values()), faults)


def predict_files(
    model: keras.Model, card: dict, inputs: Sequence[str | Path], out: str | Path, flips: bool = False,
    say: Callable[[str], None] = tqdm.write,
) -> Outcome:
    """Segments pictures and folders of pictures, and writes what was found.

    For a picture `STEM.jpg` there are then, in the folder `out`:

    - `STEM.png`: the class id of every pixel, uint8. Of a network that tells objects apart: their numbers, uint16.
    - `STEM_overlay.jpg`: the picture with the classes' colours, or a colour for each object.
    - `label_names.txt`: the names of the ids, for `course score`; not where objects have numbers.
    - `areas.csv`, one for all pictures: a row per picture and class (pixels, share of the picture), and a row per
      object (number, pixels, centre, box; the box ends before row `bottom` and column `right`).

    Args:
        model, card: what `load_pretrained` returns.
        inputs: pictures and folders, see `find_pictures`.
        out: folder of the answers, made if it is missing; answers of an earlier call are replaced.
        flips: see `helpers.segment.segment`.
        say: is told about each fault when it is found.

    Returns:
        Outcome.

    Raises:
        ValueError: no input is a picture, the answers would replace the pictures, or the card cannot be understood.
        FileExistsError: `out` is a file.
    """
    out = Path(out)
    pictures, faults = find_pictures(inputs)
    check_places(pictures, faults, inputs, out)
    check_card(card)
    for fault in faults:
        say(fault)

    written, owners = [], {}
    out.mkdir(parents=True, exist_ok=True)
    if card.get("target") != "rims":
        write_label_names(out / "label_names.txt", answer_classes(card))
    with open(out / AREAS, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for path in tqdm(pictures, desc="predicting", unit="picture", disable=None):
            try:
                owner = owners.setdefault(path.stem.casefold(), path)
                if owner != path:
                    raise ValueError(
                        f"{path} is not done: its answer would replace that of {owner}, which has the same stem "
                        f"{path.stem!r}. Rename one of them, or call again with another folder for the answers."
                    )
                image = read_image(path)
                answer = segment(model, card, image, flips)
                written.append(_write(out / path.stem, image, answer, card))
                table.writerows([path.name, *row] for row in area_rows(answer, answer_classes(card)))
                file.flush()
            except (ValueError, OSError) as error:
                faults.append(f"{error}" if path.name in str(error) else f"{path.name}: {error}")
                say(faults[-1])
    return Outcome(written, faults)


def check_places(pictures: Sequence[Path], faults: Sequence[str], inputs: Iterable[str | Path], out: Path) -> None:
    """Refuses what cannot go well, before any network is loaded.

    Raises:
        ValueError: there is no picture, or the answers would replace the pictures.
        FileExistsError: `out` is a file.
    """
    if not pictures:
        raise ValueError(" ".join(["there is nothing to predict.", *faults]))
    in_the_way = [place for place in (out, *out.parents) if place.exists() and not place.is_dir()]
    if in_the_way:
        raise FileExistsError(f"{in_the_way[0]} is a file, but the answers need a folder. Choose another name.")
    names = {name for path in pictures for name in _names(path.stem)}
    replaced = [path for path in pictures if path.name in names and path.resolve().parent == out.resolve()]
    if replaced or any(Path(folder).resolve() == out.resolve() for folder in inputs):
        raise ValueError(
            f"{out} holds the pictures, and answers are not written among them: they would replace pictures, or be "
            "taken for pictures next time. Choose another folder."
        )


def area_rows(answer: Answer, classes: Sequence[str]) -> Iterator[list]:
    """The rows of areas.csv for one picture, without its name: first the classes, then the objects."""
    pixels = np.bincount(answer.ids.ravel(), minlength=len(classes))
    for number, name in enumerate(classes):
        yield [number, name, "", pixels[number], f"{pixels[number] / answer.ids.size:.6f}", *[""] * 6]
    if answer.objects is not None:
        table = regionprops_table(answer.objects, properties=("label", "area", "centroid", "bbox"))
        for label, area, row, column, *box in zip(*table.values(), strict=True):
            area = int(area)
            yield [1, classes[1], label, area, f"{area / answer.ids.size:.6f}", f"{row:.1f}", f"{column:.1f}", *box]


def _names(stem: str) -> tuple[str, str]:
    return f"{stem}.png", f"{stem}_overlay.jpg"


def _write(place: Path, image: np.ndarray, answer: Answer, card: dict) -> Path:
    ids_path, overlay_path = (place.with_name(name) for name in _names(place.name))
    if answer.objects is None:
        info = info_of(card)
        colours = info.colours if info else many_colours(len(answer_classes(card)))
        write_mask(ids_path, answer.ids)
        write_image(overlay_path, overlay(image, answer.ids, colours))
        return ids_path
    if answer.objects.max() > np.iinfo(np.uint16).max:
        raise ValueError(
            f"{ids_path.name} would hold {answer.objects.max()} objects, but 16 bits count to 65535. Cut the picture."
        )
    Image.fromarray(answer.objects.astype(np.uint16)).save(ids_path)
    write_image(overlay_path, overlay_instances(image, answer.objects))
    return ids_path
