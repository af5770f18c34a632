"""Making a picture anew: only its pixels pass, turned upright and shrunk. Run as a program of its own, with little
memory, little time and no way to start or fetch anything, so that a picture made to harm harms only this process.

    python picture.py SOURCE TARGET MAX_PIXELS LONGEST_SIDE

Prints `WIDTH HEIGHT`. Exit codes: 3 broken, 4 too many pixels (prints the claimed size).
"""

import resource
import sys

from PIL import Image, ImageFile, ImageOps

BROKEN, TOO_MANY_PIXELS = 3, 4
MEMORY, SECONDS = 768 * 1024 * 1024, 20
FORMATS = ("JPEG", "PNG", "WEBP")


def fence() -> None:
    """Bound what this process may use from here on."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def remake(source: str, target: str, max_pixels: int, longest_side: int) -> tuple[int, int]:
    """Write the pixels of `source` to `target` in the same format; returns width and height of what was written.

    Raises ValueError(width, height) when the picture claims more than `max_pixels`.
    """
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(source, formats=FORMATS) as image:
        if image.width * image.height > max_pixels:
            raise ValueError(image.width, image.height)
        kind = image.format or ""
        if kind == "JPEG":
            image.draft("RGB", (longest_side, longest_side))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
        plain = upright.convert("RGBA" if kind != "JPEG" and upright.has_transparency_data else "RGB")
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    options: dict[str, object] = {} if kind == "PNG" else {"quality": 85}
    bare.save(target, kind, **options)
    return bare.size


def main() -> int:
    """Remake the picture that the command line names."""
    source, target, max_pixels, longest_side = sys.argv[1:]
    fence()
    try:
        width, height = remake(source, target, int(max_pixels), int(longest_side))
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
