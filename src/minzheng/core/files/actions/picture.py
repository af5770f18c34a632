"""Making a picture anew: only its pixels pass, turned upright and shrunk. Run as a program of its own, with little
memory, little time and no way to start or fetch anything, so that a picture made to harm harms only this process.

    python picture.py SOURCE TARGET MAX_PIXELS LONGEST_SIDE SHORTEST_SIDE MAX_BYTES

Prints `WIDTH HEIGHT`. Exit codes: 3 broken, 4 too many pixels (prints the claimed size), 5 too many bytes, however small.
"""

import resource
import sys
from pathlib import Path

from PIL import Image, ImageFile, ImageOps

BROKEN, TOO_MANY_PIXELS, TOO_MANY_BYTES = 3, 4, 5
MEMORY, SECONDS = 768 * 1024 * 1024, 20
FORMATS = ("JPEG", "PNG", "WEBP")
STEP = 0.75
"""How much smaller the next try is."""


class TooManyBytesError(Exception):
    """A picture that does not come within the bytes it may have."""


def fence() -> None:
    """Bound what this process may use from here on."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def remake(
    source: str, target: str, max_pixels: int, sides: tuple[int, int], max_bytes: int
) -> tuple[int, int]:
    """Write the pixels of `source` to `target` in the same format; returns width and height of what was written.

    `sides` are the longest side that is kept, and the one down to which the picture is shrunk until it has no more than
    `max_bytes`. Raises ValueError(width, height) when the picture claims more than `max_pixels`, TooManyBytesError.
    """
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    side, least = sides
    with Image.open(source, formats=FORMATS) as image:
        if image.width * image.height > max_pixels:
            raise ValueError(image.width, image.height)
        kind = image.format or ""
        if kind == "JPEG":
            image.draft("RGB", (side, side))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((side, side), Image.Resampling.LANCZOS)
        plain = upright.convert("RGBA" if kind != "JPEG" and upright.has_transparency_data else "RGB")
    options: dict[str, object] = {} if kind == "PNG" else {"quality": 85}
    while True:
        bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
        bare.save(target, kind, **options)
        if Path(target).stat().st_size <= max_bytes:
            return bare.size
        side = max(plain.size)
        if side <= least:
            raise TooManyBytesError
        smaller = max(least, int(side * STEP))
        plain.thumbnail((smaller, smaller), Image.Resampling.LANCZOS)


def main() -> int:
    """Remake the picture that the command line names."""
    source, target, *bounds = sys.argv[1:]
    max_pixels, longest_side, shortest_side, max_bytes = map(int, bounds)
    fence()
    try:
        width, height = remake(source, target, max_pixels, (longest_side, shortest_side), max_bytes)
    except TooManyBytesError:
        return TOO_MANY_BYTES
    except ValueError as wrong:
        if len(wrong.args) != 2:
            return BROKEN
        print(*wrong.args)  # noqa: T201 - this is the program's answer
        return TOO_MANY_PIXELS
    except (OSError, SyntaxError, MemoryError, EOFError, Image.DecompressionBombError):
        return BROKEN
    print(width, height)  # noqa: T201 - this is the program's answer
    return 0


if __name__ == "__main__":
    sys.exit(main())
