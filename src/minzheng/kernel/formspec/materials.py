"""Which materials of a service a form gathers, and in which of the four ways."""

from minzheng.kernel.formspec.model import Field, Material, Note, Page, Way, flat

_WAYS: dict[str, Way] = {"attachment": "upload", "licence_reference": "licence", "commitment": "commitment"}


def materials_of(pages: tuple[Page, ...]) -> tuple[Material, ...]:
    """Every question that names a material, in document order; in a list the path is `members[].proof`."""
    found: list[Material] = []
    for page in pages:
        for part in flat(page.items):
            if isinstance(part, Field):
                found += _material(part, part.dotted)
            elif not isinstance(part, Note):
                for field in part.fields:
                    found += _material(field, f"{part.dotted}[].{field.dotted}")
    return tuple(found)


def way_of(field: Field) -> Way | None:
    """How a question stands for a material, None when it cannot."""
    return _WAYS.get(field.kind.name, "shared_data" if field.source else None)


def _material(field: Field, path: str) -> list[Material]:
    way = way_of(field)
    if not field.material or way is None:
        return []
    when = field.required_when.text if field.required_when is not None else ""
    return [
        Material(
            material=field.material,
            path=path,
            label=field.label,
            way=way,
            required=field.required,
            required_when=when,
            source=field.source,
            page=field.page,
        )
    ]
