"""From a picture to an answer: flips that undo themselves, sides, sizes, thresholds of the card."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import layers, ops
from scipy.ndimage import map_coordinates
from scipy.special import softmax

from helpers import inference
from helpers.images import normalise, resize_image
from helpers.inference import predict_flipped, predict_logits_tiled, predict_probabilities
from helpers.models import build_unet
from helpers.segment import answer_classes, segment

RIMS = {"dataset": "nuclei", "target": "rims", "classes": ["outside", "inside", "rim"]}


def noise(height, width, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def neighbour_network(down, across):
    """Its three logits at a pixel are red, green and blue of one neighbour, which lies down and across."""
    shown = keras.Input((None, None, 3))
    looks = layers.Conv2D(3, 3, padding="same", use_bias=False)
    model = keras.Model(shown, looks(shown))
    kernel = np.zeros((3, 3, 3, 3), np.float32)
    kernel[1 + down, 1 + across] = np.eye(3)
    looks.set_weights([kernel])
    return model


class EyesBySide(layers.Layer):
    """Calls bright pixels id 1 in the right half of the picture and id 2 in the left half; dark ones are id 0."""

    def call(self, picture):
        bright = 8 * picture[..., :1]
        right = ops.cast(ops.arange(ops.shape(picture)[2]) * 2 >= ops.shape(picture)[2], "float32")[:, None]
        return ops.concatenate([ops.full_like(bright, 4), bright * right, bright * (1 - right)], axis=-1)


def eyes_network():
    shown = keras.Input((None, None, 3))
    return keras.Model(shown, EyesBySide()(shown))


def two_eyes():
    picture = np.zeros((20, 30, 3), np.uint8)
    picture[5:9, 3:8] = picture[6:10, 21:27] = 255
    return picture


def shifted(probabilities, down, across):
    """What a pixel's neighbour has; zeros from beyond the frame are a network's input, not its answer."""
    padded = np.pad(probabilities, ((1, 1), (1, 1), (0, 0)))
    height, width = probabilities.shape[:2]
    return padded[1 + down : 1 + down + height, 1 + across : 1 + across + width]


@pytest.mark.parametrize("flip_vertical", [False, True])
@pytest.mark.parametrize("size", [(1, 1), (5, 8), (9, 7)])
def test_a_network_that_looks_left_looks_right_in_the_mirror(size, flip_vertical):
    shown = normalise(noise(*size))
    ways = [(-1, -1), (-1, 1)] + [(1, -1), (1, 1)] * flip_vertical
    expected = np.mean([softmax(shifted(shown, *way), axis=-1) for way in ways], axis=0)
    found = predict_flipped(neighbour_network(-1, -1), noise(*size), flip_vertical=flip_vertical)
    assert found.dtype == np.float32 and np.allclose(found, expected, atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.booleans(), st.integers(0, 99))
def test_flips_change_nothing_for_a_network_that_looks_at_one_pixel(height, width, flip_vertical, seed):
    picture = noise(height, width, seed)
    found = predict_flipped(SYMMETRIC, picture, flip_vertical=flip_vertical)
    assert np.allclose(found, predict_probabilities(SYMMETRIC, picture), atol=1e-6)


SYMMETRIC = neighbour_network(0, 0)


def test_in_the_mirror_sides_change_places_and_are_exchanged_back():
    model, picture = eyes_network(), two_eyes()
    alone = predict_probabilities(model, picture)
    assert np.allclose(predict_flipped(model, picture, sided=[(1, 2)]), alone, atol=1e-6)

    mixed = predict_flipped(model, picture)
    assert np.allclose(mixed[6, 24, 1], mixed[6, 24, 2], atol=1e-6) and alone[6, 24, 1] > 0.9


def test_upside_down_no_side_changes():
    model, picture = eyes_network(), two_eyes()
    found = predict_flipped(model, picture, [(1, 2)], flip_vertical=True)
    assert np.allclose(found, predict_probabilities(model, picture), atol=1e-6)


def test_a_picture_larger_than_one_piece_goes_in_tiles(monkeypatch):
    model, picture = build_unet(filters=(4, 8, 8)), noise(90, 70)
    monkeypatch.setattr(inference, "IN_ONE_PIECE", 90 * 70 - 1)
    in_tiles = predict_probabilities(model, picture)
    assert np.allclose(in_tiles, softmax(predict_logits_tiled(model, picture), axis=-1), atol=1e-6)
    monkeypatch.setattr(inference, "IN_ONE_PIECE", 90 * 70)
    whole = predict_probabilities(model, picture)
    assert not np.allclose(whole, in_tiles, atol=1e-6)
    assert np.allclose(whole[30:60, 30:40], in_tiles[30:60, 30:40], atol=1e-5)

    monkeypatch.setattr(inference, "IN_ONE_PIECE", 0)
    sees_all = build_unet(filters=(8, 8), normalisation="group")
    assert predict_probabilities(sees_all, noise(9, 9)).shape == (9, 9, 2)


# segment

def test_an_answer_without_objects_is_the_most_probable_class():
    picture = noise(13, 21)
    answer = segment(SYMMETRIC, {"classes": ["red", "green", "blue"]}, picture)
    assert answer.objects is None and answer.ids.dtype == np.uint8
    assert np.array_equal(answer.ids, normalise(picture).argmax(axis=-1))
    assert np.allclose(answer.probabilities, softmax(normalise(picture), axis=-1), atol=1e-6)


@pytest.mark.parametrize("size", [(10, 90), (64, 64), (130, 75)])
def test_a_network_is_shown_its_own_size_and_answers_at_the_pictures(size):
    seen = []

    class Watched:
        input_shape, output_shape = (None, None, None, 3), (None, None, None, 3)

        def compute_output_shape(self, shape):
            return shape

        def predict_on_batch(self, batch):
            seen.append(batch.shape)
            return batch * 9

    picture = np.zeros((*size, 3), np.uint8)
    picture[: size[0] // 2, ..., 0] = picture[size[0] // 2 :, ..., 1] = 255
    answer = segment(Watched(), {"classes": ["red", "green", "blue"], "picture_size": [40, 60]}, picture)
    assert seen == [(1, 40, 60, 3)]
    assert answer.ids.shape == size and answer.probabilities.shape == (*size, 3)
    assert np.allclose(answer.probabilities.sum(axis=-1), 1, atol=1e-5)
    assert (answer.ids == (np.arange(size[0]) >= size[0] // 2)[:, None]).mean() > 0.97


def between_four(channel, size):
    """SciPy's bilinear interpolation at the centres of the new pixels."""
    centres = [(np.arange(new) + 0.5) * old / new - 0.5 for new, old in zip(size, channel.shape, strict=True)]
    return map_coordinates(channel, np.meshgrid(*centres, indexing="ij"), order=1, mode="nearest")


def test_more_channels_than_a_picture_has_are_brought_back_too():
    model = build_unet(num_classes=11, filters=(4, 8))
    card = {"classes": list("abcdefghijk"), "picture_size": [32, 32]}
    for size in ((20, 24), (50, 41)):
        answer = segment(model, card, noise(*size))
        expected = predict_probabilities(model, resize_image(noise(*size), (32, 32)))
        assert answer.probabilities.shape == (*size, 11)
        one_by_one = np.dstack([between_four(expected[..., channel], size) for channel in range(11)])
        assert np.allclose(answer.probabilities, one_by_one, atol=1e-4)


def painted_rims():
    """Two insides that share their rims, and a faint third object: red outside, green inside, blue rim."""
    picture = np.zeros((30, 40, 3), np.uint8)
    picture[..., 0] = 255
    for rows, columns in ((slice(5, 20), slice(5, 15)), (slice(5, 20), slice(15, 25))):
        picture[rows, columns] = (0, 0, 255)
        picture[rows, columns][2:-2, 2:-2] = (0, 255, 0)
    picture[24:28, 30:38] = (110, 140, 0)
    return picture


def loud_network():
    shown = keras.Input((None, None, 3))
    return keras.Model(shown, layers.Rescaling(20)(shown))


def test_rims_become_numbered_objects():
    answer = segment(loud_network(), RIMS, painted_rims())
    assert answer.objects.dtype == np.int32 and answer.objects.max() == 3
    assert np.array_equal(answer.ids, (answer.objects > 0).astype(np.uint8))
    left, right = answer.objects[12, 10], answer.objects[12, 20]
    assert left and right and left != right
    assert answer.probabilities.shape == (30, 40, 3)


@pytest.mark.parametrize(("thresholds", "number"), [
    ({}, 3), ({"smallest": 40}, 2), ({"foreground": 0.95}, 2), ({"smallest": 1000}, 0),
])
def test_the_thresholds_of_the_card_are_used(thresholds, number):
    assert segment(loud_network(), RIMS | {"objects": thresholds}, painted_rims()).objects.max() == number


def test_flips_follow_the_data_set(monkeypatch):
    asked = []
    monkeypatch.setattr("helpers.segment.predict_flipped",
                        lambda model, image, sided, vertical: asked.append((sided, vertical)) or np.ones((4, 4, 3)))
    for card in ({"dataset": "faces"}, {"dataset": "nuclei"}, {"dataset": "camvid"}, {"dataset": "leaves"}):
        segment(None, {"classes": ["a", "b", "c"], **card}, noise(4, 4), flips=True)
    assert asked == [(((2, 3), (4, 5)), False), ((), True), ((), False), ((), False)]


def test_flipped_answers_have_the_pictures_size():
    card = {"dataset": "camvid", "classes": ["a", "b", "c"], "picture_size": [8, 8]}
    assert segment(neighbour_network(0, 1), card, noise(11, 6), flips=True).ids.shape == (11, 6)


def test_the_ids_of_an_answer_have_names():
    assert answer_classes(RIMS) == ("background", "nucleus")
    assert answer_classes({"classes": ["outside", "inside", "rim"], "target": "rims"}) == ("background", "object")
    assert answer_classes({"classes": ["background", "face"]}) == ("background", "face")


def test_a_target_that_nobody_knows_gets_a_sentence():
    with pytest.raises(ValueError, match="target is 'depth', but it is 'mask'.*newer version"):
        segment(None, {"classes": ["a"], "target": "depth"}, noise(4, 4))
