"""The mutants: what is changed where, and which tests should notice."""

from dataclasses import dataclass

GEOMETRY = ("helpers/augment/geometry.py", "tests/test_augment_elastic.py", "tests/notebooks/test_built_02.py")
AFFINE = ("helpers/augment/geometry.py", "tests/test_augment.py", "tests/notebooks/test_built_02.py")
LIGHT = ("helpers/augment/light.py", "tests/test_augment_light.py", "")
VIEWS = ("helpers/pipeline.py", "tests/test_pipeline.py", "")
COUNTS = ("helpers/metrics/counts.py", "tests/test_metrics.py", "tests/notebooks/test_built_06.py")
BOUNDARY = ("helpers/metrics/boundary.py", "tests/test_metrics_boundary.py", "")
OBJECTS = ("helpers/metrics/objects.py", "tests/test_metrics_objects.py", "")
CALIBRATION = ("helpers/metrics/calibration.py", "tests/test_metrics_intervals.py", "")
INTERVALS = ("helpers/metrics/intervals.py", "tests/test_metrics_intervals.py", "tests/notebooks/test_built_06.py")
STREAMING = ("helpers/metrics/streaming.py", "tests/test_metrics_streaming.py", "")
PIXELS = ("helpers/losses/pixels.py", "tests/test_losses.py", "tests/notebooks/test_built_06.py")
OVERLAP = ("helpers/losses/overlap.py", "tests/test_losses.py", "tests/notebooks/test_built_06.py")
ALIGN = ("helpers/losses/align.py", "tests/test_losses.py", "")
WEIGHTS = ("helpers/losses/weights.py", "tests/test_losses_weights.py", "tests/notebooks/test_built_06.py")
SIDED_VIEWS = ("helpers/pipeline.py", "tests/test_augment_elastic.py", "")


@dataclass(frozen=True)
class Mutant:
    """One wrong version of a helper.

    Attributes:
        name: what is wrong, in a few words.
        place: the file to change, the file of its tests, and the test of the notebook that builds it ("" if none).
        before: lines that stand in the file exactly once.
        after: what to write instead.
    """

    name: str
    place: tuple[str, str, str]
    before: str
    after: str

    @property
    def file(self) -> str:
        return self.place[0]

    @property
    def tests(self) -> str:
        return self.place[1]

    @property
    def notebook(self) -> str:
        return self.place[2]

    def applied_to(self, source: str) -> str:
        """Returns the broken source.

        Raises:
            ValueError: `before` does not stand in the source exactly once.
        """
        if source.count(self.before) != 1:
            raise ValueError(f"{self.name}: {self.before!r} stands {source.count(self.before)} times in {self.file}, "
                             "but a mutant changes one place. Bring the table up to date.")
        return source.replace(self.before, self.after)


MUTANTS = [
    Mutant("elastic: between arrows linear", GEOMETRY, "INTER_CUBIC", "INTER_LINEAR"),
    Mutant("elastic: one arrow for x and y", GEOMETRY, "(grid, grid, 2)).astype(np.float32)",
           "(grid, grid, 1)).repeat(2, axis=2).astype(np.float32)"),
    Mutant("elastic: arrows half as long", GEOMETRY, "rng.normal(0, sigma,", "rng.normal(0, sigma / 2,"),
    Mutant("elastic: arrows all push right and down", GEOMETRY, "arrows = rng.normal(0, sigma, (grid, grid, 2))",
           "arrows = np.abs(rng.normal(0, sigma, (grid, grid, 2)))"),
    Mutant("warp: rows and columns exchanged", GEOMETRY, "np.dstack([columns, rows])", "np.dstack([rows, columns])"),
    Mutant("warp: the field is taken away", GEOMETRY, "np.dstack([columns, rows]) + field",
           "np.dstack([columns, rows]) - field"),
    Mutant("warp: the field comes after the matrix", GEOMETRY,
           "cv2.transform(np.dstack([columns, rows]) + field, matrix)",
           "cv2.transform(np.dstack([columns, rows]), matrix) + field"),
    Mutant("warp: labels are interpolated", GEOMETRY,
           "_move(mask, matrix, size, field, cv2.INTER_NEAREST, cv2.BORDER_CONSTANT, VOID)",
           "_move(mask, matrix, size, field, cv2.INTER_LINEAR, cv2.BORDER_CONSTANT, VOID)"),
    Mutant("warp: outside is class 0", GEOMETRY, "cv2.INTER_NEAREST, cv2.BORDER_CONSTANT, VOID)",
           "cv2.INTER_NEAREST, cv2.BORDER_CONSTANT)"),
    Mutant("warp: the mask is not deformed", GEOMETRY,
           "return moved_image, _move(mask, matrix, size, field, cv2.INTER_NEAREST, cv2",
           "return moved_image, _move(mask, matrix, size, None, cv2.INTER_NEAREST, cv2"),
    Mutant("warp: the map is used the wrong way round", AFFINE, "flags=interpolation | cv2.WARP_INVERSE_MAP",
           "flags=interpolation"),
    Mutant("warp: outside the picture is black", AFFINE, "border: int = cv2.BORDER_REFLECT_101",
           "border: int = cv2.BORDER_CONSTANT"),
    Mutant("weights outside the picture are mirrored", GEOMETRY,
           "_move(weights, matrix, size, field, cv2.INTER_LINEAR, cv2.BORDER_CONSTANT)",
           "_move(weights, matrix, size, field, cv2.INTER_LINEAR)"),
    Mutant("affine: angles in degrees go into cos", AFFINE, "np.deg2rad(rng.uniform(-rotation, rotation))",
           "rng.uniform(-rotation, rotation)"),
    Mutant("affine: enlarges where it should shrink", AFFINE, "turn @ np.diag(mirror) / zoom",
           "turn @ np.diag(mirror) * zoom"),
    Mutant("affine: always mirrored", AFFINE, "-1.0 if flip_horizontal and rng.random() < 0.5 else 1.0",
           "-1.0 if flip_horizontal else 1.0"),
    Mutant("affine: windows reach twice as far", AFFINE, "crop_sides / zoom, 0) / 2", "crop_sides / zoom, 0)"),
    Mutant("affine: half a pixel off", AFFINE, "(picture_sides - 1) / 2", "picture_sides / 2"),
    Mutant("mirror: a half turn counts as one", GEOMETRY, "np.linalg.det(np.asarray(matrix)[:, :2]) < 0",
           "np.asarray(matrix)[0, 0] < 0"),
    Mutant("sides: right becomes left, left stays", GEOMETRY, "table[[left, right]] = right, left",
           "table[right] = left"),
    Mutant("views: sides exchanged in every view", SIDED_VIEWS, "if sided and is_mirrored(matrix):", "if sided:"),
    Mutant("views: weights are not deformed", SIDED_VIEWS, "warp_weights(map_, matrix, size, field)",
           "warp_weights(map_, matrix, size)"),
    Mutant("light: dark and bright exchanged", ("helpers/augment/light.py", "tests/test_augment.py", ""),
           "(levels[:, None] - 0.5) * contrast", "(levels[:, None] - 0.5) * -contrast"),
    Mutant("colour: grey does not stay grey", LIGHT, "weights += (1 - weights.sum(axis=1, keepdims=True)) / 3", ""),
    Mutant("grain: the same in all channels", LIGHT, "rng.standard_normal(image.shape, dtype=np.float32)",
           "rng.standard_normal((*image.shape[:2], 1), dtype=np.float32)"),
    Mutant("grain: wraps around at black and white", LIGHT,
           "np.clip(np.round(image + grains), 0, 255).astype(np.uint8)", "np.round(image + grains).astype(np.uint8)"),
    Mutant("blur: as strong in every draw", LIGHT, "spread, grain = rng.uniform(0, blur), rng.uniform(0, noise)",
           "spread, grain = blur, noise"),
    Mutant("batches: every epoch the same", VIEWS, "np.random.default_rng((self.seed, epoch)).permutation",
           "np.random.default_rng(self.seed).permutation"),
    Mutant("batches: every view of an epoch alike", VIEWS, "np.random.default_rng((self.seed, epoch, position))",
           "np.random.default_rng((self.seed, epoch))"),
    Mutant("batches: pictures divided by 255 twice", VIEWS, "np.divide(images, 255, dtype=np.float32)",
           "np.divide(images, 255 * 255, dtype=np.float32)"),
    Mutant("confusion matrix: rows predicted, columns true", COUNTS,
           "return counts.reshape(num_classes + 1, num_classes)[:num_classes]",
           "return counts.reshape(num_classes + 1, num_classes)[:num_classes].T"),
    Mutant("confusion matrix: void counts as the last class", COUNTS, "np.minimum(labels, min(num_classes,",
           "np.minimum(labels, min(num_classes - 1,"),
    Mutant("accuracy: pixels left out below the diagonal", COUNTS, "ratio(np.trace(matrix), matrix.sum())",
           "ratio(np.trace(matrix), np.triu(matrix).sum())"),
    Mutant("iou: the hits are counted twice", COUNTS, "matrix.sum(axis=0) + matrix.sum(axis=1) - hits)",
           "matrix.sum(axis=0) + matrix.sum(axis=1))"),
    Mutant("iou: false alarms forgotten", COUNTS, "return ratio(hits, matrix.sum(axis=0) + matrix.sum(axis=1) - hits)",
           "return ratio(hits, matrix.sum(axis=1))"),
    Mutant("mean iou: an absent class counts as 0", COUNTS, "return _mean(iou(matrix))",
           "return _mean(np.nan_to_num(iou(matrix)))"),
    Mutant("dice: hits counted once", COUNTS, "ratio(2 * np.diag(matrix),", "ratio(np.diag(matrix),"),
    Mutant("precision: that is recall", COUNTS, "return ratio(np.diag(matrix), matrix.sum(axis=0))",
           "return ratio(np.diag(matrix), matrix.sum(axis=1) + 0)"),
    Mutant("recall: that is precision", COUNTS, "return ratio(np.diag(matrix), matrix.sum(axis=1))",
           "return ratio(np.diag(matrix), matrix.sum(axis=0) + 0)"),
    Mutant("merge: ids in no group vanish", COUNTS, "if rest.any():", "if False:"),
    Mutant("ratio: nothing by nothing is 0", COUNTS, "np.full_like(whole, np.nan)", "np.full_like(whole, 0)"),
    Mutant("boundary: void is an outside", BOUNDARY, "outside = known & ~inside", "outside = ~inside"),
    Mutant("boundary: rims one pixel too thin", BOUNDARY, "(distances <= np.float32(distance))",
           "(distances < np.float32(distance))"),
    Mutant("boundary: pictures averaged, not added up", BOUNDARY,
           "shared[class_id] += np.count_nonzero(true_rim & called_rim)",
           "shared[class_id] = np.count_nonzero(true_rim & called_rim)"),
    Mutant("objects: overlap divided by the true object alone", OBJECTS,
           "either = joint.sum(axis=1)[1:, None] + joint.sum(axis=0)[None, 1:] - shared",
           "either = joint.sum(axis=1)[1:, None] + 0 * shared"),
    Mutant("objects: background is an object", OBJECTS, "shared = joint[1:, 1:]", "shared = joint[:-1, :-1]"),
    Mutant("objects: just enough is not enough", OBJECTS, "enough = ious >= threshold", "enough = ious > threshold"),
    Mutant("objects: one may be matched twice", OBJECTS, "found = np.array([len(_pairs(ious, threshold)[0])",
           "found = np.array([int((ious >= threshold).sum())"),
    Mutant("average precision: inventions are free", OBJECTS, "ratio(found, sum(ious.shape) - found)",
           "ratio(found, np.full_like(found, ious.shape[0]))"),
    Mutant("calibration: the called class is always right", CALIBRATION, "probabilities.argmax(axis=-1) == labels",
           "probabilities.argmax(axis=-1) >= 0"),
    Mutant("calibration: every bin weighs the same", CALIBRATION, "ratio(np.nansum(count * gaps), count.sum())",
           "ratio(np.nansum(gaps), len(gaps))"),
    Mutant("interval: pictures drawn without replacement", INTERVALS,
           "per_picture[rng.integers(pictures, size=pictures)]", "per_picture[rng.permutation(pictures)]"),
    Mutant("interval: both tails cut twice", INTERVALS, "[(1 - confidence) / 2, (1 + confidence) / 2]",
           "[1 - confidence, confidence]"),
    Mutant("streaming: what ran over is lost", STREAMING, "self.high.assign_add(counted // BASE)",
           "self.high.assign_add(0 * counted)"),
    Mutant("streaming: void counts as class 0", STREAMING, "rows = ops.where(known, labels, classes)",
           "rows = ops.where(known, labels, 0)"),
    Mutant("cross-entropy: class weights ignored", PIXELS, "weights = weights * self._weights_of(",
           "weights = weights * 1 + 0 * self._weights_of("),
    Mutant("focal: interest grows with certainty", PIXELS, "missing = 1 - ops.exp(-surprise)",
           "missing = ops.exp(-surprise)"),
    Mutant("focal: gamma is always 2", PIXELS, "ops.maximum(missing, 1e-7) ** self.gamma",
           "ops.maximum(missing, 1e-7) ** 2"),
    Mutant("void: pixels still count", ALIGN, "ops.where(known, weights, 0.0)", "ops.where(known, weights, 1.0)"),
    Mutant("void: only 255 is left out", ALIGN, "ops.logical_and(labels >= 0, labels < num_classes)",
           "labels != 255"),
    Mutant("weighted mean: divided by the number of pixels", ALIGN,
           "ops.divide_no_nan(ops.sum(weights * values), ops.sum(weights))",
           "ops.divide_no_nan(ops.sum(weights * values), ops.sum(ops.ones_like(values)))"),
    Mutant("half precision: sums in float16", ALIGN, 'ops.cast(ops.convert_to_tensor(logits), "float32")',
           "ops.convert_to_tensor(logits)"),
    Mutant("soft dice: absent classes count", OVERLAP, 'occurs = ops.cast(labelled_area > 0, "float32")',
           "occurs = ops.ones_like(labelled_area)"),
    Mutant("soft dice: void is called for free", OVERLAP,
           "ops.sum(weights * labelled, axis=0), ops.sum(weights * called, axis=0)",
           "ops.sum(weights * labelled, axis=0), ops.sum(called, axis=0)"),
    Mutant("soft dice: overlap counted once", OVERLAP, "2 * shared + self.smooth", "shared + self.smooth"),
    Mutant("sum: weights of the losses ignored", OVERLAP, "weight * loss(labels, logits, sample_weight=sample_weight)",
           "loss(labels, logits, sample_weight=sample_weight)"),
    Mutant("median frequency: mean instead of median", WEIGHTS, "np.median(frequency[present])",
           "np.mean(frequency[present])"),
    Mutant("median frequency: pictures without the class count", WEIGHTS,
           "(counts.sum(axis=1, keepdims=True) * occurs).sum(axis=0)",
           "(counts.sum(axis=1, keepdims=True) * np.ones_like(occurs)).sum(axis=0)"),
    Mutant("border weights: only the nearest object", WEIGHTS, "np.exp(-((nearest + second) ** 2)",
           "np.exp(-((nearest + nearest) ** 2)"),
    Mutant("border weights: sigma not squared", WEIGHTS, "/ (2 * sigma**2))", "/ (2 * sigma))"),
    Mutant("border weights: objects are weighed too", WEIGHTS, "np.where(instances > 0, 0, weights)",
           "np.where(instances < 0, 0, weights)"),
    Mutant("border weights: they do not reach far enough", WEIGHTS, "reach = int(np.ceil(5.5 * sigma))",
           "reach = int(np.ceil(sigma))"),
    Mutant("separating: corners may touch", WEIGHTS, "ndimage.minimum_filter(objects_only, size=3, mode=\"nearest\")",
           "ndimage.minimum_filter(objects_only, footprint=[[0, 1, 0], [1, 1, 1], [0, 1, 0]], mode=\"nearest\")"),
]
