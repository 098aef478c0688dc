"""Figures in notebooks take fewer bytes and lose nothing."""

import base64
import io

import nbformat
import numpy as np
import pytest
from PIL import Image

from helpers.packing import pack_figures


@pytest.mark.parametrize("alpha", [255, 120])
def test_figures_are_stored_small_and_lose_no_pixel(alpha):
    columns = np.arange(200, dtype=np.uint8)
    picture = np.dstack([np.tile(columns, (150, 1))] * 3 + [np.full((150, 200), 255, np.uint8)])
    picture[40:60, 50:90, 3] = alpha
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", compress_level=1)
    png = base64.b64encode(file.getvalue()).decode() + "\n"
    output = nbformat.v4.new_output("display_data", {"image/png": png, "text/plain": "a figure"})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()", outputs=[output])])
    stored = pack_figures(notebook).cells[0].outputs[0].data
    with Image.open(io.BytesIO(base64.b64decode(stored["image/png"]))) as small:
        assert np.array_equal(np.asarray(small.convert("RGBA")), picture)
    assert len(stored["image/png"]) < len(png) and stored["text/plain"] == "a figure"
