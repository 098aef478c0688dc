"""Losses: against Keras's own, scikit-learn and our scores; void, weights, saving, training, other backends."""

import json
import os
import re
import subprocess
import sys
import textwrap
from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import log_loss

import helpers.losses
from helpers.losses import CrossEntropy, Focal, SoftDice, Sum
from helpers.metrics import confusion_matrix, dice

ALL = {
    "cross_entropy": lambda: CrossEntropy(np.array([1.0, 2.0, 0.5])),
    "focal": lambda: Focal(gamma=1.5, class_weights=[1.0, 2.0, 0.5]),
    "soft_dice": lambda: SoftDice(smooth=0.5),
    "sum": lambda: Sum([CrossEntropy(), SoftDice()], weights=(1, 0.5)),
}
every_loss = pytest.mark.parametrize("loss", [make() for make in ALL.values()], ids=ALL)


def scene(seed=0, classes=3, shape=(2, 6, 5), void=0.2):
    """Labels with void, logits and weights, at random."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, shape)
    labels[rng.random(shape) < void] = 255
    logits = 2 * rng.normal(size=(*shape, classes)).astype(np.float32)
    return labels, logits, rng.uniform(0.2, 3, shape).astype(np.float32)


def probabilities(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)


def one_hot(labels, classes):
    return np.eye(classes, dtype=np.float32)[labels]


def slope(loss, labels, logits, weights=None):
    """The gradient of a loss by its logits."""
    import tensorflow as tf

    logits = tf.Variable(np.asarray(logits, np.float32))
    with tf.GradientTape() as tape:
        value = loss(labels, logits, sample_weight=weights)
    return tape.gradient(value, logits).numpy()


# Cross-entropy

@given(st.integers(0, 1000), st.integers(2, 6), st.sampled_from([0.0, 0.3, 0.9]))
@settings(max_examples=12, deadline=None)
def test_cross_entropy_is_that_of_keras(seed, classes, void):
    labels, logits, _ = scene(seed, classes, void=void)
    keras_own = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255)
    assert float(CrossEntropy()(labels, logits)) == pytest.approx(float(keras_own(labels, logits)), rel=2e-6)
    np.testing.assert_allclose(slope(CrossEntropy(), labels, logits), slope(keras_own, labels, logits), atol=1e-7)


def test_every_id_that_is_no_class_is_void():
    labels, logits, _ = scene()
    other = np.where(labels == 255, np.where(np.arange(5) % 2, -1, 3), labels)
    for loss in (CrossEntropy([1, 2, 3]), SoftDice(), Focal()):
        assert float(loss(labels, logits)) == float(loss(other, logits))


@given(st.integers(0, 1000))
@settings(max_examples=8, deadline=None)
def test_weighted_cross_entropy_is_the_log_loss_of_scikit_learn(seed):
    labels, logits, weights = scene(seed, shape=(3, 6, 5))
    class_weights = np.array([0.5, 2.0, 3.0])
    known = labels < 3
    expected = log_loss(
        labels[known], probabilities(logits.astype(float))[known], labels=[0, 1, 2],
        sample_weight=class_weights[labels[known]] * weights[known],
    )
    loss = CrossEntropy(class_weights)
    assert float(loss(labels, logits, sample_weight=weights)) == pytest.approx(expected, rel=1e-5)
    assert float(loss(labels, logits, 7 * weights)) == pytest.approx(expected, rel=1e-5), "only ratios count"


def test_keras_divides_weighted_sums_by_the_number_of_labelled_pixels():
    labels, logits, weights = scene()
    known = labels < 3
    surprise = -np.log(probabilities(logits)[known, labels[known]])
    keras_own = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255)
    told = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, ignore_class=255, reduction="mean_with_sample_weight"
    )
    ours = float(CrossEntropy()(labels, logits, weights))
    assert float(keras_own(labels, logits, weights)) == pytest.approx((weights[known] * surprise).mean(), rel=1e-5)
    assert ours == pytest.approx((weights[known] * surprise).sum() / weights[known].sum(), rel=1e-5)
    assert ours == pytest.approx(float(told(labels, logits, weights)), rel=1e-5)
    assert float(keras_own(labels, logits, 2 * weights)) == pytest.approx(2 * float(keras_own(labels, logits, weights)))


def test_class_weights_by_hand():
    labels, logits = np.array([[[0, 1, 255]]]), np.array([[[[0.0, 0.0], [0.0, np.log(3)], [5.0, 5.0]]]])
    expected = (1 * np.log(2) + 4 * np.log(4 / 3)) / 5
    assert float(CrossEntropy([1, 4])(labels, logits)) == pytest.approx(expected, rel=1e-6)
    assert float(CrossEntropy([0, 4])(labels, logits)) == pytest.approx(np.log(4 / 3), rel=1e-6)


# Focal

@given(st.integers(0, 1000), st.sampled_from([0.5, 1.0, 2.0, 5.0]))
@settings(max_examples=8, deadline=None)
def test_focal_is_that_of_keras(seed, gamma):
    labels, logits, _ = scene(seed, classes=4, void=0)
    keras_own = keras.losses.CategoricalFocalCrossentropy(alpha=1, gamma=gamma, from_logits=True)
    expected = float(keras_own(one_hot(labels, 4), logits))
    assert float(Focal(gamma)(labels, logits)) == pytest.approx(expected, rel=1e-4)


def test_focal_of_two_classes_is_the_binary_one_of_keras():
    labels, logits, _ = scene(classes=2, void=0)
    keras_own = keras.losses.BinaryFocalCrossentropy(gamma=2, from_logits=True)
    expected = float(keras_own(labels[..., None], logits[..., 1:] - logits[..., :1]))
    assert float(Focal()(labels, logits)) == pytest.approx(expected, rel=1e-4)


def test_focal_with_gamma_zero_is_cross_entropy():
    labels, logits, weights = scene()
    for class_weights in (None, [1, 2, 3]):
        focal, plain = Focal(0, class_weights), CrossEntropy(class_weights)
        assert float(focal(labels, logits, weights)) == float(plain(labels, logits, weights))
        np.testing.assert_array_equal(slope(focal, labels, logits), slope(plain, labels, logits))


def test_focal_weights_are_the_alpha_of_equation_5():
    labels, logits = np.array([[[0, 1]]]), np.array([[[[0.0, 0.0], [0.0, np.log(3)]]]])
    expected = (1 * 0.5**2 * np.log(2) + 3 * 0.25**2 * np.log(4 / 3)) / 4
    assert float(Focal(2, [1, 3])(labels, logits)) == pytest.approx(expected, rel=1e-6)


# Soft Dice

@given(st.integers(0, 1000), st.integers(2, 5))
@settings(max_examples=12, deadline=None)
def test_soft_dice_of_certain_answers_is_the_dice_score(seed, classes):
    labels, logits, _ = scene(seed, classes)
    labels[labels == classes - 1] = 0  # the last class is predicted, but never occurs
    predictions = logits.argmax(axis=-1)
    scores = dice(confusion_matrix(labels, predictions, classes))
    occurs = np.isin(np.arange(classes), labels)
    expected = 1 - scores[occurs].mean()
    assert float(SoftDice()(labels, 100 * one_hot(predictions, classes))) == pytest.approx(expected, abs=1e-6)


def test_soft_dice_by_hand():
    labels = np.array([[[0, 0], [1, 255]]])
    right = np.log([[[[0.8, 0.2], [0.5, 0.5]], [[0.4, 0.6], [0.9, 0.1]]]])
    # class 0: 2 x 1.3 / (2 + 1.7); class 1: 2 x 0.6 / (1 + 1.3)
    assert float(SoftDice()(labels, right)) == pytest.approx(1 - (2.6 / 3.7 + 1.2 / 2.3) / 2, rel=1e-5)
    assert float(SoftDice(smooth=1)(labels, right)) == pytest.approx(1 - (3.6 / 4.7 + 2.2 / 3.3) / 2, rel=1e-5)
    # the second pixel counts twice: class 0: 2 x 1.8 / (3 + 2.2); class 1: 2 x 0.6 / (1 + 1.8)
    weights = np.array([[[1, 2], [1, 1]]])
    assert float(SoftDice()(labels, right, weights)) == pytest.approx(1 - (3.6 / 5.2 + 1.2 / 2.8) / 2, rel=1e-5)


def test_soft_dice_pools_the_pixels_of_a_batch():
    labels, logits, _ = scene()
    stacked = SoftDice()(labels.reshape(1, 12, 5), logits.reshape(1, 12, 5, 3))
    assert float(SoftDice()(labels, logits)) == pytest.approx(float(stacked), rel=1e-6)


def test_an_absent_class_costs_nothing_unless_it_is_called():
    labels = np.zeros((1, 4, 4), int)
    labels[0, 2:] = 1
    certain = 30 * one_hot(labels, 3)
    assert float(SoftDice()(labels, certain)) < 1e-6
    called = certain.copy()
    losses = []
    for wish in (0, 20, 29, 30, 31, 60):
        called[0, 0, 0, 2] = wish  # one pixel leans more and more to class 2, which does not occur
        losses.append(float(SoftDice()(labels, called)))
    assert losses == sorted(losses) and losses[-1] > losses[2] + 0.01
    assert slope(SoftDice(), labels, called * 0)[..., 2].min() > 0, "everywhere, calling class 2 raises the loss"


def test_keras_dice_gives_an_absent_class_the_full_loss_and_pools_classes_by_default():
    labels = np.zeros((1, 10, 10), int)
    perfect = one_hot(labels, 3)
    per_class = keras.losses.Dice(axis=(0, 1, 2), reduction=None)(perfect, perfect)
    np.testing.assert_allclose(per_class, [0, 1, 1], atol=1e-6)
    assert float(SoftDice()(labels, 100 * perfect)) == pytest.approx(0, abs=1e-6)

    labels[0, 0, :2] = 1  # 2 % of the pixels, and the answer misses them all
    missed = np.zeros((1, 10, 10), int)
    pooled = keras.losses.Dice()(one_hot(labels, 2), one_hot(missed, 2))
    assert float(pooled) == pytest.approx(0.02, abs=1e-4)
    assert float(SoftDice()(labels, 100 * one_hot(missed, 2))) == pytest.approx(1 - (196 / 198 + 0) / 2, abs=1e-5)


# All of them

@every_loss
def test_void_pixels_have_no_say(loss):
    labels, logits, weights = scene()
    void = labels == 255
    spoilt, wild = logits.copy(), weights.copy()
    spoilt[void], wild[void] = np.nan, np.inf
    assert float(loss(labels, spoilt, wild)) == float(loss(labels, logits, weights))
    gradient = slope(loss, labels, spoilt, wild)
    assert not gradient[void].any() and np.abs(gradient[~void]).max() > 0


@every_loss
def test_weight_zero_is_void_and_weight_one_is_no_weight(loss):
    labels, logits, _ = scene()
    kept = labels.copy()
    kept[:, :2] = 255
    weights = np.ones(labels.shape)
    assert float(loss(labels, logits, weights)) == float(loss(labels, logits))
    weights[:, :2] = 0
    assert float(loss(labels, logits, weights)) == float(loss(kept, logits))


@every_loss
def test_one_weight_per_picture_is_that_of_all_its_pixels(loss):
    labels, logits, weights = scene()
    per_picture = np.array([1.0, 3.0])
    per_pixel = per_picture[:, None, None] * np.ones(labels.shape)
    assert float(loss(labels, logits, per_picture)) == float(loss(labels, logits, per_pixel))
    assert float(loss(labels, logits, weights)) == float(loss(labels, logits, weights[..., None]))
    narrow, logits, weights = scene(1, shape=(4, 4, 1))  # its weights look like one column too many
    assert float(loss(narrow, logits, weights)) == float(loss(narrow, logits, weights[..., None]))


@every_loss
@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32])
def test_labels_come_in_any_form(loss, kind):
    labels, logits, _ = scene()
    expected = float(loss(labels, logits))
    assert float(loss(labels.astype(kind), logits)) == expected
    assert float(loss(labels.astype(kind)[..., None], logits)) == expected


@every_loss
@pytest.mark.parametrize("content", [0, 1, 255])
@pytest.mark.parametrize("size", [0.0, 1e4, -1e4])
def test_values_and_slopes_are_finite_at_the_limits(loss, content, size):
    labels = np.full((2, 3, 3), content)
    logits = size * one_hot(np.zeros_like(labels), 3)
    assert np.isfinite(float(loss(labels, logits))) and np.isfinite(slope(loss, labels, logits)).all()
    if content == 255:
        assert float(loss(labels, logits)) == 0 and not slope(loss, labels, logits).any()


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 3.0])
def test_focal_has_a_finite_slope_where_the_network_is_certain(gamma):
    labels = np.array([[[0, 1]]])
    assert np.isfinite(slope(Focal(gamma), labels, [[[[1e4, -1e4], [1e4, -1e4]]]])).all()


@every_loss
def test_float16_logits_are_computed_in_float32(loss):
    labels, logits, _ = scene(shape=(1, 300, 300))
    halves = logits.astype(np.float16)
    value = loss(labels, keras.ops.convert_to_tensor(halves))
    assert keras.backend.standardize_dtype(value.dtype) == "float32"
    assert float(value) == float(loss(labels, halves.astype(np.float32)))


def test_a_sum_is_the_weighted_sum_of_its_parts():
    labels, logits, weights = scene()
    parts = [CrossEntropy([1, 2, 3]), SoftDice(), Focal()]
    values = [float(part(labels, logits, weights)) for part in parts]
    assert float(Sum(parts)(labels, logits, weights)) == pytest.approx(sum(values), rel=1e-6)
    expected = 0.5 * values[0] + 2 * values[1]
    assert float(Sum(parts, (0.5, 2, 0))(labels, logits, weights)) == pytest.approx(expected, rel=1e-6)


def test_a_sum_takes_losses_of_keras():
    labels, logits, _ = scene()
    own = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255)
    both = Sum([own, SoftDice()])
    expected = float(own(labels, logits)) + float(SoftDice()(labels, logits))
    assert float(both(labels, logits)) == pytest.approx(expected, rel=1e-6)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(both))
    assert float(again(labels, logits)) == float(both(labels, logits))


# In Keras

def network(classes=3):
    keras.utils.set_random_seed(3)
    inputs = keras.Input((None, None, 3))
    return keras.Model(inputs, keras.layers.Conv2D(classes, 1, name="logits")(inputs))


@pytest.fixture
def mixed_precision():
    keras.mixed_precision.set_global_policy("mixed_float16")
    yield
    keras.mixed_precision.set_global_policy("float32")


@every_loss
def test_fit_and_evaluate_report_the_loss(loss):
    labels, images, weights = scene()
    model = network()
    model.compile(optimizer=keras.optimizers.SGD(0.5), loss=loss, jit_compile=False)
    expected = float(loss(labels, model.predict_on_batch(images), weights))
    batch = {"sample_weight": weights, "batch_size": 2, "verbose": 0}
    assert model.evaluate(images, labels, **batch) == pytest.approx(expected, rel=1e-5)
    history = model.fit(images, labels, epochs=4, **batch).history["loss"]
    assert history[0] == pytest.approx(expected, rel=1e-5) and history[-1] < history[0]


@pytest.mark.parametrize("form", ["float32", "last axis", "tf.data", "per picture"])
def test_fit_takes_labels_and_weights_in_any_form(form):
    labels, images, weights = scene()
    if form == "per picture":
        weights = np.array([1.0, 3.0])
    loss, model = ALL["sum"](), network()
    model.compile(loss=loss, jit_compile=False)
    expected = float(loss(labels, model.predict_on_batch(images), weights))
    batch = (images, labels[..., None] if form == "last axis" else labels.astype(np.float32), weights)
    if form == "tf.data":
        import tensorflow as tf

        history = model.fit(tf.data.Dataset.from_tensors((images, labels, weights)), verbose=0, shuffle=False).history
    else:
        history = model.fit(*batch[:2], sample_weight=batch[2], batch_size=2, verbose=0).history
    assert history["loss"][0] == pytest.approx(expected, rel=1e-5)


def test_training_under_mixed_precision(mixed_precision):
    labels, images, weights = scene()
    model, loss = network(), Sum([make() for make in ALL.values()])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=loss, jit_compile=False)
    assert model.output.dtype == "float16"
    history = model.fit(images, labels, sample_weight=weights, batch_size=2, epochs=4, verbose=0).history["loss"]
    assert np.isfinite(history).all() and history[-1] < history[0]


@every_loss
def test_a_loss_is_stored_and_read_back(loss):
    labels, logits, weights = scene()
    stored = json.dumps(keras.saving.serialize_keras_object(loss))
    again = keras.saving.deserialize_keras_object(json.loads(stored))
    assert type(again) is type(loss) and again.name == loss.name
    assert float(again(labels, logits, weights)) == float(loss(labels, logits, weights))


def test_a_saved_model_brings_its_loss_back(tmp_path):
    labels, images, weights = scene()
    model, loss = network(), Sum([make() for make in ALL.values()])
    model.compile(optimizer="sgd", loss=loss, jit_compile=False)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    logits = model.predict_on_batch(images)
    assert float(again.loss(labels, logits, weights)) == float(loss(labels, logits, weights))


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_other_backends_compute_the_same(backend, tmp_path):
    if find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    code = """
        import sys
        import numpy as np
        from helpers.losses import CrossEntropy, Focal, SoftDice, Sum
        scene = np.load(sys.argv[1])
        parts = [CrossEntropy([1.0, 2.0, 0.5]), Focal(1.5), SoftDice(0.5)]
        print(*[float(loss(scene["labels"], scene["logits"], scene["weights"])) for loss in [*parts, Sum(parts)]])
        assert "tensorflow" not in sys.modules
    """
    labels, logits, weights = scene()
    np.savez(tmp_path / "scene.npz", labels=labels, logits=logits, weights=weights)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), tmp_path / "scene.npz"],
        capture_output=True, text=True, check=False,
        env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    parts = [CrossEntropy([1.0, 2.0, 0.5]), Focal(1.5), SoftDice(0.5)]
    expected = [float(loss(labels, logits, weights)) for loss in [*parts, Sum(parts)]]
    np.testing.assert_allclose([float(value) for value in done.stdout.split()], expected, rtol=1e-5)


def test_no_loss_asks_for_one_backend():
    for path in Path(helpers.losses.__file__).parent.glob("*.py"):
        assert not {"tensorflow", "jax", "torch"} & set(re.findall(r"\w+", path.read_text(encoding="utf-8")))


# What goes wrong

LABELS, LOGITS, WEIGHTS = scene()
FAULTS = {
    "labels of another size": (lambda: CrossEntropy()(LABELS[:, :4], LOGITS), "the shape (2, 4, 5)"),
    "one-hot labels": (lambda: SoftDice()(LOGITS, LOGITS), "np.argmax(labels, axis=-1)"),
    "one class": (lambda: CrossEntropy()(LABELS, LOGITS[..., :1]), "num_classes=2"),
    "weights of another size": (lambda: SoftDice()(LABELS, LOGITS, WEIGHTS[:, :4]), "one per picture"),
    "weights of too few pictures": (lambda: SoftDice()(LABELS, LOGITS, np.ones(3)), "one per picture"),
    "too many class weights": (lambda: CrossEntropy([1, 2, 3, 4])(LABELS, LOGITS), "4 class weights"),
    "a negative class weight": (lambda: CrossEntropy([1, -2, 3]), "0 or more"),
    "a class weight that is no number": (lambda: Focal(2, [1, np.nan, 3]), "0 or more"),
    "all class weights 0": (lambda: CrossEntropy([0, 0]), "not all 0"),
    "class weights as a table": (lambda: CrossEntropy([[1, 2]]), "one number of 0 or more per class"),
    "a negative gamma": (lambda: Focal(-1), "gamma=-1"),
    "gamma no number": (lambda: Focal(float("nan")), "gamma=nan"),
    "a negative smooth": (lambda: SoftDice(-1), "smooth=-1"),
    "an empty sum": (lambda: Sum([]), "at least one"),
    "a sum of names": (lambda: Sum(["dice"]), "as objects"),
    "too few weights in a sum": (lambda: Sum([Focal(), SoftDice()], [1]), "for 2 losses"),
    "a negative weight in a sum": (lambda: Sum([Focal()], [-1]), "0 or more"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_get_a_sentence(fault):
    do, words = FAULTS[fault]
    with pytest.raises(ValueError) as caught:
        do()
    assert words in str(caught.value)


def test_a_fault_is_told_inside_fit_too():
    labels, images, _ = scene()
    model = network(classes=4)
    model.compile(loss=CrossEntropy([1, 2, 3]), jit_compile=False)
    with pytest.raises(ValueError, match="3 class weights, but the logits have 4 classes"):
        model.fit(images, labels, verbose=0)
