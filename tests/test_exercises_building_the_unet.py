"""Each check of notebook 05 takes the solution, refuses the stub, and names each typical mistake."""

import keras
import pytest
from keras import layers

from helpers.exercises import EXERCISES, check
from helpers.exercises.building_the_unet import BLANK_U, SAVED
from helpers.models import build_unet, paper_output_size, valid_tile_sizes


def convolved(x, filters, times=2, activation="relu"):
    for _ in range(times):
        x = layers.Conv2D(filters, 3, padding="same", activation=activation)(x)
    return x


def doubled(x, filters, size=2):
    return layers.Conv2DTranspose(filters, size, strides=2, padding="same")(x)


def joined(*maps):
    return layers.Concatenate()(list(maps))


def up(x, skip, filters):
    return convolved(joined(skip, doubled(x, filters)), filters)


def x_first(x, skip, filters):
    return convolved(joined(doubled(x, filters), skip), filters)


def three_wide(x, skip, filters):
    return convolved(joined(skip, doubled(x, filters, 3)), filters)


def interpolated(x, skip, filters):
    x = layers.UpSampling2D(2, interpolation="bilinear")(layers.Conv2D(filters, 1)(x))
    return convolved(joined(skip, x), filters)


def joined_after(x, skip, filters):
    x = convolved(doubled(x, filters), filters)
    return layers.Conv2D(filters, 1)(joined(skip, x))


def joined_between(x, skip, filters):
    x = convolved(doubled(x, filters), filters, 1)
    return convolved(joined(skip, x), filters, 1)


def added(x, skip, filters):
    return convolved(layers.Add()([skip, doubled(x, filters)]), filters)


def without_relu(x, skip, filters):
    return convolved(joined(skip, doubled(x, filters)), filters, activation=None)


def sharpened(x, skip, filters):
    return convolved(joined(layers.AveragePooling2D(3, 1, "same")(skip), doubled(x, filters)), filters)


def smallest(wanted):
    return next(side for side in valid_tile_sizes(1, 2000) if paper_output_size(side) >= wanted)


def walk(side):
    return [paper_output_size(side)] if side in valid_tile_sizes(side, side) else []


def stub(*_):
    ...


U = {"A": (64, 16), "B": (32, 32), "C": (16, 64), "D": (8, 128),
     "E": (16, 128), "F": (32, 64), "G": (64, 32), "H": (64, 5)}
DOTS = dict.fromkeys(U, ...)

RIGHT = {
    "my_up_block": [(up,), (x_first,), (three_wide,), (interpolated,)],
    "saved_by_adding": [(3_133_440,), (3_133_440.0,)],
    "smallest_tile": [(smallest,)],
    "blank_u": [(U,), ({letter: list(pair) for letter, pair in U.items()},)],
}
WRONG = {
    "my_up_block": [
        ((stub,), "returns nothing"),
        ((lambda x, skip, filters: layers.Concatenate(),), "returns a Concatenate. Call the last layer"),
        ((lambda x, skip, filters: convolved(x, filters),), "still 16x16"),
        ((lambda x, skip, filters: convolved(layers.UpSampling2D(4)(x), filters),), "yours are 64x64"),
        ((lambda x, skip, filters: joined(skip, doubled(x, filters)),), "the join is the last thing"),
        ((lambda x, skip, filters: doubled(x, 2 * filters, 2),), "the join is the last thing"),
        ((lambda x, skip, filters: up(x, skip, 3 * filters),), "filters=6, but 18 channels come out"),
        ((lambda x, skip, filters: convolved(doubled(x, filters), filters),), "is the skip connection joined?"),
        ((lambda x, skip, filters: convolved(skip, filters),), "did you go on with the joined tensor?"),
        ((added,), "adding is another network"),
        ((lambda x, skip, filters: convolved(joined(skip, doubled(x, filters)), filters, 1),),
         "Two 3x3 convolutions should follow; yours: 1."),
        ((joined_after,), "Did you join the skip after the convolutions?"),
        ((joined_between,), "Did you join the skip after the convolutions?"),
        ((without_relu,), "ends with a ReLU"),
        ((sharpened,), "line by line"),
        ((lambda x, skip, filters: joined(skip, x),), "Does your step up double them? (strides=2)"),
        ((lambda x, skip, filters: convolved(joined(skip, layers.Conv2DTranspose(filters, 2)(x)), filters),),
         "Does your step up double them? (strides=2)"),
        ((lambda x, skip, filters: layers.Reshape((3,))(x),), "stopped with ValueError"),
        ((lambda x, skip, filters: (x, skip),), "returns several things"),
        ((lambda x, skip, filters: up(x, skip, 8),), "filters=6, but 8 channels"),
        ((lambda x, skip, filters: convolved(joined(skip, layers.UpSampling2D()(x)), filters),),
         "reads 38 channels"),
        ((lambda x, skip, filters: convolved(joined(skip, doubled(x, 2 * filters)), filters),),
         "reads 18 channels"),
        ((lambda x, skip, filters: convolved(joined(skip, layers.ReLU()(doubled(x, filters))), filters),),
         "line by line"),
        ((lambda x, skip, filters: convolved(joined(skip, layers.Conv2DTranspose(
            filters, 2, strides=2, activation="relu")(x)), filters),), "has an activation of its own"),
    ],
    "saved_by_adding": [
        ((...,), "where the dots are"),
        (([1, 2],), "one whole number"),
        ((0.5,), "one whole number"),
        ((27_897_218,), "what is left"),
        ((-3_133_440,), "the sign"),
        ((12_570_624,), "the bottom has no join"),
        ((348_160,), "nine weights"),
        ((3_134_400,), "the biases stay"),
        ((6_266_880,), "only the first of the two"),
        ((7,), "7 is not it: look at the rows"),
    ],
    "smallest_tile": [
        ((stub,), "returns nothing"),
        ((lambda wanted: [smallest(wanted)],), "One number"),
        ((lambda wanted: wanted,), "that is the answer's side"),
        ((lambda wanted: wanted + 184,), "your tile is 573: some pooling meets an odd side"),
        ((lambda wanted: smallest(wanted) - 16,), "it answers 372 pixels, too few"),
        ((lambda wanted: smallest(wanted + 1),), "it fits, but 572 is enough"),
        ((lambda wanted: 572,), "for an answer of 389 your tile is 572: it answers 388 pixels"),
        ((lambda wanted: next((side for side in valid_tile_sizes(1, 600) if walk(side)[-1] >= wanted), None),),
         "for an answer of 512 your function returned nothing. Does its search end too early"),
        ((lambda wanted: next((side for side in valid_tile_sizes(1, 999) if walk(side)[-1] == wanted), None),),
         "for an answer of 389 your function returned nothing"),
        ((lambda wanted: next(side for side in range(1, 999) if walk(side)[-1] >= wanted),), "asks an empty list"),
    ],
    "blank_u": [
        ((DOTS,), "0 of 8. Put (side, channels)"),
        (([],), "the answers are a dict"),
        (({"A": (64, 16)},), "missing: B, C, D, E, F, G, H."),
        ((U | {"B": 32},), "B is 32. It takes two numbers"),
        ((U | {"A": (16, 64)},), "7 of 8. A: the side comes first"),
        ((U | {"D": (16, 128)},), "D: its side is not 16"),
        ((U | {"D": (8, 256)},), "D: not 256 channels"),
        ((U | {"E": (16, 64)},), "E is a join"),
        ((U | {"G": (64, 16), "H": (64, 16)},), "6 of 8. G is a join"),
        ((U | {"H": (64, 3)},), "one channel per class, not 3"),
        ((DOTS | {"A": (64, 16), "B": (32, 32)},), "2 of 8. Right so far; C, D, E, F, G, H to go"),
    ],
}


@pytest.mark.parametrize("name", RIGHT)
def test_solutions_are_right(name, capsys):
    for answer in RIGHT[name]:
        getattr(check, name)(*answer)
        assert capsys.readouterr().out.startswith("Right: ")


@pytest.mark.parametrize(("name", "answer", "message"),
                         [(name, *case) for name, cases in WRONG.items() for case in cases])
def test_mistakes_are_named(name, answer, message, capsys):
    getattr(check, name)(*answer)
    said = capsys.readouterr().out
    assert said.startswith("Not yet: ") and message in said


def test_every_exercise_has_solutions_and_mistakes():
    ours = {name for name, one in EXERCISES.items() if one.test.__module__.endswith("building_the_unet")}
    assert ours == set(RIGHT) == set(WRONG)


def test_what_adding_saves_is_what_keras_counts():
    thin = (4, 8, 16, 32, 64)
    joined_up, added_up = (build_unet((64, 64, 1), 2, thin, None, skips=skips) for skips in ("concatenate", "add"))
    assert joined_up.count_params() - added_up.count_params() == SAVED // 16**2


def test_the_blank_u_is_the_network_that_keras_builds():
    model = build_unet(**BLANK_U)
    joins = [layer.output.shape for layer in model.layers if isinstance(layer, keras.layers.Concatenate)]
    assert [(shape[1], shape[3]) for shape in joins] == [U["E"], U["F"], U["G"]]
    assert model.output_shape[1::2] == U["H"]
    downs = [model.get_layer(name).output.shape for name in ("down1_conv2", "down2_conv2", "down3_conv2")]
    assert [(shape[1], shape[3]) for shape in downs] == [U["A"], U["B"], U["C"]]
