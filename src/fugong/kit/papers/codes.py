"""QR pictures for paper: as a drawing for the PDF, as pixels for the Word file."""

from io import BytesIO

import zxingcpp
from PIL import Image


def svg(content: str) -> str:
    """The code with its quiet zone as an SVG drawing."""
    return str(_code(content).to_svg(add_quiet_zones=True))


def png(content: str, scale: int = 8) -> bytes:
    """The code with its quiet zone as a PNG picture, so many pixels a module."""
    buffer = BytesIO()
    Image.fromarray(_code(content).to_image(scale=scale, add_quiet_zones=True)).save(buffer, "PNG")
    return buffer.getvalue()


def _code(content: str) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
