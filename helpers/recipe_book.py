"""The recipes: how each data set is trained, as data. `helpers.recipes.train` follows them."""

from dataclasses import dataclass, field

from helpers.datasets import get_info


@dataclass(frozen=True)
class Recipe:
    """Everything that decides how a network is trained.

    Attributes:
        filters: channels per level of the U-Net.
        size: (height, width) of a training view.
        batch_size: views per step.
        epochs: rounds through the training pictures.
        views_per_picture: views of each picture in a round; more where there are few pictures.
        balance_groups: show rare kinds of picture more often, see `helpers.pipeline.repeat_rare`.
        learning_rate, weight_decay, average, clip: see `helpers.training.compile_model`.
        patience: see `helpers.training.fit`.
        view: settings of `helpers.pipeline.random_view`.
        network: further arguments of `helpers.models.build_unet`.
        loss: "cross-entropy", or "cross-entropy + dice".
        rare_classes: how much more the cross-entropy counts rare classes: the power of their median-frequency weights,
            0 for all classes alike, 1 for the whole weights, 0.5 for their square roots.
        target: what the network learns of a picture, "mask" or "rims" (`helpers.instances.three_classes`).
        touching: how much more pixels count where two objects touch: w0 of `helpers.losses.border_weights`, with a
            sigma of 2.5 pixels and, where rims are taught, the objects' own pixels too; 0 weighs all pixels alike.
        picture_size: (height, width) to which every picture is resized first; None leaves them as they are.
        options: how to decode the files, see `load_dataset`.
        dataset: name of the data set; "" where it is the name of the recipe.
    """

    filters: tuple[int, ...] = (16, 32, 64, 128, 256)
    size: tuple[int, int] = (192, 192)
    batch_size: int = 8
    epochs: int = 30
    views_per_picture: int = 1
    balance_groups: bool = False
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    average: float = 0.0
    clip: float = 1.0
    patience: int | None = None
    view: dict = field(default_factory=dict)
    network: dict = field(default_factory=dict)
    loss: str = "cross-entropy"
    rare_classes: float = 0.0
    target: str = "mask"
    touching: float = 0.0
    picture_size: tuple[int, int] | None = None
    options: dict = field(default_factory=dict)
    dataset: str = ""


# Drawn nuclei are smaller than many real ones and come in fewer colours: wide zoom, colours mixed.
RECIPES = {
    "nuclei": Recipe(
        epochs=24, balance_groups=True,
        view={"scale": (0.6, 1.6), "rotation": 180.0, "flip_vertical": True, "light": 0.25, "colour": 0.25},
    ),
    "nuclei-sample": Recipe(
        size=(160, 160), epochs=80, views_per_picture=3,
        view={"scale": (0.8, 4.5), "rotation": 180.0, "flip_vertical": True, "light": 0.2, "colour": 0.4},
    ),
    "nuclei-objects": Recipe(
        dataset="nuclei", target="rims", touching=8.0, epochs=32, balance_groups=True,
        loss="cross-entropy + dice", weight_decay=0.05, average=0.99, network={"skips": "add"},
        view={"scale": (0.7, 1.5), "rotation": 180.0, "flip_vertical": True, "light": 0.25, "colour": 0.25,
              "blur": 1.0, "noise": 5.0},
    ),
    "camvid": Recipe(
        filters=(32, 64, 128, 224, 256), size=(224, 288), epochs=22, views_per_picture=2,
        loss="cross-entropy + dice", rare_classes=0.5, weight_decay=0.05, average=0.99,
        network={"stem_stride": 2, "residual": True, "skips": "add"},
        view={"scale": (0.7, 2.0), "rotation": 5.0, "light": 0.3, "colour": 0.15, "blur": 1.0, "noise": 5.0},
    ),
    # For streets that the course drew (`python -m helpers.datasets.samples carla FOLDER`), small as they are.
    "carla-23": Recipe(
        filters=(16, 32, 64, 128), size=(112, 144), picture_size=(120, 160), epochs=12,
        loss="cross-entropy + dice", rare_classes=0.5,
        weight_decay=0.05, average=0.99, network={"residual": True, "skips": "add"},
        view={"scale": (0.8, 1.8), "rotation": 3.0, "light": 0.3, "colour": 0.3, "blur": 1.0, "noise": 5.0},
    ),
    "faces": Recipe(
        filters=(32, 64, 128, 192, 256), picture_size=(256, 256), options={"sides": "position"},
        epochs=24, views_per_picture=2, loss="cross-entropy + dice", weight_decay=0.05, average=0.99,
        network={"stem_stride": 2, "residual": True, "skips": "add"},
        view={"scale": (0.7, 1.25), "rotation": 20.0, "light": 0.25, "colour": 0.15,
              "sided": get_info("faces").sided},
    ),
    "faces-sample": Recipe(
        dataset="faces", filters=(16, 32, 64, 80), size=(192, 192), picture_size=(256, 256),
        options={"sides": "position"}, batch_size=4, epochs=56, views_per_picture=2, learning_rate=3e-3,
        loss="cross-entropy + dice", weight_decay=0.05, average=0.99,
        network={"stem_stride": 2, "residual": True, "skips": "add"},
        view={"scale": (0.75, 1.3), "rotation": 20.0, "light": 0.3, "colour": 0.4, "blur": 1.0, "noise": 6.0,
              "sided": get_info("faces").sided},
    ),
}
