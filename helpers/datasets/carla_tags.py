"""CARLA's tags: what the numbers in a mask's red channel mean, which depends on the simulator's version.

Three tables exist. 0.8 (and 0.9 up to 0.9.9) has 13 tags. 0.9.10 kept their numbers and added ten behind them.
0.9.14 gave nearly all of them new numbers, in the order of the Cityscapes data set: the road was 7 and is 1.

Nothing in a file says which table it follows. A mask may also have been saved in colours, by CARLA's own
`CityScapesPalette`: the colours are here too, so that such a file can be recognised and read.

Checked against github.com/carla-simulator/carla:

- "0.8": Docs/cameras_and_sensors.md and LibCarla/source/carla/image/CityScapesPalette.h of 0.9 before 0.9.10 (six
  masks in these colours exist in the wild: nikos134/Carla-Semantic-Segmentation). The Python client of 0.8,
  PythonClient/carla/image_converter.py, has the same numbers but two colours of its own: EARLIER_COLOURS.
- "0.9.10": pull request 3251 (September 2020) lists numbers and colours; CityScapesPalette.h and
  LibCarla/source/carla/rpc/ObjectLabel.h (commit 5c1804c3f6cb) agree, and CHANGELOG.md names the new tags under
  0.9.10.
- "0.9.14": Docs/ref_sensors.md (commit 007be862802e) lists numbers and colours and says "tags changed from version
  0.9.13 to 0.9.14"; ObjectLabel.h (commit 166b906d6889) has the same numbers. The manual was late: issue 6902 reports
  0.9.14 and 0.9.15 masks in the new numbers beside the old table. Between the releases the numbers were others still
  (pull request 5971, November 2022), and the branch for Unreal Engine 5 adds 29, rock (pull request 8598).
"""

from typing import NamedTuple


class Tag(NamedTuple):
    """One entry of a table: the number in the red channel, the course's name, the palette's (red, green, blue)."""

    number: int
    name: str
    colour: tuple[int, int, int]


TAGS_13 = (
    Tag(0, "none", (0, 0, 0)),
    Tag(1, "building", (70, 70, 70)),
    Tag(2, "fence", (190, 153, 153)),
    Tag(3, "other", (250, 170, 160)),
    Tag(4, "pedestrian", (220, 20, 60)),
    Tag(5, "pole", (153, 153, 153)),
    Tag(6, "road line", (157, 234, 50)),
    Tag(7, "road", (128, 64, 128)),
    Tag(8, "sidewalk", (244, 35, 232)),
    Tag(9, "vegetation", (107, 142, 35)),
    Tag(10, "vehicle", (0, 0, 142)),
    Tag(11, "wall", (102, 102, 156)),
    Tag(12, "traffic sign", (220, 220, 0)),
)

# 0.9.10 repainted fence and other; 0.9.14 went back to the earlier fence, and repainted terrain.
TAGS_23 = (
    Tag(0, "none", (0, 0, 0)),
    Tag(1, "building", (70, 70, 70)),
    Tag(2, "fence", (100, 40, 40)),
    Tag(3, "other", (55, 90, 80)),
    Tag(4, "pedestrian", (220, 20, 60)),
    Tag(5, "pole", (153, 153, 153)),
    Tag(6, "road line", (157, 234, 50)),
    Tag(7, "road", (128, 64, 128)),
    Tag(8, "sidewalk", (244, 35, 232)),
    Tag(9, "vegetation", (107, 142, 35)),
    Tag(10, "vehicle", (0, 0, 142)),
    Tag(11, "wall", (102, 102, 156)),
    Tag(12, "traffic sign", (220, 220, 0)),
    Tag(13, "sky", (70, 130, 180)),
    Tag(14, "ground", (81, 0, 81)),
    Tag(15, "bridge", (150, 100, 100)),
    Tag(16, "rail track", (230, 150, 140)),
    Tag(17, "guard rail", (180, 165, 180)),
    Tag(18, "traffic light", (250, 170, 30)),
    Tag(19, "static", (110, 190, 160)),
    Tag(20, "dynamic", (170, 120, 50)),
    Tag(21, "water", (45, 60, 150)),
    Tag(22, "terrain", (145, 170, 100)),
)

TAGS_29 = (
    Tag(0, "none", (0, 0, 0)),
    Tag(1, "road", (128, 64, 128)),
    Tag(2, "sidewalk", (244, 35, 232)),
    Tag(3, "building", (70, 70, 70)),
    Tag(4, "wall", (102, 102, 156)),
    Tag(5, "fence", (190, 153, 153)),
    Tag(6, "pole", (153, 153, 153)),
    Tag(7, "traffic light", (250, 170, 30)),
    Tag(8, "traffic sign", (220, 220, 0)),
    Tag(9, "vegetation", (107, 142, 35)),
    Tag(10, "terrain", (152, 251, 152)),
    Tag(11, "sky", (70, 130, 180)),
    Tag(12, "pedestrian", (220, 20, 60)),
    Tag(13, "rider", (255, 0, 0)),
    Tag(14, "car", (0, 0, 142)),
    Tag(15, "truck", (0, 0, 70)),
    Tag(16, "bus", (0, 60, 100)),
    Tag(17, "train", (0, 80, 100)),
    Tag(18, "motorcycle", (0, 0, 230)),
    Tag(19, "bicycle", (119, 11, 32)),
    Tag(20, "static", (110, 190, 160)),
    Tag(21, "dynamic", (170, 120, 50)),
    Tag(22, "other", (55, 90, 80)),
    Tag(23, "water", (45, 60, 150)),
    Tag(24, "road line", (157, 234, 50)),
    Tag(25, "ground", (81, 0, 81)),
    Tag(26, "bridge", (150, 100, 100)),
    Tag(27, "rail track", (230, 150, 140)),
    Tag(28, "guard rail", (180, 165, 180)),
)

# The key is the first version that wrote these numbers.
TAGS: dict[str, tuple[Tag, ...]] = {"0.8": TAGS_13, "0.9.10": TAGS_23, "0.9.14": TAGS_29}

# Colours of the 0.8 Python client that differ from the palette above, with the tag's number.
EARLIER_COLOURS = {(72, 0, 90): 3, (0, 0, 255): 10}
