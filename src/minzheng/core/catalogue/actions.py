"""Publishing packages, offering them, and the snapshots that follow."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import Value

from minzheng.core.audit.actions import record
from minzheng.core.catalogue import queries
from minzheng.core.catalogue.models import Offering, Service, Snapshot, Version
from minzheng.core.catalogue.rules import digest, effective, index_text, parameters_beside, read_folder
from minzheng.core.offices.actions import authorise
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Target

CHINA = ZoneInfo("Asia/Shanghai")


def publish(
    *,
    by: Actor,
    at: datetime,
    files: Mapping[str, str],
    domain: str,
    parent: UUID | None,
    origin: str = "shipped",
    parameters: Sequence[Mapping[str, Any]] = (),
) -> UUID:
    """Store a package as a new immutable version and renew its snapshots; the same files again change nothing.

    `parameters` are the dated values (as in `parameters/*.yaml`) by which its samples are held.

    Raises Problem(`catalogue.parent_not_latest`) when someone published since, Problem(`catalogue.known_version`) for
    the files of an older version, Problem(`catalogue.unsound`) when `queries.check` finds anything.
    """
    service = yaml.safe_load(files["service.yaml"])
    authorise(by=by, right="catalogue.publish", target=Target(business=service["code"]), at=at)
    code, newest = service["code"], queries.latest(service["code"])
    fingerprint = digest(dict(files))
    if newest and newest["digest"] == fingerprint:
        return UUID(str(newest["id"]))
    if (newest["id"] if newest else None) != parent:
        raise Problem("catalogue.parent_not_latest", service=code)
    if queries.was_published(code, fingerprint):
        raise Problem("catalogue.known_version", service=code)
    wrong = queries.check(files, parameters)
    if wrong:
        raise Problem("catalogue.unsound", count=len(wrong), first=str(wrong[0]))
    number = newest["number"] + 1 if newest else 1
    try:
        with transaction.atomic():
            _enter(service, domain)
            version = Version.objects.create(
                id=uuid7(),
                service_id=code,
                number=number,
                parent_id=parent,
                origin=origin,
                digest=fingerprint,
                files=dict(files),
                effective_on=at.astimezone(CHINA).date(),
                author=by.name or "系统",
                auditor=by.name or "系统",
                published_at=at,
            )
            _renew(service, version, at)
            facts = {"number": number, "digest": fingerprint}
            record(by=by, at=at, kind="catalogue.publish", service=code, facts=facts)
    except IntegrityError as error:  # somebody published at the same moment
        raise Problem("catalogue.parent_not_latest", service=code) from error
    return version.id


def _enter(service: Mapping[str, Any], domain: str) -> None:
    words = (
        *("item", "catalog_code", "type_code", "kind", "name", "short", "summary", "icon", "themes"),
        "applicants",
    )
    values = {name: service[name] for name in words if name in service}
    Service.objects.update_or_create(code=service["code"], defaults={**values, "domain": domain})
    Service.objects.filter(code=service["code"]).update(
        search=SearchVector(Value(index_text(service)), config="simple")
    )


def _renew(service: Mapping[str, Any], version: Version, at: datetime) -> None:
    Snapshot.objects.filter(service_id=service["code"], current=True).update(current=False)
    offerings: Iterable[Offering | None] = (None, *Offering.objects.filter(service_id=service["code"]))
    for offering in offerings:
        _snapshot(service, version, offering, at)


def _snapshot(service: Mapping[str, Any], version: Version, offering: Offering | None, at: datetime) -> None:
    content = effective(service, offering.overlay if offering else {})
    division = offering.division if offering else ""
    fingerprint = digest({"version": version.digest, "division": division, "content": content})
    made = {
        "service_id": service["code"],
        "version": version,
        "offering": offering,
        "division": division,
        "content": content,
        "created_at": at,
    }
    Snapshot.objects.update_or_create(digest=fingerprint, defaults={"current": True}, create_defaults=made)


def offer(
    *,
    by: Actor,
    at: datetime,
    service: str,
    organisation: UUID,
    division: str,
    task_code: str,
    overlay: Mapping[str, Any],
) -> UUID:
    """Let an organisation offer a service with its own overlay; the former snapshot stays for the cases that pin it.

    Going back to an earlier overlay makes its snapshot current again. Raises Problem(`catalogue.unknown_service`),
    Problem(`catalogue.locked`) for a path that the service keeps to itself.
    """
    authorise(by=by, right="catalogue.offer", target=Target(business=service), at=at)
    version = Version.objects.filter(service_id=service).order_by("-number").first()
    if version is None:
        raise Problem("catalogue.unknown_service", service=service)
    words = yaml.safe_load(version.files["service.yaml"])
    effective(words, overlay)
    with transaction.atomic():
        offering, _ = Offering.objects.update_or_create(
            service_id=service,
            division=division,
            defaults={"organisation_id": organisation, "task_code": task_code, "overlay": dict(overlay)},
        )
        Snapshot.objects.filter(service_id=service, division=division, current=True).update(current=False)
        _snapshot(words, version, offering, at)
        record(by=by, at=at, kind="catalogue.offer", service=service, facts={"division": division})
    return offering.id


def publish_found(*, by: Actor, at: datetime, folders: Iterable[Path]) -> list[str]:
    """Publish every package under `folders` (…/domains/<domain>/services/<code>); returns the codes found.

    What was published before is left alone, also when an edited version followed it: the version store is the truth.
    """
    found = []
    for folder in folders:
        files = read_folder(folder)
        code = yaml.safe_load(files["service.yaml"])["code"]
        found.append(code)
        if queries.was_published(code, digest(files)):
            continue
        newest = queries.latest(code)
        publish(
            by=by,
            at=at,
            files=files,
            domain=folder.parent.parent.name,
            parent=newest["id"] if newest else None,
            parameters=parameters_beside(folder),
        )
    return found
