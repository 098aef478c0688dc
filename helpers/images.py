"""Pictures and masks: reading, writing, resizing, contrast.

A picture is `uint8 (H, W, 3)` in RGB order. A mask is `uint8 (H, W)`: one class id per pixel,
255 where nobody decided (void). Every other module relies on these two sentences.
"""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

VOID = 255


def read_image(path: str | Path) -> np.ndarray:
    """Reads any common picture file as RGB, the way a viewer shows it.

    Grey, palette, CMYK, 16-bit and transparent pictures are converted (transparent parts become white)
    and the camera's rotation note (EXIF) is obeyed. A 16-bit picture is scaled so that its brightest pixel
    becomes 255: microscopes often fill 12 of the 16 bits, and a fixed division would turn them black.

    Args:
        path: a PNG, JPEG, TIFF, BMP, GIF or WebP file.

    Returns:
        uint8 (H, W, 3), RGB, 0..255.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is empty, damaged, or not a picture.

    Example:
        >>> read_image("data/sample/camvid/CamVid/train/street_000.png").shape
        (120, 160, 3)
    """
    picture = _open(path)
    if picture.mode.startswith(("I", "F")):
        values = np.clip(np.nan_to_num(np.asarray(picture, dtype=np.float64)), 0, None)
        return np.dstack([_scale_to_255(values)] * 3)
    if picture.has_transparency_data:
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
    return np.array(picture.convert("RGB"))


def read_mask(path: str | Path) -> np.ndarray:
    """Reads a mask file as the numbers it stores, not as the colours it shows.

    The trap: a palette PNG holds ids and, beside them, a table of colours. Most readers (cv2, scikit-image,
    Matplotlib, tf.io) hand you the colours. This one hands you the ids.

    Args:
        path: a single-channel or palette file with values 0..255.

    Returns:
        uint8 (H, W), the stored values.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, is a JPEG, has colour channels, or holds values over 255.

    Example:
        >>> np.unique(read_mask("data/sample/camvid/CamVid/trainannot/street_000.png"))[:3]
        array([0, 1, 2], dtype=uint8)
    """
    values = read_values(path)
    if values.ndim != 2:
        raise ValueError(
            f"mask {Path(path).name} has colour channels (mode {_open(path).mode}), but a mask stores one id "
            "per pixel. Save it as a single-channel PNG of class ids."
        )
    return values


def read_values(path: str | Path) -> np.ndarray:
    """Reads the numbers that a mask file stores, whatever its channels mean.

    Returns:
        uint8 (H, W), or (H, W, channels) where the file has several.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, is a JPEG, or holds fractions or values over 255.

    Example:
        >>> read_values("data/sample/camvid/CamVid/train/street_000.png").shape
        (120, 160, 3)
    """
    picture = _open(path)
    if picture.format == "JPEG":
        raise ValueError(
            f"mask {Path(path).name} is a JPEG file, which smears ids into their neighbours. "
            "Save the mask as PNG from its source; converting the JPEG does not bring the ids back."
        )
    values = np.asarray(picture)
    if picture.mode == "F":
        raise ValueError(
            f"mask {Path(path).name} holds fractions (mode F), but a mask stores one id per pixel. "
            "Save it as a single-channel PNG of class ids."
        )
    if values.size and values.max() > 255:
        raise ValueError(
            f"mask {Path(path).name} holds id {values.max()}, but ids go from 0 to 254 (255 is void). "
            "Renumber its classes."
        )
    return values.astype(np.uint8)


def write_image(path: str | Path, image: np.ndarray) -> None:
    """Writes a picture (uint8 (H, W, 3), RGB); the suffix chooses the format. Folders are made.

    Raises:
        ValueError: the array is not uint8 (H, W, 3), or the suffix names no format.
    """
    if Path(path).suffix.lower() not in Image.registered_extensions():
        raise ValueError(f"{Path(path).name}: the suffix chooses the format, this one names none. Use .png.")
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
        raise ValueError(
            f"{Path(path).name}: a picture is uint8 (H, W, 3), this array is {image.dtype} {image.shape}. "
            "Scale it to 0..255 and convert it with .astype(np.uint8)."
        )
    _save(path, image)


def write_mask(path: str | Path, mask: np.ndarray) -> None:
    """Writes a mask (integers (H, W), 0..255) as a single-channel PNG, which keeps every id exactly.

    Raises:
        ValueError: the array is not (H, W) of integers 0..255, or the file is not a PNG. JPEG smears ids.
    """
    if Path(path).suffix.lower() != ".png":
        raise ValueError(f"{Path(path).name}: masks are written as .png, other formats can change ids.")
    if mask.ndim != 2 or mask.size == 0 or not np.issubdtype(mask.dtype, np.integer):
        raise ValueError(
            f"{Path(path).name}: a mask is (H, W) of integers 0..255, this array is {mask.dtype} "
            f"{mask.shape}. Take the argmax over the classes first, or convert with mask.astype(np.uint8)."
        )
    if mask.min() < 0 or mask.max() > 255:
        raise ValueError(
            f"{Path(path).name}: this mask goes from {mask.min()} to {mask.max()}, but a file holds ids "
            "0..255. Renumber its classes, and write void as 255."
        )
    _save(path, mask.astype(np.uint8))


def resize_image(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resizes a picture to (height, width), averaging when it shrinks and interpolating when it grows.

    Raises:
        ValueError: a side of the new size is less than 1.

    Example:
        >>> resize_image(np.zeros((360, 480, 3), np.uint8), (96, 128)).shape
        (96, 128, 3)
    """
    height, width = _checked_size(size)
    shrinks = height * width < image.shape[0] * image.shape[1]
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)


def resize_mask(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resizes a mask to (height, width) without inventing ids: each new pixel copies its nearest old one.

    Raises:
        ValueError: the mask does not hold whole numbers, or a side of the new size is less than 1.

    Example:
        >>> np.unique(resize_mask(np.array([[2, 8]], np.uint8), (2, 6)))
        array([2, 8], dtype=uint8)
    """
    if not np.issubdtype(mask.dtype, np.integer):
        raise ValueError(
            f"resize_mask expects ids, which are whole numbers; this array is {mask.dtype}. "
            "Use resize_image for pictures, or convert the mask with .astype(np.uint8)."
        )
    height, width = _checked_size(size)
    # INTER_NEAREST copies from the upper left instead of the middle: masks would move against their pictures.
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST_EXACT)


def stretch_contrast(image: np.ndarray, low: float = 1.0, high: float = 99.8) -> np.ndarray:
    """Stretches a picture so that its dark end becomes 0 and its bright end 255.

    Microscope pictures differ in exposure: in some the brightest nucleus has the value 40 of 255. After this
    step a network sees all of them alike. The ends are percentiles over all channels together, so colours
    keep their hue and a single hot pixel does no harm.

    Args:
        image: uint8 (H, W, 3).
        low: percentile that becomes 0.
        high: percentile that becomes 255.

    Returns:
        uint8 (H, W, 3). A picture of one value only is returned as it is.

    Raises:
        ValueError: the picture is not uint8.

    Example:
        >>> stretch_contrast(np.array([[[10] * 3, [30] * 3]], np.uint8), 0, 100).tolist()
        [[[0, 0, 0], [255, 255, 255]]]
    """
    _expect_uint8(image, "stretch_contrast")
    # Row by row: np.bincount copies what it counts to 8 bytes a value, too much for a large picture at once.
    counts = sum(np.bincount(row.ravel(), minlength=256) for row in image)
    share = np.cumsum(counts) / image.size
    dark = int(np.searchsorted(share, low / 100, side="right"))
    bright = int(np.searchsorted(share, high / 100))
    if bright <= dark:
        return image
    table = (np.arange(256) - dark) * (255 / (bright - dark))
    return cv2.LUT(image, np.clip(np.round(table), 0, 255).astype(np.uint8))


def normalise(image: np.ndarray) -> np.ndarray:
    """Makes the input that every network of this course expects: contrast stretched, float32, 0..1.

    Args:
        image: uint8 (H, W, 3) with values 0..255, as `read_image` returns it.

    Returns:
        float32 (H, W, 3), 0..1.

    Raises:
        ValueError: the picture is not uint8; the usual reason is that it was divided by 255 before.

    Example:
        >>> normalise(np.array([[[0] * 3, [51] * 3]], np.uint8)).max()
        np.float32(1.0)
    """
    _expect_uint8(image, "normalise")
    return stretch_contrast(image).astype(np.float32) / 255


def _expect_uint8(image: np.ndarray, name: str) -> None:
    if image.dtype != np.uint8 or image.size == 0:
        content = f"a maximum of {image.max():.4g}" if image.size else "no pixel"
        raise ValueError(
            f"{name} expects uint8 with values 0..255, this picture is {image.dtype} with {content}. "
            "Pass the picture as read_image returns it; scaling twice makes it black."
        )


def _checked_size(size: tuple[int, int]) -> tuple[int, int]:
    height, width = size
    if height < 1 or width < 1:
        raise ValueError(f"the new size is {height} x {width}, but each side is at least 1 pixel. Check it.")
    return height, width


def _scale_to_255(values: np.ndarray) -> np.ndarray:
    return np.round(values * (255 / max(values.max(), 1))).astype(np.uint8)


def _open(path: str | Path) -> Image.Image:
    path = Path(path)
    if path.is_dir():
        raise FileNotFoundError(f"{path} is a folder, not a file. Name one of the pictures in it.")
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such file. Check the name and the folder.")
    if path.stat().st_size == 0:
        raise ValueError(f"{path.name} is empty (0 bytes). Copy or download it again.")
    try:
        picture = Image.open(path)
        sixteen_bits = ";16" in str(picture.tile)
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
    except UnidentifiedImageError:
        raise ValueError(f"{path.name} is not a picture that can be read. Save it as PNG or JPEG.") from None
    except Image.DecompressionBombError as error:
        raise ValueError(f"{path.name} is too large ({error}). Cut it into smaller pictures.") from None
    except (OSError, SyntaxError, ValueError) as error:
        raise ValueError(f"{path.name} is damaged or cut off ({error}). Copy or download it again.") from None
    return _read_16_bit_colours(path) if sixteen_bits and picture.mode in ("RGB", "RGBA", "LA") else picture


def _read_16_bit_colours(path: Path) -> Image.Image:
    """Reads with OpenCV what Pillow would cut down to the upper eight of its sixteen bits."""
    values = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    picture = Image.fromarray(_scale_to_255(values[..., 2::-1]))
    if values.shape[2] == 4:
        picture.putalpha(Image.fromarray((values[..., 3] // 257).astype(np.uint8)))
    return picture


def _save(path: str | Path, values: np.ndarray) -> None:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(values).save(path)
