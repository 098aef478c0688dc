"""Mutants of what notebook 08 shows: averaged labels, masks that are copied."""

from mutant import Mutant

BUILT = "tests/notebooks/test_built_08.py"
LABELS = ("benchmarks/label_errors.py", "tests/test_label_errors.py", BUILT)
LABELS_ALONE = ("benchmarks/label_errors.py", "tests/test_label_errors.py", "")
LEAK = ("benchmarks/camvid_leak.py", "tests/test_camvid_leak.py", BUILT)
LEAK_ALONE = ("benchmarks/camvid_leak.py", "tests/test_camvid_leak.py", "")

STREET_MUTANTS = [
    Mutant("averaged labels: rounded, not cut off", LABELS, "interpolation=cv2.INTER_LINEAR).astype(np.uint8)",
           "interpolation=cv2.INTER_LINEAR).round().astype(np.uint8)"),
    Mutant("averaged labels: copied after all", LABELS, "mask.astype(np.float32), (width, height), interpolation=cv2."
           "INTER_LINEAR", "mask.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST"),
    Mutant("answers: void may win", LABELS_ALONE, "logits[..., :REAL]", "logits"),
    Mutant("labels: void stays void", LABELS_ALONE, "np.where(mask == VOID, np.uint8(TWELFTH), mask)", "mask"),
    Mutant("copied masks: the least similar picture", LEAK, "int(distances.argmin())", "int(distances.argmax())"),
    Mutant("copied masks: void is copied as a class", LEAK, "labelled = copied < CLASSES", "labelled = copied < 256"),
    Mutant("leak: a drive is its first four letters", LEAK_ALONE, 'name.partition("_")[0]', "name[:4]"),
    Mutant("leak: earlier frames only", LEAK_ALONE, "abs(frame_of(name) - frame)", "max(0, frame - frame_of(name))"),
    Mutant("leak: the drive is left in", LEAK_ALONE, "if drive_of(sample.id) not in val_drives", "if True"),
]
