"""The Keras metric against the NumPy functions, inside and outside of fit, and beyond what float32 can count."""

import time

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from helpers.metrics import accuracy, confusion_matrix, dice, iou, mean_iou
from helpers.metrics.streaming import StreamingScore

CLASSES = 3
SCORES = {
    ("accuracy", None): accuracy,
    ("mean_iou", None): mean_iou,
    ("mean_iou", 1): lambda matrix: iou(matrix)[1],
    ("dice", None): lambda matrix: np.nanmean(dice(matrix)) if matrix.any() else np.nan,
    ("dice", 2): lambda matrix: dice(matrix)[2],
}


@st.composite
def batches(draw):
    """A few batches of labels with void, and logits with many ties and both zeros."""
    shapes = draw(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=3))
    ids, values = st.sampled_from([0, 1, 2, 3, 255]), st.sampled_from([-1.0, -0.0, 0.0, 0.5, 7.0])
    return [(draw(arrays.arrays(np.uint8, shape, elements=ids)),
             draw(arrays.arrays(np.float32, (*shape, CLASSES), elements=values))) for shape in shapes]


def matrix_of(pairs):
    return sum(confusion_matrix(labels, logits.argmax(axis=-1), CLASSES) for labels, logits in pairs)


@settings(deadline=None, max_examples=40)
@given(batches())
def test_counts_and_scores_are_those_of_numpy(pairs):
    expected = matrix_of(pairs)
    for (score, class_id), function in SCORES.items():
        metric = StreamingScore(CLASSES, score, class_id)
        for labels, logits in pairs:
            metric.update_state(labels, logits)
        assert metric.matrix().dtype == np.int64 and np.array_equal(metric.matrix(), expected)
        assert float(metric.result()) == pytest.approx(function(expected), rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("dtype", ["uint8", "int32", "int64", "float32"])
@pytest.mark.parametrize("last_axis", [False, True])
def test_labels_of_any_type_and_with_a_last_axis_count_alike(dtype, last_axis):
    labels, logits = np.array([[[0, 2, 255], [1, 1, 7]]]), np.random.default_rng(0).random((1, 2, 3, CLASSES))
    metric = StreamingScore(CLASSES)
    metric.update_state((labels[..., None] if last_axis else labels).astype(dtype), logits)
    assert np.array_equal(metric.matrix(), matrix_of([(labels, logits)]))
    metric.update_state(np.full((1, 2, 3), -1), logits)  # negative ids are void here: a graph cannot object
    assert metric.matrix().sum() == 4


def test_the_first_of_equal_logits_is_called_as_in_numpy():
    logits = np.array([[[[-0.0, 0.0, 0.0], [0.0, -0.0, 0.0], [1, 2, 2], [-5, -5, -9]]]], np.float32)
    assert logits.argmax(axis=-1).tolist() == [[[0, 0, 1, 0]]]
    metric = StreamingScore(CLASSES)
    metric.update_state(np.zeros((1, 1, 4), int), logits)
    assert metric.matrix()[0].tolist() == [3, 1, 0]


def test_half_precision_and_probabilities_call_the_same_class():
    logits = np.random.default_rng(0).integers(-3, 4, (2, 5, 5, CLASSES))
    labels = np.random.default_rng(1).integers(0, CLASSES, (2, 5, 5))
    for values in (logits.astype(np.float16), tf.cast(logits, tf.bfloat16), tf.nn.softmax(logits.astype(np.float64))):
        metric = StreamingScore(CLASSES)
        metric.update_state(labels, values)
        assert np.array_equal(metric.matrix(), matrix_of([(labels, logits)]))


@pytest.mark.parametrize("seen", [2**24 - 3, 2**30 - 3, 2**31 - 3, 2**32 - 3, 2**45 + 1])
def test_counting_goes_on_where_float32_and_int32_stop(seen):
    labels, logits = np.zeros((1, 2, 5), np.uint8), np.zeros((1, 2, 5, CLASSES), np.float32)
    metric = StreamingScore(CLASSES, "accuracy")
    metric.high.assign(np.diag([seen // 2**30, 0, 0]))
    metric.low.assign(np.diag([seen % 2**30, 0, 0]))
    assert metric.matrix()[0, 0] == seen
    step = tf.function(metric.update_state)
    for _ in range(4):
        step(labels, logits)
    assert metric.matrix().sum() == metric.matrix()[0, 0] == seen + 40
    assert float(metric.result()) == 1
    assert 0 <= int(metric.low[0, 0]) < 2**30  # so that a batch still fits into int32


def test_float32_would_have_stopped():
    stuck = np.float32(2**24)
    for _ in range(40):
        stuck += np.float32(1)
    assert stuck == 2**24  # this is what the test above would find in a metric of floats


def small_network():
    keras.utils.set_random_seed(0)
    return keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(CLASSES, 1)])


def seen_pictures():
    rng = np.random.default_rng(0)
    return rng.random((5, 8, 8, 3)).astype(np.float32), rng.choice([0, 1, 2, 255], (5, 8, 8)).astype(np.uint8)


@pytest.mark.parametrize("mode", ["graph", "eager", "xla"])
def test_evaluate_gives_the_score_of_the_whole_set(mode):
    model, (images, labels) = small_network(), seen_pictures()
    metrics = [StreamingScore(CLASSES, *arguments) for arguments in SCORES]
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255),
                  metrics=metrics, run_eagerly=mode == "eager", jit_compile=mode == "xla")
    history = model.fit(images, labels, batch_size=2, epochs=2, validation_data=(images, labels), verbose=0).history
    scores = model.evaluate(images, labels, batch_size=2, return_dict=True, verbose=0)
    matrix = matrix_of([(labels, model.predict(images, verbose=0))])
    assert np.array_equal(metrics[0].matrix(), matrix)  # of the last evaluation alone: fit resets
    for metric, function in zip(metrics, SCORES.values(), strict=True):
        assert scores[metric.name] == pytest.approx(function(matrix), rel=1e-9)
        assert history[f"val_{metric.name}"][-1] == scores[metric.name]
    assert {metric.name for metric in metrics} == {"accuracy", "mean_iou", "mean_iou_1", "dice", "dice_2"}


def test_a_saved_model_comes_back_with_its_metric(tmp_path):
    model, (images, labels) = small_network(), seen_pictures()
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=255),
                  metrics=[StreamingScore(CLASSES, "dice", class_id=1, name="nucleus")])
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    scores = [m.evaluate(images, labels, return_dict=True, verbose=0) for m in (model, again)]
    assert scores[0] == scores[1] and "nucleus" in scores[0]
    metric = StreamingScore(CLASSES, "dice", class_id=1)
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(metric))
    assert copy.get_config() == metric.get_config()
    assert (copy.num_classes, copy.score, copy.class_id, copy.name) == (CLASSES, "dice", 1, "dice_1")


def test_a_reset_forgets_everything():
    metric, (_, labels) = StreamingScore(CLASSES), seen_pictures()
    metric.high.assign(np.ones((CLASSES, CLASSES)))
    metric.update_state(labels, np.zeros((*labels.shape, CLASSES)))
    metric.reset_state()
    assert not metric.matrix().any() and np.isnan(float(metric.result()))


def test_pictures_of_many_sizes_share_one_graph():
    metric, rng = StreamingScore(CLASSES), np.random.default_rng(0)
    step = tf.function(metric.update_state, input_signature=[
        tf.TensorSpec((None, None, None), tf.int32), tf.TensorSpec((None, None, None, CLASSES), tf.float32)])
    pairs = [(rng.integers(0, 4, shape).astype(np.int32), rng.random((*shape, CLASSES)).astype(np.float32))
             for shape in ((2, 3, 4), (1, 7, 2))]
    for pair in pairs:
        step(*pair)
    assert np.array_equal(metric.matrix(), matrix_of(pairs))


def test_a_batch_takes_no_longer_than_with_keras():
    rng = np.random.default_rng(0)
    labels = tf.constant(rng.integers(0, 12, (2, 360, 480)), tf.int32)
    logits = tf.constant(rng.random((2, 360, 480, 12)), tf.float32)
    steps = [tf.function(metric.update_state)
             for metric in (StreamingScore(12), keras.metrics.MeanIoU(12, sparse_y_pred=False))]
    seconds = [[], []]
    for _ in range(5):
        for step, taken in zip(steps, seconds, strict=True):
            start = time.perf_counter()
            step(labels, logits)
            taken.append(time.perf_counter() - start)
    assert min(seconds[0]) < min(seconds[1])  # about half


LABELS, LOGITS = np.zeros((1, 2, 2), int), np.zeros((1, 2, 2, CLASSES))


@pytest.mark.parametrize(("call", "words"), [
    (lambda: StreamingScore(3, "iou"), ("score='iou'", "mean_iou")),
    (lambda: StreamingScore(3, "dice", 3), ("class_id=3", "0..2")),
    (lambda: StreamingScore(3, "mean_iou", -1), ("class_id=-1", "0..2")),
    (lambda: StreamingScore(3, "accuracy", 1), ("class_id=1", "no accuracy")),
    (lambda: StreamingScore(3).update_state(LABELS, LABELS), ("(1, 2, 2), logits (1, 2, 2)", "before argmax")),
    (lambda: StreamingScore(4).update_state(LABELS, LOGITS), ("(1, 2, 2, 3)", "(B, H, W, 4)")),
    (lambda: StreamingScore(3).update_state(LABELS[0], LOGITS), ("labels have the shape (2, 2)",)),
    (lambda: StreamingScore(3).update_state(np.zeros((1, 4, 1)), LOGITS), ("(1, 4, 1), logits (1, 2, 2, 3)",)),
    (lambda: StreamingScore(3).update_state(LABELS, LOGITS, LABELS), ("cannot weigh", "metrics=", "255 (void)")),
])
def test_wrong_use_gets_a_sentence(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)
