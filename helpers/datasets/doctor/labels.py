"""What the masks of a data set hold, all together: nothing, one class only, too little of one, averaged ids."""

from collections.abc import Sequence

import numpy as np

from helpers.datasets.catalog import get_info
from helpers.datasets.doctor.looks import Look, mask_name
from helpers.datasets.doctor.smears import SMEARED
from helpers.datasets.readers import Finding
from helpers.images import VOID

ENOUGH = 20  # training pictures: a class that none of them shows is missing, not only rare
RARE = 0.0005  # of the labelled training pixels
SELDOM = 3  # training pictures
NEARLY_ALL = 0.98  # of the labelled training pixels
MANY_CROSSED = 0.25  # of the masks: then left and right mean nothing any more
# Smallest first. A set made with 23 tags has sky (13) in nearly every frame, one made with 29 cars (14).
OLDER_TABLES = {"carla-23": ("carla",), "carla-29": ("carla", "carla-23")}
FEWEST_FRAMES = 3  # fewer may lack the higher tags by chance
HARMLESS = 4  # pixels per picture by which objects may overlap


def empty_or_constant(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Masks in which nothing is labelled, or everything the same."""
    findings = []
    for look in looks:
        labelled = np.flatnonzero(look.counts[:VOID])
        mask = mask_name(look.files)
        if labelled.size == 0:
            findings.append(Finding("empty mask", (mask,), (
                f"{name}: in {mask} every pixel is void, nothing is labelled, and nothing is learned from it. "
                "Remove the picture and its mask, or label it."
            )))
        elif labelled.size == 1:
            what = get_info(name).classes[labelled[0]]
            findings.append(Finding("constant mask", (mask,), (
                f"{name}: {mask} is constant, all that is labelled is {what}. Take the mask from its source, or remove "
                "it with its picture."
            )))
    return findings


def smeared(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Masks whose ids were averaged, by JPEG or by smooth resizing."""
    return [Finding("smeared ids", (mask_name(look.files),), (
        f"{name}: in {mask_name(look.files)} {look.smeared:.0%} of the borders between two classes are lined with "
        "classes whose numbers lie in between: the mask was saved as JPEG or resized like a picture. Take it from its "
        "source, as PNG, and resize it with resize_mask."
    )) for look in looks if look.smeared >= SMEARED]


def absent_classes(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Classes of the table that no training picture shows."""
    classes = get_info(name).classes
    training = [look for look in looks if look.files.split == "train"]
    if not training:
        return []
    learned = sum((look.counts for look in training), np.zeros(256, np.int64))
    findings, nowhere = [], []
    for number, title in enumerate(classes):
        if learned[number]:
            continue
        elsewhere = [mask_name(look.files) for look in looks if look.counts[number]]
        if elsewhere:
            findings.append(Finding("absent class", tuple(elsewhere), (
                f"{name}: the class {number} ({title}) occurs in {len(elsewhere)} pictures of val and test "
                f"({elsewhere[0]}), but in none of the {len(training)} of train: it cannot be learned, and counts in "
                "the score. Move some of its pictures into train, or merge it with another class."
            ), wrong=len(training) >= ENOUGH))
        else:
            nowhere.append(f"{number} ({title})")
    if nowhere and looks:
        findings.append(Finding("absent class", (), (
            f"{name}: {'the class' if len(nowhere) == 1 else 'the classes'} {', '.join(nowhere)} "
            f"{'occurs' if len(nowhere) == 1 else 'occur'} in no picture. Leave what is absent out of mean scores; if "
            "it should be there, it was lost when the masks were made."
        ), wrong=False))
    return findings


def imbalance(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Classes so rare in the training pictures, or so frequent, that a network learns the others."""
    classes = get_info(name).classes
    training = [look.counts[: len(classes)] for look in looks if look.files.split == "train"]
    if len(training) < ENOUGH:
        return []
    pixels, pictures = sum(training), sum((counts > 0).astype(int) for counts in training)
    shares = pixels / max(pixels.sum(), 1)
    rare = [f"{title} ({shares[number]:.3%} of the labelled pixels, in {pictures[number]} of {len(training)} pictures)"
            for number, title in enumerate(classes)
            if pixels[number] and (shares[number] < RARE or pictures[number] < SELDOM)]
    findings = [Finding("imbalance", (), (
        f"{name}: too rare in train to be learned as it is: {'; '.join(rare)}. Cut views around it, weigh it in the "
        "loss, add pictures of it, or merge it with a class like it."
    ), wrong=False)] if rare else []
    if shares.max() > NEARLY_ALL:
        findings.append(Finding("imbalance", (), (
            f"{name}: {classes[shares.argmax()]} fills {shares.max():.1%} of the labelled training pixels: whoever "
            "answers nothing else is right that often. Score IoU per class, and cut views around the others."
        ), wrong=False))
    return findings


def overlaps(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Objects that claim the same pixels."""
    return [Finding("overlapping masks", (look.files.id,), (
        f"{name}: objects of {look.files.id} overlap by {look.overlap} pixels; the first mask file keeps them. "
        "A pixel or two do no harm; where it is more, two masks show one object: remove one."
    ), wrong=look.overlap > HARMLESS) for look in looks if look.overlap]


def bonnets(name: str, looks: Sequence[Look]) -> list[Finding]:
    """CARLA's camera sees the bonnet of its own car, and labels it as a vehicle."""
    seen = [look for look in looks if look.bonnet]
    if len(seen) < max(2, len(looks) / 2):
        return []
    return [Finding("bonnet", tuple(mask_name(look.files) for look in seen), (
        f"{name}: in {len(seen)} of {len(looks)} frames the car's own bonnet is labelled as a vehicle, always at the "
        "same place, which flatters the score of vehicles. Read them with bonnet=\"void\", or \"none\"."
    ), wrong=False)]


def exchanged_sides(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Faces whose left eye, or brow, lies to the right of the other; masks with a graver fault are passed over."""
    crossed = [look for look in looks if look.crossed and look.smeared < SMEARED and not look.fit.elsewhere]
    return [Finding("exchanged sides", tuple(mask_name(look.files) for look in crossed), (
        f"{name}: in {len(crossed)} of {len(looks)} masks left and right eye, or brow, are exchanged. Read them with "
        "sides=\"position\", which calls left what lies to the left."
    ), wrong=len(crossed) > MANY_CROSSED * len(looks))] if crossed else []


def another_table(name: str, looks: Sequence[Look]) -> list[Finding]:
    """CARLA's frames read by a newer table than theirs: every tag is legal, and most are wrong."""
    if name not in OLDER_TABLES or len(looks) < FEWEST_FRAMES:
        return []
    highest = max(int(np.flatnonzero(look.counts[:VOID]).max(initial=0)) for look in looks)
    for older in OLDER_TABLES[name]:
        if highest < get_info(older).num_classes:
            return [Finding("wrong table", (), (
                f"{name}: no frame holds a tag above {highest}, but {name} has tags up to "
                f"{get_info(name).num_classes - 1}: the frames look like those of {older}. Tags changed their numbers "
                f"with CARLA's versions, and by the wrong table every class is another. Read them as {older}."
            ))]
    return []


def missing_splits(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Splits without a picture."""
    there = {look.files.split for look in looks}
    return [Finding("missing split", (), (
        f"{name}: there is no picture in {split}. " + (
            "Nothing can be trained: copy the missing folder." if split == "train" else
            "A network cannot be compared with others during training: copy the missing folder, or divide train.")
    ), wrong=split == "train") for split in ("train", "val") if looks and split not in there]
