"""Reads a network's layer graph: its feature maps as boxes, the steps between them as arrows.

Names of layers play no part. What counts is which layer follows which, its class and the shapes.
"""

from dataclasses import dataclass, field

from helpers.plots.layer_words import JOINS, followers_of, kind_of, shrinking, text_of

OPEN_SIDES = (128, 160)


@dataclass(frozen=True)
class Box:
    """One feature map.

    Attributes:
        name: name of the layer whose result it is.
        kind: "picture", "map", "joined" (concatenated), "added", "multiplied", or "vector" (no sides any more).
        height, width: pixels; 1 for a vector.
        channels: of a map; how many numbers a vector has.
        stride: how many pixels of the picture lie between two of its own: 1 on the uppermost level, 2 below it.
        copied: of a joined map, how many channels came across the U.
    """

    name: str
    kind: str
    height: int
    width: int
    channels: int
    stride: float
    copied: int = 0


@dataclass(frozen=True)
class Arrow:
    """One step from a feature map to another.

    Attributes:
        start, end: places of the two in the list of boxes.
        kind: "convolution", "1x1", "pooling", "up", "copy", "crop", "pad", "flatten", "dense" or "other".
        text: the step in words, such as "3x3 convolution".
        then: what follows and leaves the shape as it is, such as ("normalisation", "ReLU").
    """

    start: int
    end: int
    kind: str
    text: str
    then: tuple[str, ...] = ()


@dataclass(eq=False)
class _Step:
    """A layer that changes the shape or joins, at work in one place of the network."""

    layer: object
    kind: str
    shape: tuple[int, ...]
    sources: list["_Step"] = field(default_factory=list)
    stride: float = 1
    users: list["_Step"] = field(default_factory=list)
    then: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.depth = 1 + max((source.depth for source in self.sources), default=0)
        for source in self.sources:
            source.users.append(self)


def read_levels(model, input_size: tuple[int, int] | None = None) -> tuple[list[Box], list[Arrow]]:
    """Reads the feature maps and steps off any network that Keras keeps as a graph (functional or sequential).

    Layers that leave the shape as it is (normalisation, activation, dropout) make no box: they are told in the
    arrow before them. Nor does a step that only feeds a join: its arrow leads into the joined box, as in figure 1
    of the U-Net paper.

    Args:
        model: a network for pictures (B, H, W, C).
        input_size: (height, width) for a network that leaves its sides open, (128, 160) if not given.

    Returns:
        Boxes, from the picture to the answer, and arrows; of the arrows into a join, the last is the main path.

    Raises:
        ValueError: no graph to read, no network for pictures, or a size that it cannot take.

    Example:
        >>> from helpers.models import build_unet
        >>> boxes, arrows = read_levels(build_unet((32, 32, 3), filters=(8, 16)))
        >>> [(box.height, box.channels) for box in boxes]
        [(32, 3), (32, 8), (32, 8), (16, 8), (16, 16), (16, 16), (32, 16), (32, 8), (32, 8), (32, 2)]
        >>> arrows[1].text, arrows[1].then
        ('3x3 convolution', ('normalisation', 'ReLU'))
    """
    steps = [_Step(tensor, "picture", shape) for tensor, shape in _pictures(model, input_size)]
    answers = _follow(model, list(steps), steps)
    absorbed = {step for step in steps if step.kind not in ("picture", *JOINS.values()) and step not in answers
                and [user.kind in JOINS.values() for user in step.users] == [True]}
    kept = [step for step in steps if step not in absorbed]
    place = {step: i for i, step in enumerate(kept)}

    arrows = []
    for step in kept:
        for source in step.sources:
            way, start = (source, source.sources[0]) if source in absorbed else (step, source)
            arrows.append(Arrow(place[start], place[step], *_tell(way, source in absorbed)))
    return [_box(step) for step in kept], arrows


def _pictures(model, input_size: tuple[int, int] | None) -> list[tuple]:
    """Returns the network's inputs, each with its shape (1, height, width, channels)."""
    if not getattr(model, "inputs", None) or not getattr(model, "outputs", None):
        raise ValueError(
            f"{getattr(model, 'name', model)} has no graph of layers to draw. Build it from keras.Input(...) to "
            "keras.Model(inputs, outputs); a Sequential model begins with keras.Input(...)."
        )
    pictures = []
    for tensor in model.inputs:
        if len(tensor.shape) != 4:
            raise ValueError(
                f"{model.name} takes {tuple(tensor.shape)}, but only networks for pictures, "
                "(batch, height, width, channels), can be drawn."
            )
        _, *sides, channels = tensor.shape
        wanted = input_size or [own or side for own, side in zip(sides, OPEN_SIDES, strict=True)]
        if any(own not in (None, side) for own, side in zip(sides, wanted, strict=True)):
            raise ValueError(
                f"{model.name} takes pictures of {sides[0]}x{sides[1]} only, not {wanted[0]}x{wanted[1]}. "
                "Leave input_size out, or build the model with input_shape=(None, None, channels)."
            )
        pictures.append((tensor, (1, *wanted, channels)))
    return pictures


def _follow(model, sources: list[_Step], steps: list[_Step]) -> list[_Step]:
    """Adds the steps of a model, and of models inside it, to `steps`; returns those that make its answers."""
    made = dict(zip(map(id, model.inputs), sources, strict=True))
    # Keras's own order of work. A Sequential model keeps its graph in a functional one.
    nodes = getattr(model, "_functional", model)._nodes_by_depth
    for depth in sorted(nodes, reverse=True):
        for node in nodes[depth]:
            if node.is_input:
                continue
            inputs = [made[id(tensor)] for tensor in node.input_tensors]
            if hasattr(node.operation, "_nodes_by_depth") or getattr(node.operation, "_functional", None):
                results = _follow(node.operation, inputs, steps)
            else:
                results = [_take(node.operation, inputs, shape, steps) for shape in _shapes(model, node, made)]
            made |= zip(map(id, node.outputs), results, strict=True)
    return [made[id(tensor)] for tensor in model.outputs]


def _shapes(model, node, made: dict[int, _Step]) -> list[tuple[int, ...]]:
    """Asks a layer for the shapes of its results, without running it."""
    import keras  # seconds to load, and most figures do without it

    def sized(argument):
        return keras.KerasTensor(made[id(argument)].shape) if id(argument) in made else argument

    arguments, options = keras.tree.map_structure(sized, (node.arguments.args, node.arguments.kwargs))
    try:
        results = keras.tree.flatten(node.operation.compute_output_spec(*arguments, **options))
    except ValueError as error:
        raise ValueError(
            f"{model.name} cannot take pictures of this size: layer {node.operation.name!r} gets "
            f"{' and '.join(str(made[id(tensor)].shape[1:]) for tensor in node.input_tensors)} and says: {error} "
            "Give another input_size=(height, width)."
        ) from error
    return [tuple(result.shape) for result in results]


def _take(layer, inputs: list[_Step], shape: tuple[int, ...], steps: list[_Step]) -> _Step:
    """Adds a layer's step; a layer that changes no shape only leaves its word with the step before it."""
    kind = kind_of(layer, [step.shape for step in inputs], shape)
    if kind == "same":
        inputs[0].then.extend(followers_of(layer))
        return inputs[0]
    # The reference of a crop gives its size and no numbers; the main path is the longest one into a join.
    sources = sorted(dict.fromkeys(inputs), key=lambda step: step.depth) if kind in JOINS.values() else inputs[:1]
    stride = min(source.stride for source in sources) * shrinking(layer, kind, sources[0].shape, shape)
    steps.append(_Step(layer, kind, shape, sources, round(stride, 6), then=followers_of(layer)))
    return steps[-1]


def _box(step: _Step) -> Box:
    kind = step.kind if step.kind in ("picture", *JOINS.values()) else "map"
    copied = sum(source.shape[-1] for source in step.sources[:-1]) if kind == "joined" else 0
    if len(step.shape) != 4:
        return Box(step.layer.name, "vector", 1, 1, step.shape[-1], step.stride)
    return Box(step.layer.name, kind, *step.shape[1:], step.stride, copied)


def _tell(step: _Step, into_join: bool) -> tuple[str, str, tuple[str, ...]]:
    """Returns kind, text and followers of the arrow that stands for a step."""
    if step.kind in JOINS.values():
        return "copy", "copy", ()
    if step.kind == "crop" and into_join:
        return "copy", "copy and crop", ()
    text = text_of(step.layer, step.kind, step.sources[0].shape, step.shape)
    return step.kind, text, tuple(step.then)
