"""From samples to batches: decode once, shuffle, cut random views, stack.

The batches are NumPy arrays, so any Keras backend can train on them; `as_tf_dataset` hands the same ones to
tf.data. Every picture of every epoch has a random generator of its own, derived from (seed, epoch, position):
the same seed gives the same batches, whatever order the work was done in and wherever a killed run starts again.
"""

import atexit
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from tqdm import tqdm

from helpers.augment import (
    blur_and_noise,
    elastic_field,
    is_mirrored,
    jitter_colour,
    jitter_light,
    random_affine,
    swap_sides,
    warp,
    warp_weights,
)
from helpers.images import resize_image, resize_mask, stretch_contrast

# A picture uint8 (H, W, 3) and its mask uint8 (H, W), and a third array where pixels weigh differently: weights
# float32 (H, W).
Pair = tuple[np.ndarray, ...]


def decode_all(
    samples: Sequence, workers: int = 2, progress: bool = False, weigh: Callable[..., np.ndarray] | None = None,
    mask: Callable[..., np.ndarray] = attrgetter("mask"), size: tuple[int, int] | None = None,
) -> list[Pair]:
    """Decodes every sample once and stretches its contrast, so that epochs need no disk.

    Args:
        samples: what `load_dataset` returns.
        workers: threads that decode side by side.
        progress: show a bar, in a terminal.
        weigh: sample -> float32 (H, W), how much each pixel counts in the loss, for example
            `lambda sample: 1 + border_weights(sample.instances)`; computed once, then moved with the picture.
        mask: sample -> ids (H, W), what the network is to learn of it, if that is not the sample's own mask; for
            example `lambda sample: three_classes(sample.instances)`.
        size: (height, width) to which pictures, masks and weights are resized first; None leaves them as they are.

    Returns:
        A list of (picture uint8 (H, W, 3), mask uint8 (H, W)), with weights float32 (H, W) third where asked for.
    """
    def decode(sample) -> Pair:
        image, ids = sample.image, mask(sample)
        weights = () if weigh is None else (np.asarray(weigh(sample), np.float32),)
        if size is not None:
            image, ids = resize_image(image, size), resize_mask(ids, size)
            weights = tuple(resize_image(map_, size) for map_ in weights)
        return stretch_contrast(image), ids, *weights

    with ThreadPoolExecutor(workers) as pool:
        return list(tqdm(pool.map(decode, samples), total=len(samples), desc="decoding", leave=False,
                         disable=None if progress else True))


def repeat_large(pairs: Sequence[Pair], size: tuple[int, int]) -> list[Pair]:
    """Lists large pictures several times, so that an epoch sees more than one window of them.

    A picture whose area is n^2 times that of a view is listed n times: halfway between treating all pictures
    alike (large ones are hardly seen) and treating all pixels alike (small ones are).

    Example:
        >>> big, small = np.zeros((64, 64), np.uint8), np.zeros((32, 32), np.uint8)
        >>> len(repeat_large([(big, big), (small, small)], (32, 32)))
        3
    """
    view_area = size[0] * size[1]
    return [pair for pair in pairs for _ in range(max(1, round((pair[1].size / view_area) ** 0.5)))]


def repeat_rare(pairs: Sequence[Pair], groups: Sequence[str], at_most: int = 3) -> list[Pair]:
    """Lists pictures of rare kinds several times.

    A kind that is n^2 times rarer than the most frequent one is listed n times: halfway, again, between
    pictures as they come and all kinds alike.

    Args:
        pairs: decoded pictures and masks.
        groups: the kind of each.
        at_most: the largest n, so that a handful of pictures is not learned by heart.

    Example:
        >>> pair = np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.uint8)
        >>> len(repeat_rare([pair] * 10, ["common"] * 9 + ["rare"]))
        12
    """
    counts = Counter(groups)
    most = max(counts.values())
    return [pair for pair, group in zip(pairs, groups, strict=True)
            for _ in range(min(at_most, round((most / counts[group]) ** 0.5)))]


def random_view(
    pair: Pair,
    rng: np.random.Generator,
    size: tuple[int, int],
    light: float = 0.25,
    colour: float = 0.0,
    elastic: float = 0.0,
    blur: float = 0.0,
    noise: float = 0.0,
    sided: Sequence[tuple[int, int]] = (),
    outside: str = "void",
    **affine,
) -> Pair:
    """Cuts one training view: a random window, turned, scaled, mirrored and deformed, in slightly other light.

    Args:
        pair: picture uint8 (H, W, 3) and mask uint8 (H, W), and weights float32 (H, W) where there are any.
        rng: source of chance.
        size: (height, width) of the view.
        light: strength of `jitter_light`.
        colour: strength of `jitter_colour`.
        elastic: sigma of `elastic_field`, in pixels of the view.
        blur, noise: the largest of each, see `blur_and_noise`.
        sided: pairs of ids that name sides; in a mirrored view they are exchanged.
        outside: what the mask says outside the picture, "void" or "reflect".
        affine: passed to `random_affine` (scale, rotation, flips).

    Returns:
        picture uint8 (height, width, 3) and mask uint8 (height, width), and weights float32 (height, width) if
        they came with the pair.
    """
    image, mask, *weights = pair
    matrix = random_affine(mask.shape, size, rng, **affine)
    field = elastic_field(size, rng, elastic) if elastic else None
    image, mask = warp(image, mask, matrix, size, field, outside)
    if sided and is_mirrored(matrix):
        mask = swap_sides(mask, sided)
    if colour:
        image = jitter_colour(image, rng, colour)
    image = jitter_light(image, rng, light)
    if blur or noise:
        image = blur_and_noise(image, rng, blur, noise)
    return image, mask, *(warp_weights(map_, matrix, size, field) for map_ in weights)


@dataclass(frozen=True)
class Batches:
    """Batches of random views, a new set in every epoch, the same set for the same seed and epoch.

    Attributes:
        pairs: decoded pictures and masks, as `decode_all` returns them, all with weights or all without.
        batch_size: pictures in a batch; what is left over at the end of an epoch is dropped, unless there are
            fewer pictures than one batch holds.
        view: cuts one view from a pair; called as view(pair, rng). `random_view` with its settings bound.
        seed: any whole number.
        workers: threads that cut views side by side.

    Raises:
        ValueError: no pictures, or batch_size or workers below 1.

    Example:
        >>> from functools import partial
        >>> pairs = [(np.zeros((48, 64, 3), np.uint8), np.zeros((48, 64), np.uint8))] * 8
        >>> batches = Batches(pairs, batch_size=4, view=partial(random_view, size=(32, 32)))
        >>> images, masks = next(batches.epoch(0))
        >>> images.shape, images.dtype, masks.shape
        ((4, 32, 32, 3), dtype('float32'), (4, 32, 32))
    """

    pairs: Sequence[Pair]
    batch_size: int
    view: Callable[[Pair, np.random.Generator], Pair]
    seed: int = 0
    workers: int = 2

    def __post_init__(self):
        if not self.pairs or self.batch_size < 1 or self.workers < 1:
            raise ValueError(
                f"{len(self.pairs)} pictures, batch_size={self.batch_size}, workers={self.workers}: batches need at "
                "least one of each. Check the list of pictures, for example a slice that is empty."
            )

    def __len__(self) -> int:
        return max(1, len(self.pairs) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[np.ndarray, ...]]:
        return self.epoch(0)

    def epoch(self, number: int) -> Iterator[tuple[np.ndarray, ...]]:
        """Yields the batches of one epoch, cut by threads that work ahead."""
        with ThreadPoolExecutor(self.workers) as pool:
            waiting = [pool.submit(self.batch, number, place) for place in range(min(self.workers, len(self)))]
            for place in range(len(self)):
                ready = waiting.pop(0).result()
                if place + self.workers < len(self):
                    waiting.append(pool.submit(self.batch, number, place + self.workers))
                yield ready

    def batch(self, epoch: int, place: int) -> tuple[np.ndarray, ...]:
        """Cuts one batch by its place in an epoch, from 0: the same whenever it is asked for.

        Returns:
            images float32 (B, h, w, 3) in 0..1 and masks int32 (B, h, w); where the pairs come with weights, those
            are third: float32 (B, h, w), what Keras calls sample weights.
        """
        order = np.random.default_rng((self.seed, epoch)).permutation(len(self.pairs))
        positions = range(place * self.batch_size, min((place + 1) * self.batch_size, len(order)))
        views = [self.view(self.pairs[order[position]], np.random.default_rng((self.seed, epoch, position)))
                 for position in positions]
        images, masks, *weights = (np.stack(arrays) for arrays in zip(*views, strict=True))
        return np.divide(images, 255, dtype=np.float32), masks.astype(np.int32), *weights


def endless(
    batches: Batches | Sequence[tuple[np.ndarray, ...]], first_epoch: int = 0
) -> Iterator[tuple[np.ndarray, ...]]:
    """Yields epoch after epoch without end, beginning with `first_epoch`; what `model.fit` eats.

    A plain list of batches is the same in every epoch.
    """
    for epoch in itertools.count(first_epoch):
        yield from batches.epoch(epoch) if isinstance(batches, Batches) else batches


def as_tf_dataset(batches: Batches, first_epoch: int = 0):
    """The same batches as an endless tf.data.Dataset that works ahead of the training step.

    Args:
        batches: any `Batches`.
        first_epoch: where to begin.

    Returns:
        tf.data.Dataset of (images float32 (B, h, w, 3), masks int32 (B, h, w)), with weights third where the
        pairs have them.
    """
    import tensorflow as tf

    example = batches.batch(first_epoch, 0)
    dtypes = [array.dtype for array in example]

    at_work, last_end = set(), [time.monotonic()]

    def cut(count: np.ndarray) -> tuple[np.ndarray, ...]:
        at_work.add(int(count))
        epochs, place = divmod(int(count), len(batches))
        try:
            return batches.batch(first_epoch + epochs, place)
        finally:
            last_end[0] = time.monotonic()
            at_work.discard(int(count))  # two iterators may ask for the same batch

    @atexit.register
    def wait_until_idle():
        # TensorFlow works ahead until its buffers are full. A Python that ends meanwhile would hang.
        while at_work or time.monotonic() - last_end[0] < 1:
            time.sleep(0.05)

    def cut_in_graph(count):
        arrays = tf.numpy_function(cut, [count], dtypes)
        # The number of pictures stays open: networks then build for any.
        return tuple(tf.ensure_shape(array, (None, *known.shape[1:]))
                     for array, known in zip(arrays, example, strict=True))

    counts = tf.data.Dataset.counter()
    return counts.map(cut_in_graph, num_parallel_calls=batches.workers, deterministic=True).prefetch(2)


def whole_pictures(pairs: Sequence[Pair]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yields each picture as it is, in a batch of its own: what validation and scoring look at.

    Yields:
        image float32 (1, H, W, 3) in 0..1 and mask int32 (1, H, W).
    """
    for image, mask, *_ in pairs:
        yield image[None].astype(np.float32) / 255, mask[None].astype(np.int32)
