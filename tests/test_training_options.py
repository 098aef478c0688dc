"""Options of a training: averaged weights and clipping."""

import fakes
import keras
import numpy as np
import pytest

from helpers import training
from helpers.models import build_unet
from helpers.pipeline import endless
from helpers.training import compile_model, evaluate


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The rows of a run of four epochs without any of the options."""
    return fakes.train(tmp_path_factory.mktemp("plain"))[1]


def test_the_average_is_what_is_validated_and_kept(tmp_path, plain):
    seen = {}

    def look(number, model):
        seen[number] = [np.array(values) for values in model.get_weights()], evaluate(model, fakes.pairs(2, seed=9), 2)

    model, rows = fakes.train(tmp_path, average=0.9, after_epoch=look)
    for row in rows:
        scored = seen[row["epoch"]][1]
        assert scored == {key: row[key] for key in scored}
    assert [row["loss"] for row in rows] == pytest.approx([row["loss"] for row in plain], rel=1e-3), "the same steps"
    assert rows[0]["val_loss"] != pytest.approx(plain[0]["val_loss"], rel=1e-3), "what is validated is not"
    best = max(rows, key=lambda row: row["val_mean_iou"])["epoch"]
    for kept, then in zip(model.get_weights(), seen[best][0], strict=True):
        assert np.array_equal(kept, then)

    with pytest.raises(fakes.Stopped):
        fakes.train(tmp_path / "stopped", average=0.9, after_epoch=fakes.stop_after(2))
    _, resumed = fakes.train(tmp_path / "stopped", average=0.9, network_seed=5)
    np.testing.assert_allclose(fakes.scores(resumed), fakes.scores(rows), rtol=1e-4)


def test_the_average_is_that_of_the_weights_after_each_step():
    steps = []  # copies: np.asarray would show memory that TensorFlow goes on writing to

    class Spy(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            steps.append([np.array(variable) for variable in self.model.trainable_variables])

    model = compile_model(build_unet(filters=(4, 8)), 4, average=0.8, learning_rate=1e-2)
    model.fit(endless(fakes.batches()), steps_per_epoch=4, shuffle=False, verbose=0, callbacks=[Spy()])
    expected = steps[0]  # the average begins with the first step
    for weights in steps[1:]:
        expected = [0.8 * old + 0.2 * new for old, new in zip(expected, weights, strict=True)]
    with training._averaged(model):
        swapped = [np.array(variable) for variable in model.trainable_variables]
    for mine, theirs in zip(swapped, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("clip", [1e-6, 1e3])
def test_clipping_shortens_a_long_gradient_and_leaves_a_short_one(clip):
    keras.utils.set_random_seed(0)
    model = compile_model(build_unet(filters=(4, 8)), 1, clip=clip)
    long, short = np.full((3, 3, 3, 4), 2.0, np.float32), np.full(4, 1e-9, np.float32)
    clipped = [np.asarray(values) for values in model.optimizer._clip_gradients([long, short])]
    length = np.linalg.norm(long)
    np.testing.assert_allclose(clipped[0], long * min(1, clip / length), rtol=1e-5)
    np.testing.assert_allclose(clipped[1], short, rtol=1e-5)


def test_clipping_reaches_the_optimizer_of_a_run(tmp_path):
    lengths = {}

    def look(number, model):
        moments = model.optimizer._velocities  # running mean of the squared gradients
        lengths[model.optimizer.clipnorm] = max(float(np.abs(np.asarray(v)).max()) for v in moments)

    for clip in (1e-3, 1.0):
        fakes.train(tmp_path / str(clip), epochs=1, clip=clip, after_epoch=look)
    assert lengths[1e-3] < 1e-6 < lengths[1.0]
