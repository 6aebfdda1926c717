"""Pictures in templates."""

from django import template

from relations.pictures import ENCODINGS, SHAPES

register = template.Library()


@register.inclusion_tag("relations/_picture.html")
def picture(image, shape: str, sizes: str = "100vw", eager: bool = False):
    """Render a picture in one of `SHAPES`, in the sizes and formats that a browser can choose from.

    `sizes` is the attribute of that name: how wide it is shown. `eager` is for a picture that is in
    sight when the page opens.
    """
    aspect_width, aspect_height, widths = SHAPES[shape]
    sources = [
        {
            "type": f"image/{extension}",
            "srcset": ", ".join(
                f"{getattr(image.file, f'{shape}_{width}_{extension}')} {width}w"
                for width in widths
            ),
        }
        for extension in ENCODINGS
    ]
    width = widths[len(widths) // 2]
    return {
        "image": image,
        "sources": sources,
        "source": getattr(image.file, f"{shape}_{width}_webp"),
        "width": width,
        "height": width * aspect_height // aspect_width,
        "sizes": sizes,
        "eager": eager,
    }
