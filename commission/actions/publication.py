"""The verbs of publication: listed, cleared item by item, agreed, public; and corrected where figures came late (c53, c9.5)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from commission.models import (
    OverallEvaluation,
    OverallState,
    Publication,
    PublicationItem,
    PublicationState,
)
from commission.publication_letters import tell_of
from commission.selectors import current_overalls
from evaluation import clock, rights
from evaluation.acting import lock, note, perform, refusal_of, refuse_without_right
from evaluation.changes import WatchedRow
from evaluation.models import Cycle, Office, Role, User
from evaluation.refusals import FieldFault, Refusal
from schedule.letters import write_letters


def prepare_publication(cycle: Cycle, by: User) -> Publication:
    """List every body's results for clearance; all open to the public unless withheld one by one (c53, c9.5).

    Again: what has come since is taken in, and what was computed again takes the place of the former, withheld or
    open as before. Where the year is published already, the list is that of a correction, if anything was computed
    again; nothing was: the publication in effect comes back as it is.
    """
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        latest = Publication.objects.filter(cycle=cycle).order_by("-version").first()
        publication = latest or Publication(cycle=cycle)
        refuse_without_right(by, "commission.prepare_publication", publication, "c53")
        current = {
            body: overall
            for body, overall in current_overalls(cycle).items()
            if overall.state == OverallState.SUBMITTED
        }
        if latest is not None and latest.state == PublicationState.PUBLISHED:
            listed = set(latest.items.values_list("overall_id", flat=True))
            if all(overall.pk in listed for overall in current.values()):
                return latest
            publication = Publication(cycle=cycle, version=latest.version + 1)
        if publication.state != PublicationState.DRAFT:
            return publication
        created = publication.pk is None
        if created:
            publication.save()
            if latest is not None:
                PublicationItem.objects.bulk_create(
                    PublicationItem(
                        publication=publication,
                        overall=item.overall,
                        withheld=item.withheld,
                        reason_kk=item.reason_kk,
                        reason_ru=item.reason_ru,
                        reason_en=item.reason_en,
                    )
                    for item in latest.items.select_related("overall")
                )
        _bring_up_to_date(publication, current)
        if created:
            note(publication, "prepare", by, "c53", after=publication.state)
    return publication


def _bring_up_to_date(publication: Publication, current: dict[int, OverallEvaluation]) -> None:
    """List the overall evaluations in force: in place of those that they replaced, and those not listed yet."""
    listed = {item.overall.body_id: item for item in publication.items.select_related("overall")}
    for body, overall in current.items():
        item = listed.get(body)
        if item is None:
            PublicationItem.objects.create(publication=publication, overall=overall)
        elif item.overall_id != overall.pk:
            item.overall = overall
            item.save(update_fields=["overall"])


def withhold_item(
    item: PublicationItem, by: User, withheld: bool, reasons: dict[str, str]
) -> PublicationItem:
    """Withhold one body's results, with the reason in law in three languages, or release them again (c9.5)."""
    with transaction.atomic():
        publication = lock(item.publication)
        refuse_without_right(by, "commission.prepare_publication", publication, "c9.5")
        if publication.state != PublicationState.DRAFT:
            raise Refusal(
                "state",
                _("The publication is with the working body; its list no longer changes."),
                clause="c53",
            )
        missing = [code for code in ("kk", "ru", "en") if withheld and not reasons.get(code, "").strip()]
        if missing:
            raise Refusal(
                "incomplete",
                _("What is withheld is shown as withheld, with its reason in three languages."),
                clause="c9.5",
                faults=[FieldFault(f"reason_{code}-{item.pk}", _("Write the reason.")) for code in missing],
            )
        reason_fields = [f"reason_{code}" for code in ("kk", "ru", "en")]
        watched = WatchedRow(item, "withheld", *reason_fields)
        item.withheld = withheld
        for code in ("kk", "ru", "en"):
            setattr(item, f"reason_{code}", reasons.get(code, "").strip() if withheld else "")
        item.save(update_fields=["withheld", *reason_fields])
        note(
            publication,
            "withhold" if withheld else "release",
            by,
            "c9.5",
            details={"body": item.overall.body.slug, "changed": watched.changed()},
        )
    return item


def propose_publication(publication: Publication, by: User, revision: int | None = None) -> Publication:
    """Propose what is published and what is withheld to the working body (c53)."""
    with transaction.atomic():
        proposed = perform(publication, "propose", by, revision=revision)
        write_letters(
            rights.people_with(Office.WORKING_BODY, rights.holder_of(Role.WORKING_BODY)),
            "publication.clear",
            key=f"publication.clear:{proposed.pk}:{proposed.revision}",
            about=None,
            path=f"desk/publication/{proposed.cycle.year}/",
            year=proposed.cycle.year,
        )
    return proposed


def send_back_publication(
    publication: Publication, by: User, reason: str, revision: int | None = None
) -> Publication:
    """The working body does not agree, and says why."""
    if not reason.strip():
        raise Refusal(
            "incomplete",
            _("Write why the publication is returned."),
            faults=[FieldFault("reason", _("Write the reason."))],
        )
    return perform(publication, "send_back", by, revision=revision, details={"reason": reason.strip()})


def clear_publication(publication: Publication, by: User, revision: int | None = None) -> Publication:
    """The working body agrees (c53)."""
    return perform(publication, "clear", by, revision=revision)


def publish_results(publication: Publication, by: User, revision: int | None = None) -> Publication:
    """Publish: from this moment anyone reads the results in three languages (c53).

    A correction takes the place of what is public. The heads whom it concerns are told, and of a correction the
    working body and the Commission too (`publication_letters`).
    """

    def prepare(fresh: Publication) -> None:
        fresh.published_at = clock.now()

    with transaction.atomic():
        in_effect = Publication.objects.filter(
            cycle_id=publication.cycle_id, state=PublicationState.PUBLISHED
        )
        before = in_effect.exclude(pk=publication.pk).first()
        if before is not None:
            refusal = refusal_of(lock(publication, revision), "publish", by)
            if refusal is not None:
                raise refusal
            perform(before, "supersede", by, details={"version": publication.version})
        published = perform(publication, "publish", by, revision=revision, prepare=prepare)
        tell_of(published, before)
    return published
