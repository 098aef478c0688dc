"""Exercises of notebook 05."""

import numpy as np

from helpers.exercises.machinery import exercise, expect

NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end."
PAPER_WIDTHS = (64, 128, 256, 512)
SAVED = 9 * sum(width**2 for width in PAPER_WIDTHS)
BLANK_U = {"input_shape": (64, 64, 3), "num_classes": 5, "filters": (16, 32, 64, 128), "normalisation": None}


@exercise(
    "Three lines. Which layer doubles the sides, which one lays two maps beside each other, which function of "
    "this notebook makes two convolutions?",
    "layers.Conv2DTranspose(filters, 2, strides=2)(x) doubles the sides; layers.Concatenate()([skip, x]) joins.",
    "x = the transposed convolution of x; x = the join of skip and x; return double_conv(x, filters).",
)
def my_up_block(answer) -> str:
    import keras

    below, across = keras.Input((16, 16, 32)), keras.Input((32, 32, 6))
    try:
        got = answer(below, across, 6)
    except ValueError as error:
        expect("Concatenate" not in str(error), "Keras cannot lay the two maps beside each other: their sides "
               "differ. Those of skip are 32x32, those of x 16x16. Does your step up double them? (strides=2)")
        raise
    expect(got is not None, NOTHING)
    expect(not isinstance(got, (tuple, list)), "the function returns several things. Return one: the mixed map.")
    expect(hasattr(got, "shape"), f"the function returns a {type(got).__name__}. Call the last layer: layer(x).")
    sides, channels = tuple(got.shape[1:3]), got.shape[-1]
    expect(sides != (16, 16), "the sides are still 16x16. Double them with a transposed convolution of stride 2.")
    expect(sides == (32, 32), f"from 16x16 below, the sides should become 32x32; yours are {sides[0]}x{sides[1]}.")
    expect(channels != 12, "12 channels come out: the join is the last thing that happens. Mix both by two "
           "convolutions after it.")
    expect(channels == 6, f"the check called your function with filters=6, but {channels} channels come out.")

    # Older Keras refuses an input that nothing reads, so both come out again beside the answer.
    block = keras.Model([below, across], [got, *map(keras.layers.Identity(), (below, across))])
    rng = np.random.default_rng(0)
    x, skip = (rng.standard_normal((1, *tensor.shape[1:])).astype("float32") for tensor in (below, across))
    values = np.asarray(block([x, skip])[0])
    right = f"the shape is right {tuple(values.shape)}, the values are not. "
    expect(not np.array_equal(values, block([x, 0 * skip])[0]),
           right + "What came across changes nothing: is the skip connection joined?")
    expect(not np.array_equal(values, block([0 * x, skip])[0]),
           right + "What came from below changes nothing: did you go on with the joined tensor?")
    kinds = [type(layer).__name__ for layer in block.layers]
    expect("Add" not in kinds, right + "The paper lays the skip connection beside x; adding is another network.")
    convolutions = [layer for layer in block.layers
                    if type(layer).__name__ == "Conv2D" and tuple(layer.kernel_size) == (3, 3)]
    expect(len(convolutions) == 2, f"{right}Two 3x3 convolutions should follow; yours: {len(convolutions)}.")
    read = convolutions[0].kernel.shape[2]
    expect(read != 6,
           right + "Did you join the skip after the convolutions? The first of them should see both, 12 channels.")
    expect(read == 12, f"{right}Your first convolution reads {read} channels, it should read 12: 6 came across. "
           "How many does your step up return?")
    expect(values.min() >= 0, right + "Some are negative: each of the two convolutions ends with a ReLU.")
    ups = [layer for layer in block.layers if type(layer).__name__ == "Conv2DTranspose"]
    expect(all(layer.activation is keras.activations.linear for layer in ups),
           right + "The up-convolution has an activation of its own. In the paper it has none.")
    expect(_like_ours(block, [x, skip], values), right + "Compare with up_block, line by line.")
    said = "doubled, joined, mixed; with the same weights it gives the same numbers as the course's own block."
    as_in_the_paper = [tuple(layer.kernel_size) for layer in ups] == [(2, 2)]
    return said if as_in_the_paper else f"{said} (The paper's up-convolution is 2x2; yours works too.)"


def _like_ours(block, inputs, values) -> bool:
    """Whether the course's block gives the same values with the same weights; either may be joined first."""
    import keras

    from helpers.models.blocks import double_conv, upsample

    weights = block.get_weights()
    for kind in ("transposed2", "transposed3", "bilinear"):
        for skip_first in (True, False):
            below, across = (keras.Input(tensor.shape[1:]) for tensor in inputs)
            x = upsample(below, 6, kind, "up")
            x = keras.layers.Concatenate()([across, x] if skip_first else [x, across])
            ours = keras.Model([below, across], double_conv(x, 6))
            if [w.shape for w in ours.get_weights()] == [w.shape for w in weights]:
                ours.set_weights(weights)
                if np.allclose(np.asarray(ours(inputs)), values, atol=1e-5 * values.max()):
                    return True
    return False


@exercise(
    "Which layers read a joined map? How many channels do they read after a concatenation, how many after an "
    "addition?",
    "There are four joins, at 64, 128, 256 and 512 channels. After an addition the convolution behind each reads "
    "`width` channels in place of 2 * width.",
    "Sum conv_parameters(3, 2 * width, width) - conv_parameters(3, width, width) over the four widths.",
)
def saved_by_adding(number) -> str:
    expect(number is not ..., "put a whole number where the dots are, or a line of Python that computes it.")
    expect(np.ndim(number) == 0 and number == int(number), f"one whole number is asked for, not {number!r}.")
    said = f"{int(number):,} is not it: "
    expect(number != 31_030_658 - SAVED, said + "that is what is left. How many have gone?")
    expect(number != -SAVED, said + "the sign. The network with additions is the smaller one.")
    expect(number != SAVED + 9 * 1024**2, said + "the bottom has no join. Sum over 64, 128, 256 and 512.")
    expect(number != SAVED // 9, said + "a 3x3 kernel has nine weights for each pair of channels.")
    expect(number != SAVED + sum(PAPER_WIDTHS), said + "the biases stay: one per output channel, as before.")
    expect(number != 2 * SAVED, said + "only the first of the two convolutions reads the joined map.")
    expect(number == SAVED, said + "look at the rows of plan(1, 2, paper_filters) that read twice their output.")
    return f"{SAVED:,} of 31,030,658. Each convolution after a join reads half as much."


@exercise(
    "walk(side) lists the sides on the way; its last entry is the answer. It is empty where a tile does not fit.",
    "Begin with side = wanted and go up by one until walk(side) is not empty and its last entry is large enough.",
    "while not walk(side) or walk(side)[-1] < wanted: side += 1",
)
def smallest_tile(answer) -> str:
    from helpers.models.paper import paper_output_size, valid_tile_sizes

    fitting = valid_tile_sizes(1, 1000)
    answered = False
    for wanted in (388, 389, 512, 4, 1):
        right = next(side for side in fitting if paper_output_size(side) >= wanted)
        try:
            got = answer(wanted)
        except IndexError:
            expect(False, f"for an answer of {wanted} your code asks an empty list for an entry. walk(side) is "
                   "empty where a tile does not fit: test for that before walk(side)[-1].")
        expect(got is not None or answered, NOTHING)
        expect(got is not None, f"for an answer of {wanted} your function returned nothing. Does its search end "
               "too early, or does it ask for exactly that answer? Take the first tile that is enough.")
        answered = True
        expect(np.ndim(got) == 0, f"for {wanted} you return {got!r}. One number is asked for, the tile's side.")
        asked = f"for an answer of {wanted} your tile is {got}: "
        expect(got != wanted or got in fitting, asked + "that is the answer's side. The tile is larger.")
        expect(got in fitting, asked + "some pooling meets an odd side there, or nothing is left. Ask walk.")
        expect(got >= right, f"{asked}it answers {paper_output_size(got)} pixels, too few.")
        expect(got <= right, f"{asked}it fits, but {right} is enough; it answers {paper_output_size(right)}.")
    return "572 for 388, 588 for one pixel more, 700 for 512: tiles come in steps of 16."


@exercise(
    "Begin at the picture, 64x64, with 16 channels at the top. Each step down halves the sides and doubles the "
    "channels. The bottom is three steps down.",
    "A join has the sides of its level. Its channels are those that came across plus those that came up, and "
    "both are as many as the level has filters.",
    "A, B and C are copied to G, F and E: same sides, twice the channels. H has the picture's sides and one "
    "channel per class.",
)
def blank_u(answers) -> str:
    from helpers.models import build_unet
    from helpers.plots import blank_answers

    right = blank_answers(build_unet(**BLANK_U))
    expect(isinstance(answers, dict), 'the answers are a dict: {"A": (side, channels), "B": ...}.')
    missing = sorted(set(right) - set(answers))
    expect(not missing, f"missing: {', '.join(missing)}. The figure has the letters {', '.join(right)}.")
    filled = {letter: answers[letter] for letter in right if answers[letter] is not ...}
    expect(filled, f"0 of {len(right)}. Put (side, channels) where the dots are, for example (10, 20).")
    for letter, pair in filled.items():
        expect(np.shape(pair) == (2,), f"{letter} is {pair!r}. It takes two numbers: (side, channels).")
    wrong = [letter for letter in right if letter not in filled or tuple(filled[letter]) != right[letter]]
    tried = [letter for letter in wrong if letter in filled]
    count = f"{len(right) - len(wrong)} of {len(right)}. "
    expect(not tried, count + (_explain(tried[0], tuple(filled[tried[0]]), right) if tried else ""))
    expect(not wrong, f"{count}Right so far; {', '.join(wrong)} to go.")
    return f"{len(right)} of {len(right)}. You can draw a U-Net."


def _explain(letter: str, given: tuple[int, int], right: dict[str, tuple[int, int]]) -> str:
    side, channels = right[letter]
    if given == (channels, side):
        return f"{letter}: the side comes first, then the channels."
    if given[0] != side:
        return f"{letter}: its side is not {given[0]}. Each step down halves the sides, each step up doubles them."
    if letter == max(right):
        return f"{letter}: the answer has one channel per class, not {given[1]}."
    if "D" < letter and given[1] == channels // 2:
        return f"{letter} is a join: count what came across and what came up."
    return f"{letter}: not {given[1]} channels. 16 at the top, each step down doubles them; a join has both."
