"""Mutants of the readers and the splits."""

from mutant import Mutant

TESTS = "tests/test_readers.py"
FILES = ("helpers/datasets/readers/files.py", TESTS, "")
COLOURS = ("helpers/datasets/readers/colours.py", TESTS, "")
PEOPLE = ("helpers/datasets/readers/people.py", TESTS, "")
SUPERVISELY = ("helpers/datasets/readers/supervisely.py", TESTS, "")
FACES = ("helpers/datasets/readers/faces.py", TESTS, "")
CARLA = ("helpers/datasets/readers/carla.py", TESTS, "")
CAMVID = ("helpers/datasets/readers/camvid.py", TESTS, "")
SPLITS = ("helpers/datasets/splits.py", TESTS, "")
LOADING = ("helpers/datasets/loading.py", TESTS, "")

READER_MUTANTS = [
    Mutant("files: hidden files count", FILES, 'or path.name.startswith(".") or', "or"),
    Mutant("files: names in the order of their letters", FILES, "(0, int(part), \"\")", "(1, 0, part)"),
    Mutant("files: a doubled name is not said", FILES, "if path.stem in found:", "if False and path.stem in found:"),
    Mutant("files: ids begin one folder too deep", FILES, "return Path(os.path.commonpath(folders))",
           "return Path(folders[0])"),
    Mutant("colours: the first strange one is that of the smallest number", COLOURS,
           "strange = sorted((position, code)",
           "strange = list((position, code)"),
    Mutant("colours: red and blue exchanged", COLOURS, "(red << 16) + (green << 8) + blue: number",
           "(blue << 16) + (green << 8) + red: number"),
    Mutant("colours: grey with alpha is no mask", COLOURS, "values.shape[2] < 3 or ", ""),
    Mutant("people: the value 1 alone is a person", PEOPLE, "mask = (mask > 0).astype(np.uint8)",
           "mask = (mask == 1).astype(np.uint8)"),
    Mutant("people: hair is skin", PEOPLE, "[mask == 0, mask == SKIN, mask == HAIR], [0, 1, 2], 3",
           "[mask == 0, mask == SKIN, mask == HAIR], [0, 1, 1], 3"),
    Mutant("people: empty masks stay", PEOPLE, "return None if mask.any() else Finding",
           "return None if True else Finding"),
    Mutant("people: unlabelled photographs are faults", PEOPLE, "if as_counted(name) <= last}\n", "}\n"),
    Mutant("people: left-out pictures are still used", PEOPLE, "files += [] if nobody else [candidate]",
           "files += [candidate]"),
    Mutant("supervisely: holes are filled", SUPERVISELY, "zip((1, *[0] * len(outlines)), outlines)",
           "zip((1, *[1] * len(outlines)), outlines)"),
    Mutant("supervisely: row and column exchanged", SUPERVISELY, "column, row = (int(number)",
           "row, column = (int(number)"),
    Mutant("supervisely: undecided places are background", SUPERVISELY, "mask[here], instances[here] = VOID, 0",
           "mask[here], instances[here] = 0, 0"),
    Mutant("supervisely: the bitmap's colour instead of its alpha", SUPERVISELY, "values[..., -1] > 0 if",
           "values[..., 0] > 0 if"),
    Mutant("faces: sides do not cross", FACES, '("l_eye", "right eye"),\n    ("r_eye", "left eye")',
           '("l_eye", "left eye"),\n    ("r_eye", "right eye")'),
    Mutant("faces: glasses are background", FACES, '("eye_g", "face")', '("eye_g", "background")'),
    Mutant("faces: exchanged sides stay", FACES, "renamed[[left, right]] = right, left",
           "renamed[[left, right]] = left, right"),
    Mutant("faces: constant masks stay", FACES, "if (mask == mask.flat[0]).all() else None", "if False else None"),
    Mutant("helen: test pictures are divided too", FACES, 'part.lower().startswith("test")', 'part == "nothing"'),
    Mutant("carla: the blue channel", CARLA, "red, others = values[..., 0], values[..., 1:3]",
           "red, others = values[..., 2], values[..., 0:2]"),
    Mutant("carla: 13 tags where 23 were asked for", CARLA, "key=lambda name: name != first",
           "key=lambda name: name == first"),
    Mutant("carla: any car on the lowest row is the bonnet", CARLA, "(widths.max() > mask.shape[1] / 2)",
           "(widths.max() > 0)"),
    Mutant("carla: every vehicle is the bonnet", CARLA, "(labels == numbers[widths.argmax()])", "(mask == vehicle)"),
    Mutant("camvid: the older copy's test is test", CAMVID, '    "val": ("images_prepped_test"',
           '    "test": ("images_prepped_test"'),
    Mutant("splits: frame by frame", SPLITS, "length = min(longest, max(1, len(ids) // 20))", "length = 1"),
    Mutant("splits: shares are not looked at", SPLITS, "round((shares[0] + shares[1]) * len(ids))",
           "round(0.85 * len(ids))"),
    Mutant("loading: options are lost in a slice", LOADING,
           "Samples(self.dataset, self.files[index], self.options, self.left_out)",
           "Samples(self.dataset, self.files[index], None, self.left_out)"),
    Mutant("loading: nothing is said of what is left out", LOADING, "        print(finding.sentence)\n",
           "        pass\n"),
    Mutant("loading: faults are passed over", LOADING, "    if found.faults:", "    if False:"),
]
