"""The mutants: what is changed where, and which tests should notice."""

from dataclasses import dataclass

GEOMETRY = ("helpers/augment/geometry.py", "tests/test_augment_elastic.py", "tests/notebooks/test_built_02.py")
AFFINE = ("helpers/augment/geometry.py", "tests/test_augment.py", "tests/notebooks/test_built_02.py")
LIGHT = ("helpers/augment/light.py", "tests/test_augment_light.py", "")
VIEWS = ("helpers/pipeline.py", "tests/test_pipeline.py", "")
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
    Mutant("batches: every epoch the same", VIEWS, "np.random.default_rng((self.seed, number)).permutation",
           "np.random.default_rng(self.seed).permutation"),
    Mutant("batches: every view of an epoch alike", VIEWS, "np.random.default_rng((self.seed, number, position))",
           "np.random.default_rng((self.seed, number))"),
    Mutant("batches: pictures divided by 255 twice", VIEWS, "np.divide(images, 255, dtype=np.float32)",
           "np.divide(images, 255 * 255, dtype=np.float32)"),
]
