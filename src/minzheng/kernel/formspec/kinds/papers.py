"""Papers: uploaded files, and licences that are already held."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from minzheng.kernel.formspec.kinds.choices import Choice
from minzheng.kernel.formspec.kinds.kind import WRONG_SHAPE, Kind

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".bmp", ".gif", ".tif", ".tiff"})


class Attachment(Kind):
    """Files that the door has stored; kept as a list of references with name, size and type."""

    name = "attachment"
    title = "上传"
    types = frozenset({"filepicker"})
    level = "L3"
    shapes = (list,)
    accept = "image/*,.pdf"
    nothing = "没有上传"

    def fits(self, value: object) -> bool:
        """A list of file references."""
        return type(value) is list and all(_is_file(one) for one in value)

    def check(self, value: object, field: Any, today: date) -> str | None:
        """How many, and of a type that the field takes."""
        if not self.fits(value):
            return WRONG_SHAPE
        files: list[dict[str, Any]] = value if isinstance(value, list) else []
        if len(files) > field.max_files:
            return f"最多放 {field.max_files} 个，请删掉几个"
        accepted = [part.strip().lower() for part in (field.accept or self.accept).split(",") if part.strip()]
        for file in files:
            if not any(_matches(file, part) for part in accepted):
                return f"“{file['name']}”放不进来，请选{_named(accepted)}"
            if file["size"] <= 0:
                return f"“{file['name']}”是空的，请重新选一个"
        return None

    def show(self, value: object, field: Any) -> str:
        """The names of the files."""
        files = value if isinstance(value, list) else []
        return "、".join(str(file.get("name", "")) for file in files if isinstance(file, Mapping))

    def schema(self, field: Any) -> dict[str, Any]:
        """A list of file references."""
        file = {
            "type": "object",
            "properties": {
                "file": {"type": "string"},
                "name": {"type": "string", "maxLength": 255},
                "size": {"type": "integer", "minimum": 1},
                "type": {"type": "string"},
            },
            "required": ["file", "name", "size", "type"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": file, "maxItems": field.max_files}

    def missing(self, field: Any) -> str:
        """“请上传……”."""
        return f"请上传{field.label}"


class LicenceReference(Choice):
    """A licence that the person already holds, chosen instead of uploading it; kept as its reference."""

    name = "licence_reference"
    title = "电子证照"
    level = "L3"
    types = frozenset({"select", "radio", "textfield"})


def _is_file(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and value.keys() == {"file", "name", "size", "type"}
        and all(isinstance(value[key], str) and len(value[key]) <= 255 for key in ("file", "name", "type"))
        and type(value["size"]) is int
    )


def _matches(file: Mapping[str, Any], accepted: str) -> bool:
    ending = PurePath(file["name"]).suffix.lower()
    media = file["type"].lower()
    if accepted.startswith("."):
        return ending == accepted
    if accepted.endswith("/*"):
        return media.startswith(accepted[:-1]) and (accepted != "image/*" or ending in _PICTURES)
    return bool(media == accepted)


def _named(accepted: list[str]) -> str:
    words = ["照片" if part.startswith("image/") else part.lstrip(".").upper() for part in accepted]
    return "或者 ".join(dict.fromkeys(words)) if words else "别的文件"
