"""Trained networks as files: weights in half precision, and a card that says what they are.

`NAME.npz` holds one float16 array per layer variable; reading it runs no code (nothing is unpickled).
`NAME.json` is the card: how to build the network, its classes, how it was trained, its scores, its limits, and
the sha256 of the weights, which is checked before they are used.
"""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from helpers.models import build_unet
from helpers.paths import WEIGHTS
from helpers.provenance import sha256_of


def save_pretrained(model: keras.Model, card: dict, path: str | Path) -> dict:
    """Stores a network as `path`.npz and `path`.json.

    Args:
        model: made by `build_unet(**card["model"])`, trained.
        card: must hold "model" (the arguments of `build_unet`) and "classes" (their names).
        path: without suffix.

    Returns:
        The card as written, with the weights' sha256, size and number of parameters.

    Raises:
        ValueError: the card lacks an entry, or a weight is not a number that half precision can hold.
    """
    path = Path(path)
    _check_entries(path.name, card, ("model", "classes"))
    arrays = {variable.path: _half(variable) for variable in model.weights}
    card_path, weights_path = _beside(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(weights_path, **arrays)
    card = {
        "name": path.name, **card, "parameters": model.count_params(),
        "bytes": weights_path.stat().st_size, "sha256": sha256_of(weights_path),
    }
    card_path.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return card


def load_pretrained(name: str | Path, classes: Sequence[str] | None = None) -> tuple[keras.Model, dict]:
    """Loads a network that comes with the course, or one that you trained.

    Args:
        name: "nuclei" for the shipped network of that name, or a path to NAME.json or NAME.npz.
        classes: what its outputs must mean, in this order; None takes what the card says.

    Returns:
        The network, ready for `helpers.inference.predict`, and its card.

    Raises:
        FileNotFoundError: no such weights.
        ValueError: the weights are not the ones that the card describes, or its classes not those expected.

    Example:
        >>> model, card = load_pretrained("nuclei")
        >>> card["classes"]
        ['background', 'nucleus']
    """
    path = Path(name).with_suffix("") if Path(name).suffix in (".json", ".npz") else WEIGHTS / name
    card_path, weights_path = _beside(path)
    for needed in (card_path, weights_path):
        if not needed.is_file():
            shipped = ", ".join(sorted(p.stem for p in WEIGHTS.glob("*.json")))
            raise FileNotFoundError(f"{needed}: no such file. Shipped weights: {shipped}; or name a file of yours.")
    try:
        card = json.loads(card_path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{card_path.name} is not a card ({error}). Copy it again.") from None
    _check_entries(card_path.name, card, ("model", "classes", "sha256"))
    if sha256_of(weights_path) != card["sha256"]:
        raise ValueError(
            f"{weights_path.name} is not the file that {card_path.name} describes (its sha256 differs). "
            "Copy both again; a half-copied file looks like this."
        )
    if classes is not None and list(classes) != list(card["classes"]):
        raise ValueError(
            f"{card_path.name} predicts {', '.join(card['classes'])}, but {', '.join(classes)} are expected. "
            "Name weights that were trained for these classes; their order counts."
        )
    try:
        model = build_unet(**card["model"])
    except TypeError as error:
        raise ValueError(
            f"{card_path.name}: its entry 'model' are no arguments of build_unet ({error}). The card is damaged, or "
            "newer than this copy of the course: get both again."
        ) from None
    _assign(model, weights_path, card["classes"])
    return model, card


def start_from(model: keras.Model, name: str | Path) -> dict:
    """Gives a new network the weights of a trained one, to train it further.

    Args:
        model: built as that network was.
        name: as in `load_pretrained`.

    Returns:
        What the new card says of it: name and sha256 of the weights, and how they were trained ("run").

    Raises:
        FileNotFoundError, ValueError: as `load_pretrained`; the two networks are not built alike.
    """
    trained, card = load_pretrained(name)
    shapes, needed = ([(variable.path, tuple(variable.shape)) for variable in one.weights] for one in (trained, model))
    if shapes != needed:
        raise ValueError(
            f"{Path(name).stem} was built with {card['model']}, the new network otherwise: weights fit only where all "
            "shapes agree. Choose a recipe with the same network and classes, or train from chance."
        )
    model.set_weights(trained.get_weights())
    return {"name": card.get("name", Path(name).stem), "sha256": card["sha256"], "run": card.get("run", {})}


def _beside(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}.json"), path.with_name(f"{path.name}.npz")


def _check_entries(name: str, card: dict, needed: tuple[str, ...]) -> None:
    for entry in needed:
        if entry not in card:
            raise ValueError(
                f"the card {name} has no entry {entry!r}. A card says how to build the network (model) and what its "
                "outputs mean (classes); save_pretrained writes the rest."
            )


def _half(variable) -> np.ndarray:
    with np.errstate(over="ignore"):
        values = np.asarray(variable).astype(np.float16)
    if not np.isfinite(values).all():
        raise ValueError(
            f"{variable.path} holds values that are no numbers or too large for half precision. "
            "The training has diverged: train again with a smaller learning rate."
        )
    return values


def _assign(model: keras.Model, path: Path, classes: list[str]) -> None:
    if model.output_shape[-1] != len(classes):
        raise ValueError(
            f"{path.stem}: the card names {len(classes)} classes, the network has {model.output_shape[-1]} outputs. "
            "Correct num_classes or classes in the card."
        )
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
    except (ValueError, AttributeError, EOFError, zipfile.BadZipFile):
        raise ValueError(
            f"{path.name} is not a file of plain arrays, and nothing else is read: a pickle could run any code. "
            "Save weights with save_pretrained."
        ) from None
    for variable in model.weights:
        found = arrays[variable.path].shape if variable.path in arrays else "nothing"
        if found != tuple(variable.shape):
            raise ValueError(
                f"{path.name} holds {found} for {variable.path}, the network needs {tuple(variable.shape)}. "
                "These weights belong to another network: check filters and num_classes in the card."
            )
    unknown = sorted(arrays.keys() - {variable.path for variable in model.weights})
    if unknown:
        raise ValueError(
            f"{path.name} holds {unknown[0]}, which the network of the card does not have. "
            "These weights belong to another network: check the entry model in the card."
        )
    for key, values in arrays.items():
        if values.dtype.kind != "f" or not np.isfinite(values).all():
            raise ValueError(
                f"{path.name} holds values of {values.dtype} for {key}, or some that are no numbers; weights are "
                "finite floats. Copy the file again, or save the network again with save_pretrained."
            )
    for variable in model.weights:
        variable.assign(arrays[variable.path].astype(np.float32))
