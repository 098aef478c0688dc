"""The log of test scores and the cards' scores as Markdown tables, so that no number on a page is typed."""

import math
from collections.abc import Sequence

METHOD_NAMES = {"otsu": "Otsu's threshold", "kmeans": "k-means, two clusters"}
SPLIT_NAMES = {"train": "training", "val": "validation", "test": "test"}


def nuclei_table(entries: Sequence[dict], titles: dict[str, str]) -> str:
    """Mean Dice by kind of microscopy, and how many objects were found; one row per method, best last.

    Args:
        entries: lines of the log of test scores of one data set.
        titles: title of each released network.

    Returns:
        Markdown. Networks that were asked about mirror images too have a second row; a dash stands where a score
        was not recorded.
    """
    kinds = sorted(entries[0]["scores"]["by_group"])
    counts = {kind: entries[0]["scores"]["by_group"][kind]["pictures"] for kind in kinds}
    head = ["method", f"all {entries[0]['scores']['pictures']}", *(f"{kind} {counts[kind]}" for kind in kinds), "IoU",
            "AP50", "mean AP"]
    rows = sorted(with_flips(entries, titles), key=lambda row: row[1]["mean_dice"])
    return table(head, [
        [label, scores["mean_dice"], *(scores["by_group"][kind]["mean_dice"] for kind in kinds), scores["iou"],
         scores.get("ap50"), scores.get("mean_ap")]
        for label, scores in rows
    ])


def objects_table(entries: Sequence[dict], titles: dict[str, str]) -> str:
    """How many objects were found, by kind of microscopy; one row per method that was scored so."""
    kinds = sorted(entries[0]["scores"]["by_group"])
    head = ["method", "AP50", "AP75", "mean AP", *(f"{kind} AP50, mean AP" for kind in kinds)]
    rows = [row for row in with_flips(entries, titles) if "mean_ap" in row[1]]
    return table(head, [
        [label, scores["ap50"], scores["ap75"], scores["mean_ap"],
         *(", ".join(number(scores["by_group"][kind][key]) for key in ("ap50", "mean_ap")) for kind in kinds)]
        for label, scores in sorted(rows, key=lambda row: row[1]["mean_ap"])
    ])


def faces_table(entries: Sequence[dict], titles: dict[str, str]) -> str:
    """F1 of all parts pooled, of parts taken together, and of each class; one column per method."""
    columns = list(with_flips(entries, titles))
    first = columns[0][1]
    rows = [["**overall**", *(scores["overall"] for _, scores in columns)]]
    rows += [[f"**{part}**", *(scores["merged"][part] for _, scores in columns)] for part in first["merged"]]
    rows += [[name, *(scores["f1"][name] for _, scores in columns)] for name in first["f1"]]
    return table(["F1", *(label for label, _ in columns)], rows)


def streets_table(entries: Sequence[dict], titles: dict[str, str]) -> str:
    """Accuracy and mean IoU of all pixels together; one row per method."""
    rows = [[label, str(scores["pictures"]), f"{scores['accuracy']:.2%}", scores["mean_iou"]]
            for label, scores in with_flips(entries, titles)]
    return table(["method", "pictures", "accuracy", "mean IoU"], rows)


def splits_table(card: dict, entries: Sequence[dict]) -> str:
    """Accuracy and loss of a network on the splits on which they were recorded; "" where they were on none.

    Args:
        card: with `scores` by split, as `python -m helpers.cards measure` records them.
        entries: the log of test scores.
    """
    scores = dict(card.get("scores", {}))
    for entry in entries:
        if entry["weights_sha256"] == card["sha256"]:
            scores["test"] = entry["scores"]
    rows = [[SPLIT_NAMES[split], str(scores[split]["pictures"]), f"{scores[split]['accuracy']:.2%}",
             f"{scores[split]['loss']:.4f}"]
            for split in SPLIT_NAMES if "loss" in scores.get(split, {})]
    return table(["split", "pictures", "accuracy", "loss"], rows) if rows else ""


def with_flips(entries: Sequence[dict], titles: dict[str, str]) -> list[tuple[str, dict]]:
    """Name and scores of each method, and again with mirror images where it has such scores."""
    named = []
    for entry in entries:
        label = METHOD_NAMES.get(entry["method"]) or titles.get(entry["method"], entry["method"])
        named.append((label, entry["scores"]))
        if "flips" in entry["scores"]:
            named.append((f"{label}; mirror images asked too", entry["scores"]["flips"]))
    return named


def table(head: Sequence[str], rows: Sequence[Sequence]) -> str:
    """Writes a Markdown table; numbers with three decimals, a dash for None.

    Example:
        >>> print(table(["method", "IoU"], [["mine", 0.5], ["yours", None]]))
        | method | IoU |
        |---|---|
        | mine | 0.500 |
        | yours | – |
    """
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell if isinstance(cell, str) else number(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def number(value: float | None) -> str:
    """A score with three decimals, a dash for one that is not known.

    Example:
        >>> number(0.12345), number(None), number(float("nan"))
        ('0.123', '–', '–')
    """
    return "–" if value is None or math.isnan(value) else f"{value:.3f}"
