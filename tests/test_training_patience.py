"""When a training stops by itself, and what TensorBoard gets of it."""

import fakes
import numpy as np
import pytest

from helpers import progress, training


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
    with pytest.raises(fakes.Stopped):
        fakes.train(tmp_path, epochs=9, patience=3, after_epoch=fakes.stop_after(2))
    _, rows = fakes.train(tmp_path, epochs=9, patience=3)
    assert [row["epoch"] for row in rows] == [1, 2, 3, 4, 5, 6, 7], "a better score in epoch 4 starts the count anew"


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
