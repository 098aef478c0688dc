"""Options of a training: averaged weights, clipping, patience, half precision, TensorBoard."""

import fakes
import keras
import numpy as np
import pytest

from helpers import progress, training
from helpers.hardware import computing_in
from helpers.models import build_unet
from helpers.runs import COLUMNS
from helpers.training import compile_model, evaluate


def scores(rows):
    """The rows without the times, which differ from run to run."""
    return [[row[column] for column in COLUMNS if column != "seconds"] for row in rows]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The rows of a run of four epochs without any of the options."""
    return fakes.train(tmp_path_factory.mktemp("plain"))[1]


class Stopped(Exception):
    """Somebody stopped the run."""


def stop_after(epoch):
    def stop(number, model):
        if number == epoch:
            raise Stopped

    return stop


def test_the_average_is_what_is_validated_and_kept(tmp_path, plain):
    seen = {}

    def look(number, model):
        seen[number] = model.get_weights(), evaluate(model, fakes.pairs(2, seed=9), 2)

    model, rows = fakes.train(tmp_path, average=0.9, after_epoch=look)
    for row in rows:
        scored = seen[row["epoch"]][1]
        assert scored == {key: row[key] for key in scored}
    assert [row["loss"] for row in rows] == pytest.approx([row["loss"] for row in plain], rel=1e-3), "the same steps"
    assert rows[0]["val_loss"] != pytest.approx(plain[0]["val_loss"], rel=1e-3), "what is validated is not"
    best = max(rows, key=lambda row: row["val_mean_iou"])["epoch"]
    for kept, then in zip(model.get_weights(), seen[best][0], strict=True):
        assert np.array_equal(kept, then)

    with pytest.raises(Stopped):
        fakes.train(tmp_path / "stopped", average=0.9, after_epoch=stop_after(2))
    _, resumed = fakes.train(tmp_path / "stopped", average=0.9, network_seed=5)
    np.testing.assert_allclose(scores(resumed), scores(rows), rtol=1e-4)


def test_the_average_is_that_of_the_weights_after_each_step(tmp_path):
    steps = []

    class Spy(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            steps.append([np.asarray(variable) for variable in self.model.trainable_variables])

    model = compile_model(build_unet(filters=(4, 8)), 4, average=0.8, learning_rate=1e-2)
    model.fit(iter(list(fakes.batches().epoch(0)) * 2), steps_per_epoch=4, verbose=0, callbacks=[Spy()])
    expected = steps[0]  # the average begins with the first step
    for weights in steps[1:]:
        expected = [0.8 * old + 0.2 * new for old, new in zip(expected, weights, strict=True)]
    with training._averaged(model):
        swapped = [np.asarray(variable) for variable in model.trainable_variables]
    for mine, theirs in zip(swapped, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)
    for back, last in zip(model.trainable_variables, steps[-1], strict=True):
        np.testing.assert_allclose(np.asarray(back), last, rtol=1e-5, atol=1e-7)


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


def scored(monkeypatch, scores):
    """Lets validation find these mean IoUs, one after the other."""
    found = iter(scores)
    monkeypatch.setattr(training, "evaluate", lambda *_: {
        "val_loss": 1.0, "val_accuracy": 0.5, "val_mean_iou": next(found), "val_dice": 0.5})


def test_patience_stops_a_run_that_gets_no_better_and_it_stays_stopped(tmp_path, monkeypatch):
    scored(monkeypatch, [0.2, 0.5, 0.4, 0.5, 0.3, 0.9])
    said = []
    model, rows = fakes.train(tmp_path, epochs=9, patience=3, say=said.append)
    assert len(rows) == 5, "epochs 3, 4 and 5 were no better than 2; as good is not better"
    assert said[-1].endswith("stopped: no better score for 3 epochs") and "to go" in said[-2]
    again, same = fakes.train(tmp_path, epochs=9, patience=3, say=said.append, network_seed=4)
    assert same == rows and len(said) == 6
    assert "5 of 9 epochs were done before" in said[-1] and "3 epochs" in said[-1]
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), again.get_weights(), strict=True))


def test_patience_counts_the_epochs_before_a_stop_too(tmp_path, monkeypatch):
    scored(monkeypatch, [0.5, 0.4, 0.4, 0.9, 0.3, 0.3, 0.3])
    with pytest.raises(Stopped):
        fakes.train(tmp_path, epochs=9, patience=3, after_epoch=stop_after(2))
    _, rows = fakes.train(tmp_path, epochs=9, patience=3)
    assert [row["epoch"] for row in rows] == [1, 2, 3, 4, 5, 6, 7], "a better score in epoch 4 starts the count anew"


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
def test_the_average_is_found_in_any_precision(precision):
    with computing_in(precision):
        model = compile_model(build_unet(filters=(4, 8)), 1, average=0.9)
    optimizer = model.optimizer.inner_optimizer if precision == "float16" else model.optimizer
    for average in optimizer._model_variables_moving_average:
        average.assign(np.full(average.shape, 7))
    with training._averaged(model):
        assert all((np.asarray(variable) == 7).all() for variable in model.trainable_variables)
    assert not any((np.asarray(variable) == 7).all() for variable in model.trainable_variables)


@pytest.mark.parametrize(("first", "second"), [("bfloat16", "float32"), ("float16", "float16")])
def test_mixed_precision_trains_and_goes_on_where_the_files_allow_it(first, second, tmp_path, plain):
    with computing_in(first), pytest.raises(Stopped):
        fakes.train(tmp_path, average=0.9, after_epoch=stop_after(1))
    if first == "float16":
        with pytest.raises(ValueError, match="precision=float16, you asked for precision=None"):
            fakes.train(tmp_path, average=0.9)
    with computing_in(second):
        model, rows = fakes.train(tmp_path, average=0.9)
    assert model.compute_dtype == second and {variable.dtype for variable in model.trainable_variables} == {"float32"}
    assert [row["epoch"] for row in rows] == [1, 2, 3, 4]
    np.testing.assert_allclose([row["loss"] for row in rows], [row["loss"] for row in plain], rtol=0.1)


def test_tensorboard_gets_the_losses_and_scores_of_each_epoch(tmp_path):
    pytest.importorskip("tensorboard", reason="TensorBoard is not installed")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    _, rows = fakes.train(tmp_path, epochs=2, tensorboard=True)
    for folder, tag, key in (("train", "epoch_loss", "loss"), ("validation", "epoch_loss", "val_loss"),
                             ("validation", "epoch_mean_iou", "val_mean_iou")):
        curve = EventAccumulator(str(tmp_path / "tensorboard" / folder))
        curve.Reload()
        values = [float(np.asarray(tensor_of(event))) for event in curve.Tensors(tag)]
        assert values == pytest.approx([row[key] for row in rows], rel=1e-5)


def tensor_of(event):
    from tensorboard.util.tensor_util import make_ndarray

    return make_ndarray(event.tensor_proto)


def test_tensorboard_that_is_not_installed_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "find_spec", lambda name: None if name == "tensorboard" else name)
    with pytest.raises(ValueError, match="pip install tensorboard; or leave"):
        fakes.train(tmp_path / "run", tensorboard=True)
    assert not (tmp_path / "run").exists()
