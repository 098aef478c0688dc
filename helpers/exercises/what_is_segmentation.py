"""Exercises of notebook 01."""

import cv2
import numpy as np
from scipy import ndimage

from helpers.exercises.machinery import exercise, expect

TEN_ANSWERS = (
    ((2, 3), "a shape counts rows first, then columns"),
    (9, "table[1, 2] is row 1, column 2, and both are counted from 0"),
    ([3, 1], "table[:, 0] is the first column, from top to bottom"),
    ([4, 5, 9], "table[table > 3] takes the values where the condition holds, row after row"),
    (2, "table == 1 is a table of True and False, and .sum() counts the True"),
    ([0, 1, 1], "argmax over axis 0 says, for each column, in which row the largest value is"),
    (4, "uint8 holds 0..255; past 255 it begins again at 0"),
    ((2, 32, 48), "argmax over the last axis removes that axis"),
    ((2, 32, 48, 8), '"same" padding keeps height and width; 8 filters make 8 channels'),
    (224, "8 filters of 3 x 3 x 3 weights each, and one bias per filter"),
)
ENOUGH = 7
LIMIT = 0.7
NOTHING = "the function returns nothing. Replace ... by your code, with a return at its end."


@exercise(
    "Do the three you are least sure of in a new cell, with print. Looking is allowed.",
    "Answers are numbers, tuples such as (4, 5) for shapes, and lists such as [1, 2].",
    "Each `...` stands for what the expression in its comment gives: print(table.shape) shows the first one.",
)
def ten_lines(answers) -> str:
    expect(len(answers) == 10, f"the list has {len(answers)} answers, it needs ten. Keep one per line.")
    pairs = zip(answers, TEN_ANSWERS, strict=True)
    wrong = [number for number, (given, (value, _)) in enumerate(pairs, start=1)
             if given is ... or not np.array_equal(given, value)]
    right = 10 - len(wrong)
    expect(right >= ENOUGH, f"{right} of 10. {_explain(wrong, answers)}")
    return f"{right} of 10, enough for this course." + (f" {_explain(wrong, answers)}" if wrong else "")


def _explain(wrong: list[int], answers) -> str:
    tried = [number for number in wrong if answers[number - 1] is not ...]
    if not tried:
        return "Put your answers where the dots are."
    value, reason = TEN_ANSWERS[tried[0] - 1]
    return f"Line {tried[0]} gives {value}: {reason}."


@exercise(
    "Begin with a mask of zeros of the same size, then set the pixels that differ from zero.",
    "The street's id for road is 3, and a mask marks pixels that nobody decided with 255.",
    "answer = np.zeros_like(mask); answer[mask == 3] = 1; one more such line for 255; return answer.",
)
def drivable(answer) -> str:
    mask = np.array([[0, 0, 1, 8], [3, 3, 4, 255], [3, 3, 3, 255]], np.uint8)
    before = mask.copy()
    got = answer(mask)
    expect(got is not None, NOTHING)
    got = np.asarray(got)
    expect(np.array_equal(mask, before), "your function changes the mask it was given. Work on a new array.")
    expect(got.shape == mask.shape, f"the shape is {got.shape}, the mask's is {mask.shape}. Keep it.")
    expect(got.dtype != bool, "True and False leave no room for void: return uint8 with 0, 1 and 255.")
    expect((got[mask == 3] == 1).all(), "some road (id 3) is not 1.")
    expect((got[mask == 4] == 0).all(), "the pavement (sidewalk, id 4) is not road. Compare with 3 only.")
    expect((got[mask == 255] != 0).all(),
           "pixels that nobody decided (255) have become 0, as if somebody had said 'not road'. "
           "Keep them 255.")
    expect(np.array_equal(got, [[0, 0, 0, 0], [1, 1, 0, 255], [1, 1, 1, 255]]),
           "the values are not 1 for road, 255 for void and 0 for all else.")
    expect(got.dtype == np.uint8, f"a mask is uint8, yours is {got.dtype}. Try np.zeros_like(mask).")
    return "one yes-or-no question out of eleven classes, and void is still void."


@exercise(
    "np.bincount(instances.ravel()) counts pixels by number. Which numbers stand in the first and last row, "
    "and in the first and last column?",
    "np.unique of those four edges joined together (np.concatenate) names the nuclei to leave out; 0 is the "
    "background and goes too.",
    "counts = np.bincount(instances.ravel()); whole = np.setdiff1d(np.unique(instances), edges); "
    "then counts[whole] times the area of one pixel, which is the side squared.",
)
def cell_areas(answer) -> str:
    instances = np.zeros((8, 10), np.int32)
    instances[0:2, 0:3] = 1  # cut by the border
    instances[3:5, 2:5] = 2  # 6 pixels
    instances[3:7, 6:9] = 3  # 12 pixels
    instances[4:6, 9] = 4  # cut by the border
    got = answer(instances, 0.5)
    expect(got is not None, NOTHING)
    got = np.sort(np.asarray(got, float).ravel())
    pixels = np.sort(np.bincount(instances.ravel()))
    expect(not np.allclose(got.max(initial=0), pixels.max() / 4),
           "your largest nucleus is the background: number 0 is no nucleus.")
    expect(len(got) != 4, "you return four areas. Leave out the two nuclei that the border cuts.")
    expect(len(got) == 2, f"the test picture has two whole nuclei; you return {len(got)} areas.")
    expect(not np.allclose(got, (6, 12)), "these are pixels. A pixel of side 0.5 µm has 0.25 µm².")
    expect(not np.allclose(got, (3, 6)), "you multiplied by a pixel's side. An area takes the side squared.")
    expect(np.allclose(got, (1.5, 3.0)), f"1.5 and 3 µm² are right; yours are {np.round(got, 3).tolist()}.")
    return "two whole nuclei of 1.5 and 3 µm²; the ones cut by the border would have looked too small."


@exercise(
    "Connected components see only which pixels are not 0. When do three objects look like one?",
    "Let them touch: no background between them.",
    "Three neighbouring stripes will do: instances[4:20, 2:8] = 1, then columns 8 to 14 for 2, and so on.",
)
def three_as_one(instances) -> str:
    expect(isinstance(instances, np.ndarray) and instances.ndim == 2,
           "instances must be a table of numbers (H, W): begin with np.zeros((24, 24), int).")
    numbers = np.unique(instances[instances > 0])
    expect(len(numbers) == 3, f"there are {len(numbers)} objects (numbers above 0), not three.")
    sizes = [int(np.sum(instances == number)) for number in numbers]
    expect(min(sizes) >= 20, f"the smallest object has {min(sizes)} pixels, it must have at least 20.")
    expect(all(ndimage.label(instances == number)[1] == 1 for number in numbers),
           "one of your objects lies in several pieces. Draw each in one piece.")
    count = ndimage.label(instances > 0)[1]
    expect(count == 1, f"the semantic mask falls into {count} components. Let the objects touch.")
    expect((instances == 0).any(), "there is no background left. Leave some.")
    return "three objects, one component. No rule that sees only the semantic mask can tell."


@exercise(
    "A threshold sees each pixel alone. What can you see that needs a pixel's neighbours?",
    "Uneven light and texture both do. Texture: an object of black and white pixels on grey ones.",
    "With rng = np.random.default_rng(7): np.where(truth, rng.integers(0, 256, truth.shape), "
    "rng.integers(96, 160, truth.shape)).astype(np.uint8).",
)
def unthresholdable(image, truth) -> str:
    expect(image is not ... and truth is not ..., "the picture or its mask is still dots. Draw both.")
    image, truth = np.asarray(image), np.asarray(truth).astype(bool)
    expect(image.dtype == np.uint8 and image.ndim == 2 and min(image.shape) >= 48,
           f"the picture must be uint8 (H, W), at least 48 x 48; yours is {image.dtype} {image.shape}.")
    expect(truth.shape == image.shape, f"truth has the shape {truth.shape}, the picture {image.shape}.")
    expect(0.1 <= truth.mean() <= 0.5,
           f"the object covers {truth.mean():.0%} of the picture. Let it cover between 10% and 50%.")
    best = _best_level(image, truth)
    expect(best < LIMIT, f"a threshold reaches Dice {best:.2f}. Make both sides' grey levels more alike.")
    seen = max(_best_level(feature, truth) for feature in _neighbourhoods(image))
    expect(seen >= LIMIT,
           "no threshold finds it, but neither would an eye: inside looks like outside, as far as brightness "
           "and texture around a pixel go. Let them differ in one.")
    return f"the best threshold reaches Dice {best:.2f}, and an eye finds it at once. Neighbours matter."


def _best_level(values: np.ndarray, truth: np.ndarray) -> float:
    """Dice of the best threshold, either side of it, chosen with the truth in hand."""
    best = 0.0
    for level in np.unique(np.quantile(values, np.linspace(0, 1, 129))):
        for guess in (values > level, values <= level):
            best = max(best, 2 * np.sum(guess & truth) / (np.sum(guess) + np.sum(truth)))
    return float(best)


def _neighbourhoods(image: np.ndarray) -> tuple[np.ndarray, ...]:
    """What a pixel's surroundings tell: brightness, the same less the slope of the light, spread, change."""
    grey = image.astype(np.float32)
    near = cv2.blur(grey, (9, 9))
    rows, columns = np.indices(image.shape)
    plane = np.stack([np.ones(image.size), rows.ravel(), columns.ravel()], axis=1)
    light = (plane @ np.linalg.lstsq(plane, grey.ravel(), rcond=None)[0]).reshape(image.shape)
    spread = np.sqrt(np.maximum(cv2.blur(grey**2, (9, 9)) - near**2, 0))
    change = cv2.blur(np.abs(np.diff(grey, axis=1, append=grey[:, -1:])), (9, 9))
    return near, near - light, spread, change
