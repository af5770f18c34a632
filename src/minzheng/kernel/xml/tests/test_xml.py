"""Reading hostile and honest files."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.xml import Limits, XmlError, canonical, parse


def refusal(data: bytes, limits: Limits | None = None) -> XmlError:
    with pytest.raises(XmlError) as caught:
        parse(data, limits=limits or Limits())
    return caught.value


def test_elements_keep_their_line_and_comments_are_gone() -> None:
    root = parse("<流程>\n<!-- 说明 -->\n<?go now?>\n  <环节 名='收件'/>\n</流程>".encode())
    assert [(child.tag, child.sourceline, child.get("名")) for child in root] == [("环节", 4, "收件")]


def test_namespaces_are_readable() -> None:
    root = parse(b'<b:process xmlns:b="urn:x"><b:task id="t"/></b:process>')
    task = root.find("b:task", {"b": "urn:x"})
    assert task is not None
    assert task.get("id") == "t"


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"  \n").code == "empty"


def test_broken_xml_is_refused_with_its_line() -> None:
    error = refusal(b"<a>\n<b>\n</a>")
    assert (error.code, error.line) == ("broken", 3)
    assert str(error).startswith("第 3 行：")


def test_a_file_that_stops_in_the_middle_is_refused() -> None:
    assert refusal(b"<a><b>").code == "broken"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
        b'<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        '<!DOCTYPE a [<!ENTITY x "xx">]><a>&x;</a>'.encode("utf-16"),
    ],
)
def test_a_document_type_is_refused_whatever_it_holds(data: bytes) -> None:
    assert refusal(data).code == "dtd"


def test_a_billion_laughs_do_no_harm() -> None:
    entities = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    assert refusal(f"<!DOCTYPE a [{entities}]><a>&l11;</a>".encode()).code == "dtd"


def test_an_undeclared_entity_is_refused() -> None:
    assert refusal(b"<a>&nosuch;</a>").code == "broken"


def test_too_many_bytes_are_refused_before_reading() -> None:
    assert refusal(b"<a/>", Limits(max_bytes=3)).code == "too_large"


def test_depth_is_bounded_at_the_exact_level() -> None:
    limits = Limits(max_depth=3)
    assert parse(b"<a><b><c/></b></a>", limits=limits).tag == "a"
    error = refusal(b"<a>\n<b><c>\n<d/></c></b></a>", limits)
    assert (error.code, error.line) == ("too_deep", 3)


def test_the_number_of_elements_is_bounded_at_the_exact_count() -> None:
    limits = Limits(max_elements=3)
    assert len(parse(b"<a><b/><b/></a>", limits=limits)) == 2
    assert refusal(b"<a><b/><b/><b/></a>", limits).code == "too_many"


def test_canonical_bytes_forget_what_does_not_matter() -> None:
    one = parse(b"<?xml version='1.0'?>\n<a y='2' x='1'><b/></a>")
    two = parse(b'<a x="1" y="2"><!-- hello --><b></b></a>')
    assert canonical(one) == canonical(two) == b'<a x="1" y="2"><b></b></a>'


def test_canonical_bytes_remember_what_matters() -> None:
    assert canonical(parse(b"<a>1</a>")) != canonical(parse(b"<a>2</a>"))


@given(st.binary(max_size=200))
def test_any_bytes_give_a_root_or_a_refusal(data: bytes) -> None:
    with suppress(XmlError):
        root = parse(data)
        assert canonical(parse(canonical(root))) == canonical(root)
