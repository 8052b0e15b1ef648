"""A release in the words of others: Croissant, RO-Crate, DCAT, DataCite and Zenodo, all made from its manifest.

The Data Package and the texts for people belong to `documents.py`.
"""

from collections.abc import Callable
from typing import Any

SPDX = "https://spdx.org/licenses/"
DESCRIPTION = (
    "Funding and coverage of harm reduction services by country and year, with the cells of the source files that each "
    "figure rests on."
)
KEYWORDS = ["harm reduction", "HIV", "people who inject drugs", "funding", "coverage"]
CREATOR = "hr_pipeline contributors"
CROISSANT_TYPES = {
    "text": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:DateTime",
}
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that Croissant asks for, as its specification prints it."""


def descriptors(about: dict[str, Any], title: str, licences: list[str], hashed: Callable[[str], str]) -> dict[str, Any]:
    """Describe a release for catalogues and archives.

    Args:
        about: version, day, content root and tables of the release.
        title: name of the dataset.
        licences: SPDX identifiers of the sources, the strictest of which holds for each figure.
        hashed: gives the sha256 of a file of the release.

    Returns:
        Content of each descriptor by the name of its file.
    """
    published = {name: entry for name, entry in about["tables"].items() if entry["is_published"] and entry["path"]}
    return {
        "croissant.json": _croissant(about, title, licences, published, hashed),
        "ro-crate-metadata.json": _crate(about, title, licences, published),
        "dcat.jsonld": _dcat(about, title, licences, published),
        "datacite.json": _datacite(about, title, licences),
        "zenodo.json": _zenodo(about, title, licences),
    }


def licence_addresses(licences: list[str]) -> list[str]:
    """Give the address of each licence that SPDX knows."""
    return [f"{SPDX}{name}" for name in licences if not name.startswith("LicenceRef")]


def _croissant(
    about: dict[str, Any], title: str, licences: list[str], published: dict[str, Any], hashed: Callable[[str], str]
) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": "harm-reduction-funding-and-coverage",
        "alternateName": title,
        "description": DESCRIPTION,
        "version": f"{about['version']}.0",
        "datePublished": about["created"],
        "license": licence_addresses(licences),
        "creator": {"@type": "sc:Organization", "name": CREATOR},
        "url": f"urn:sha256:{about['content_root']}",
        "citeAs": f"{title}, release {about['version']}, sha256:{about['content_root']}",
        "keywords": KEYWORDS,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": f"csv/{name}.csv",
                "name": f"{name}.csv",
                "contentUrl": f"csv/{name}.csv",
                "encodingFormat": "text/csv",
                "sha256": hashed(f"csv/{name}.csv"),
            }
            for name in published
        ],
        "recordSet": [_records(name, entry) for name, entry in published.items()],
    }


def _records(name: str, entry: dict[str, Any]) -> dict[str, Any]:
    fields = [
        {
            "@type": "cr:Field",
            "@id": f"{name}/{column['name']}",
            "name": column["name"],
            "description": column["description"],
            "dataType": CROISSANT_TYPES[column["type"]],
            "source": {"fileObject": {"@id": f"csv/{name}.csv"}, "extract": {"column": column["name"]}},
        }
        for column in entry["columns"]
    ]
    key = [{"@id": f"{name}/{column}"} for column in entry["keys"]]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": entry["grain"],
        "key": key,
        "field": fields,
    }


def _crate(about: dict[str, Any], title: str, licences: list[str], published: dict[str, Any]) -> dict[str, Any]:
    """Describe the release as an RO-Crate 1.1, its root dataset and the published tables as files."""
    files = [
        {
            "@id": entry["path"],
            "@type": "File",
            "name": name,
            "description": entry["grain"],
            "encodingFormat": "application/vnd.apache.parquet",
        }
        for name, entry in published.items()
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": DESCRIPTION,
        "version": about["version"],
        "datePublished": about["created"],
        "identifier": f"urn:sha256:{about['content_root']}",
        "license": [{"@id": address} for address in licence_addresses(licences)],
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    described = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [described, root, *files]}


def _dcat(about: dict[str, Any], title: str, licences: list[str], published: dict[str, Any]) -> dict[str, Any]:
    parquet = "https://www.iana.org/assignments/media-types/application/vnd.apache.parquet"
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@id": f"urn:sha256:{about['content_root']}",
        "@type": "dcat:Dataset",
        "dct:title": title,
        "dct:description": DESCRIPTION,
        "dct:issued": about["created"],
        "dct:license": [{"@id": address} for address in licence_addresses(licences)],
        "dcat:version": about["version"],
        "dcat:keyword": KEYWORDS,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": name,
                "dcat:downloadURL": {"@id": entry["path"]},
                "dcat:mediaType": {"@id": parquet},
            }
            for name, entry in published.items()
        ],
    }


def _datacite(about: dict[str, Any], title: str, licences: list[str]) -> dict[str, Any]:
    """Describe the release for a DOI; minting one is the owner's act, so there is none here."""
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "titles": [{"title": f"{title}, release {about['version']}"}],
        "creators": [{"name": CREATOR, "nameType": "Organizational"}],
        "publisher": {"name": CREATOR},
        "publicationYear": about["created"][:4],
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Tables"},
        "version": about["version"],
        "descriptions": [{"description": DESCRIPTION, "descriptionType": "Abstract"}],
        "subjects": [{"subject": word} for word in KEYWORDS],
        "rightsList": [{"rightsIdentifier": name, "rightsURI": f"{SPDX}{name}"} for name in _stated(licences)],
        "alternateIdentifiers": [
            {"alternateIdentifier": about["content_root"], "alternateIdentifierType": "sha256 content root"}
        ],
    }


def _zenodo(about: dict[str, Any], title: str, licences: list[str]) -> dict[str, Any]:
    return {
        "title": f"{title}, release {about['version']}",
        "upload_type": "dataset",
        "description": DESCRIPTION,
        "creators": [{"name": CREATOR}],
        "publication_date": about["created"][:10],
        "version": about["version"],
        "keywords": KEYWORDS,
        "access_right": "open",
        "notes": f"Licences of the sources: {', '.join(licences)}. Content root sha256:{about['content_root']}",
    }


def _stated(licences: list[str]) -> list[str]:
    return [name for name in licences if not name.startswith("LicenceRef")]
