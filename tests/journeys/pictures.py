"""Small pictures to hand in."""

from io import BytesIO

from PIL import Image


def jpeg(width: int = 60, height: int = 40) -> bytes:
    """A photograph of nothing."""
    out = BytesIO()
    Image.new("RGB", (width, height), "#336699").save(out, "JPEG")
    return out.getvalue()
