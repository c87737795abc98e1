"""The same declaration as XML: without loss, and nothing dangerous taken in."""

import pytest
from lxml import etree

from entrepot.kernel.errors import InputError
from entrepot.window.codec import MOST_ELEMENTS, NAMESPACE, from_xml, json_name, to_xml
from entrepot.window.documents import wco_name
from entrepot.window.shape import shape_of, walk
from entrepot.window.xmlschema import xml_schema

KINDS = [(flow, kind) for flow in ("import", "export") for kind in ("FULL", "ADVANCE", "SUMMARY")]


def xml(inside: bytes = b"", before: bytes = b"") -> bytes:
    return before + b'<Declaration xmlns="%s">%s</Declaration>' % (NAMESPACE.encode(), inside)


@pytest.mark.parametrize(("flow", "kind"), KINDS)
def test_a_declaration_comes_back_as_it_went(dictionary, example, flow, kind) -> None:
    document = example(flow, kind)
    written = to_xml(document, dictionary)

    assert from_xml(written, dictionary) == document
    assert to_xml(from_xml(written, dictionary), dictionary) == written


@pytest.mark.parametrize(("flow", "kind"), KINDS)
def test_what_is_written_keeps_the_schema(dictionary, example, flow, kind) -> None:
    schema = etree.XMLSchema(etree.XML(xml_schema(dictionary)))

    schema.assertValid(etree.XML(to_xml(example(flow, kind), dictionary)))


def test_the_schema_refuses_another_order_and_unknown_names(dictionary, example) -> None:
    schema = etree.XMLSchema(etree.XML(xml_schema(dictionary)))
    turned = etree.XML(to_xml(example(), dictionary))
    turned.append(turned[0])
    strange = etree.XML(to_xml(example() | {"colour": "red"}, dictionary))

    assert not schema.validate(turned)
    assert not schema.validate(strange)


def test_names_go_both_ways(dictionary) -> None:
    names = {shape.name for shape in walk(shape_of(dictionary))}

    assert {json_name(wco_name(name)) for name in names} == names


def test_a_national_element_stands_under_its_registered_code(dictionary, example) -> None:
    root = etree.XML(to_xml(example(), dictionary))
    codes = root.findall("{*}AdditionalInformation/{*}StatementTypeCode")

    assert "contractNo" in [code.text for code in codes]


def test_signs_of_any_language_and_of_xml_come_back(dictionary, example) -> None:
    document = example(**{"/additionalInformation/remarks": "<&\"'> ]]> 轮胎 ½\n\ttab"})

    assert from_xml(to_xml(document, dictionary), dictionary) == document


@pytest.mark.parametrize(
    "document",
    [
        {"typeCode": "a\x00"},
        {"a b": "x"},
        {"additionalInformation": {"x": {"y": "z"}}},
        {"x": [["y"]]},
    ],
)
def test_what_xml_cannot_carry_is_refused(dictionary, document: dict) -> None:
    with pytest.raises(InputError) as caught:
        to_xml(document, dictionary)

    assert [problem.code for problem in caught.value.problems] == ["xml.unwritable"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (xml(before=b"<!DOCTYPE Declaration>"), "xml.entities"),
        (xml(b"&x;", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "xml.entities"),
        (xml(b"&b;", b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "xml.entities"),
        (xml(before=b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd">'), "xml.entities"),
        (xml(before=b"<!-- -->\n<!DOCTYPE a>").decode().encode("utf-16"), "xml.entities"),
        (xml(b"&nope;"), "xml.syntax"),
        (xml(b"<A>" * 50 + b"</A>" * 50), "xml.depth"),
        (xml(b"<A>" * 100_000), "xml.depth"),
        (xml(b"<A/>" * MOST_ELEMENTS), "xml.elements"),
        (xml(b'<A b="1"/>'), "xml.attribute"),
        (xml(b"<A>text<B/></A>"), "xml.text"),
        (xml(b'<x:A xmlns:x="urn:other"/>'), "xml.root"),
        (b"<Declaration/>", "xml.root"),
        (xml()[:-1], "xml.syntax"),
        (xml() + xml(), "xml.syntax"),
        (b"", "xml.syntax"),
        (b"\x00\x01\x02", "xml.syntax"),
        (b'<?xml version="1.0" encoding="none"?><Declaration/>', "xml.syntax"),
        (b" " * 5_000_001, "xml.size"),
    ],
)
def test_dangerous_or_broken_xml_is_refused(dictionary, data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        from_xml(data, dictionary)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_fifty_levels_are_read(dictionary) -> None:
    found = from_xml(xml(b"<A>" * 49 + b"</A>" * 49), dictionary)

    assert str(found).count("'a'") == 49


def test_comments_and_instructions_are_passed_over(dictionary) -> None:
    found = from_xml(xml(b"<!-- x --><?x y?><TypeCode>I<!-- x --></TypeCode>"), dictionary)

    assert found == {"typeCode": "I"}


def test_an_included_file_is_not_read(dictionary) -> None:
    include = b'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/>'

    with pytest.raises(InputError) as caught:
        from_xml(xml(include), dictionary)

    assert caught.value.problems[0].code == "xml.root"


def test_the_limit_of_bytes_is_the_callers(dictionary) -> None:
    with pytest.raises(InputError) as caught:
        from_xml(xml(), dictionary, most_bytes=10)

    assert caught.value.problems[0].code == "xml.size"
