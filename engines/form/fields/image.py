"""Pictures: files whose bytes are a picture."""

from typing import Annotated, Literal

from pydantic import Field

from engines.form.fields._files import FileField, FileType
from engines.form.labels import sentence

Picture = Literal["image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"]
PICTURES: tuple[Picture, ...] = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp")


class ImageField(FileField):
    """图片 / Image. `accept` may only narrow the kinds of pictures; `camera`: phones take a new photo, no old one."""

    type: Literal["image"]
    accept: Annotated[tuple[Picture, ...], Field(min_length=1, max_length=5)] = PICTURES
    camera: bool = False


class ImageType(FileType[ImageField]):
    """Behaviour of `image`. Kinds are those the server can make small pictures of; it looks at the bytes."""

    key = "image"
    model = ImageField
    label = sentence("图片", "Image")
    icon = "image"
    group = "advanced"
    widget = "image"
