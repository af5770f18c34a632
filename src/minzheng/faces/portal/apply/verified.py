"""What the platform holds verified of who applies, so that a form does not ask for it again."""

from minzheng.core.legal_persons.queries import legal_person
from minzheng.kernel.rights import Actor


def verified(by: Actor) -> dict[str, str]:
    """Source name of a question -> value: name, credit code and legal representative of the legal person whose hat is
    worn. 1 statement under that hat, else none."""
    if by.corporate is None:
        return {}
    body = legal_person(by.corporate)
    known = {
        "legal_person.name": body.name,
        "legal_person.uscc": body.uscc,
        "legal_person.representative": body.representative_name,
    }
    return {source: value for source, value in known.items() if value}
