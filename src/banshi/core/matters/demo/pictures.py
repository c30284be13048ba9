"""Pictures for the demonstration: plain bands of colour, each different, of nothing and nobody."""

from io import BytesIO

from PIL import Image, ImageDraw


def picture(number: int) -> bytes:
    """A JPEG of 640 × 480 pixels, the same for the same number."""
    image = Image.new("RGB", (640, 480), (206, 214, 222))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, 640, 480), fill=(120 + number % 60, 128, 118))
    draw.polygon([(80, 300), (320, 120 + number % 50), (560, 300)], fill=(176, 170 + number % 40, 158))
    for step in range(number % 7 + 2):
        draw.rectangle((60 + step * 70, 330, 110 + step * 70, 350 + number % 90), fill=(90, 98, 108))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
