"""Which masks do not lie on their pictures, judged over the whole data set."""

from collections.abc import Sequence

from helpers.datasets.doctor.looks import Look, mask_name
from helpers.datasets.readers import Finding

FEW = 0.01  # of the pictures: so few wrong masks do not spoil a training


def misaligned(name: str, looks: Sequence[Look]) -> list[Finding]:
    """Finds masks that clearly lie better on their pictures in another way."""
    suspects = [look for look in looks if look.fit.elsewhere]
    return [Finding("misaligned mask", (mask_name(look.files),), (
        f"{name}: {mask_name(look.files)} fits its picture clearly better if it is {look.fit.how}. Move picture and "
        "mask by the same steps, or take both from the source."
    ), wrong=len(suspects) > FEW * len(looks)) for look in suspects]
