"""`$metadata` and the service document: CSDL XML 4.0 (OASIS OData CSDL XML §5–§14) of a `Model`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from dougong.records.odata.model import Entity, Property, Way

EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"
NAMESPACE, CONTAINER = "dougong", "records"
_VOCABULARIES = {"Org.OData.Core.V1": "Core", "Org.OData.Capabilities.V1": "Capabilities"}
_SOURCE = "https://oasis-tcs.github.io/odata-vocabularies/vocabularies"

register_namespace("edmx", EDMX)


def document(entities: Mapping[str, Entity], language: str) -> bytes:
    """The whole of it; descriptions in `language`."""
    root = Element(f"{{{EDMX}}}Edmx", {"Version": "4.0"})
    for name, alias in _VOCABULARIES.items():
        reference = SubElement(root, f"{{{EDMX}}}Reference", {"Uri": f"{_SOURCE}/{name}.xml"})
        SubElement(reference, f"{{{EDMX}}}Include", {"Namespace": name, "Alias": alias})
    schema = SubElement(SubElement(root, f"{{{EDMX}}}DataServices"), "Schema", {"xmlns": EDM, "Namespace": NAMESPACE})
    for entity in entities.values():
        _type(schema, entity, entities, language)
    container = SubElement(schema, "EntityContainer", {"Name": CONTAINER})
    for entity in entities.values():
        _set(container, entity, entities)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def service(entities: Mapping[str, Entity], root: str, language: str) -> dict[str, Any]:
    """The service document: what sets there are."""
    sets = [{"name": each.name, "title": each.label[_of(language)], "kind": "EntitySet", "url": each.name}
            for each in entities.values()]  # fmt: skip
    return {"@odata.context": f"{root}/$metadata", "value": sets}


def _type(schema: Element, entity: Entity, entities: Mapping[str, Entity], language: str) -> None:
    made = SubElement(schema, "EntityType", {"Name": entity.name})
    SubElement(SubElement(made, "Key"), "PropertyRef", {"Name": "id"})
    for each in entity.properties:
        _property(made, each, language)
    for way in entity.ways:
        if way.target in entities:
            _way(made, way, language)
    _described(made, entity.label, language)


def _property(made: Element, each: Property, language: str) -> None:
    facets = {"Name": each.name, "Type": each.type}
    if each.name == "id" or each.type.startswith("Collection("):
        facets["Nullable"] = "false"
    if each.type == "Edm.Decimal":
        facets["Scale"] = "variable"
    if each.type == "Edm.DateTimeOffset":
        facets["Precision"] = "3"
    _described(SubElement(made, "Property", facets), each.label, language)


def _way(made: Element, way: Way, language: str) -> None:
    target = f"{NAMESPACE}.{way.target}"
    found = SubElement(
        made, "NavigationProperty", {"Name": way.name, "Type": f"Collection({target})" if way.many else target}
    )
    if way.foreign is not None:
        SubElement(found, "ReferentialConstraint", {"Property": way.foreign, "ReferencedProperty": "id"})
    _described(found, way.label, language)


def _set(container: Element, entity: Entity, entities: Mapping[str, Entity]) -> None:
    made = SubElement(container, "EntitySet", {"Name": entity.name, "EntityType": f"{NAMESPACE}.{entity.name}"})
    for way in entity.ways:
        if way.target in entities:
            SubElement(made, "NavigationPropertyBinding", {"Path": way.name, "Target": way.target})
    for restriction, name in (("InsertRestrictions", "Insertable"), ("UpdateRestrictions", "Updatable"),
                              ("DeleteRestrictions", "Deletable")):  # fmt: skip
        _restricted(made, restriction, name)
    if entity.subform is not None:  # tools filter and sort lines by themselves
        _restricted(made, "FilterRestrictions", "Filterable")
        _restricted(made, "SortRestrictions", "Sortable")


def _restricted(made: Element, term: str, name: str) -> None:
    record = SubElement(SubElement(made, "Annotation", {"Term": f"Capabilities.{term}"}), "Record")
    SubElement(record, "PropertyValue", {"Property": name, "Bool": "false"})


def _described(element: Element, label: Mapping[Any, str], language: str) -> None:
    SubElement(element, "Annotation", {"Term": "Core.Description", "String": label[_of(language)]})


def _of(language: str) -> str:
    return "en" if language == "en" else "zh-CN"
