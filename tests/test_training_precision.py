"""Training in half precision: its averages, and going on after a stop."""

import fakes
import numpy as np
import pytest

from helpers import training
from helpers.hardware import computing_in
from helpers.models import build_unet
from helpers.training import compile_model


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
def test_mixed_precision_trains_and_goes_on_where_the_files_allow_it(first, second, tmp_path):
    with computing_in(first), pytest.raises(fakes.Stopped):
        fakes.train(tmp_path, average=0.9, after_epoch=fakes.stop_after(1))
    if first == "float16":
        with pytest.raises(ValueError, match="precision=float16, you asked for precision=None"):
            fakes.train(tmp_path, average=0.9)
    with computing_in(second):
        model, rows = fakes.train(tmp_path, average=0.9)
    assert model.compute_dtype == second and {variable.dtype for variable in model.trainable_variables} == {"float32"}
    assert [row["epoch"] for row in rows] == [1, 2, 3, 4]
    assert np.isfinite(fakes.scores(rows)).all() and rows[-1]["loss"] < rows[0]["loss"]
