"""Images made harmless: drawn anew, upright, without place, device or any other hidden data."""

from io import BytesIO

from PIL import Image, ImageOps

from fugong.files.rules.kinds import Kind, Unfit

MAX_PIXELS = 40_000_000
_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}


def without_metadata(content: bytes, kind: Kind) -> bytes:
    """The picture alone, turned the way its camera meant it. Raises Unfit when broken or over 40 megapixels."""
    wanted = _FORMATS[kind]
    try:
        with Image.open(BytesIO(content), formats=[wanted]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Unfit("too_many_pixels")
            drawn = ImageOps.exif_transpose(image)
            if kind == "jpg" and drawn.mode not in ("RGB", "L"):
                drawn = drawn.convert("RGB")
            drawn.info.clear()
            out = BytesIO()
            drawn.save(out, wanted, **({} if kind == "png" else {"quality": 88}))
    except Unfit:
        raise
    except Image.DecompressionBombError:
        raise Unfit("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        raise Unfit("broken") from None
    return out.getvalue()
