"""The verbs of accounts and offices: whoever decides, signs or reads everything is made and changed by two persons.

An administrator alone gives the offices of ``PASSWORD_OFFICES``, from today on, and keeps accounts that hold no other.
All else is proposed (``AccountChange``), and changed when a second person confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from evaluation import clock, erasures, password_links
from evaluation.acting import note, perform, refuse_without_right
from evaluation.apart import apart
from evaluation.changes import WatchedRow
from evaluation.guards import overlapping
from evaluation.models import (
    MFA_OFFICES,
    AccountChange,
    Body,
    ChangeKind,
    LinkPurpose,
    Membership,
    Office,
    User,
)
from evaluation.models.account_changes import FROM_MACHINE, TAKEN_OFF
from evaluation.notices import write_letters
from evaluation.opened_years import hold_years, read_until
from evaluation.refusals import FieldFault, Refusal
from evaluation.rights import forget_standing, people_with, standing
from evaluation.second_step import second_steps_of, take_off

RIGHT: Final = "evaluation.propose_accountchange"
CLAUSE: Final = "c12"
#: Fields of an account by which a person is known or gets in.
GUARDED: Final = ("username", "email", "title_kk", "title_ru", "title_en")


def decides(person: User) -> bool:
    """Whether the person holds, will hold or is proposed for an office that decides, signs, publishes or reads everything.

    Proposed too, so that the account is at its confirmation what it was when it was proposed. Two queries at most.
    """
    held = Membership.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()),
        user_id=person.pk,
        office__in=MFA_OFFICES,
    )
    proposed = AccountChange.objects.filter(person_id=person.pk, kind=ChangeKind.OFFICE, state="proposed")
    return held.exists() or proposed.exists()


def give_office(
    given: Membership, by: User, order_number: str = "", order_date: date | None = None
) -> Membership | AccountChange:
    """Give the office that ``given`` (not saved) describes: at once, or as a proposal that a second person confirms.

    From a day that has passed only with the order that says so, and never on days that an opened year has read.
    """
    refuse_without_right(by, RIGHT, None, CLAUSE)
    today, read = clock.today(), read_until()
    faults = []
    past = given.valid_from < today
    if past and read is not None and given.valid_from <= read:
        faults.append(
            FieldFault("valid_from", _("An opened year has read the offices of this day; name a later one."))
        )
    elif past and not (order_number.strip() and order_date):
        faults.append(
            FieldFault(
                "valid_from",
                _("An office begins today or later; an earlier day needs the order's number and date."),
            )
        )
    if given.valid_until is not None and given.valid_until < given.valid_from:
        faults.append(FieldFault("valid_until", _("The last day lies before the first.")))
    if faults:
        raise Refusal("incomplete", _("The office cannot be given so."), clause=CLAUSE, faults=faults)
    if past or given.office in MFA_OFFICES:
        return propose(
            by,
            given.user,
            ChangeKind.OFFICE,
            body=given.body,
            office=given.office,
            valid_from=given.valid_from,
            valid_until=given.valid_until,
            order_number=order_number.strip(),
            order_date=order_date,
        )
    with transaction.atomic():
        _hold(given.user_id)
        if overlapping(given):
            raise Refusal("state", _("The person holds this office in this body already."), clause=CLAUSE)
        given.save()
        note(given, "added", by, CLAUSE, details=_told(given))
    forget_standing(given.user)
    return given


def end_office(held: Membership, last_day: date, by: User) -> Membership | AccountChange:
    """Let the office end with ``last_day``, today or later: at once, or as a proposal."""
    refuse_without_right(by, RIGHT, None, CLAUSE)
    if last_day < clock.today():
        sentence = _(
            "The past is not changed: the last day is today or later. Whoever must stop at once is closed out."
        )
        raise Refusal("incomplete", sentence, clause=CLAUSE, faults=[FieldFault("valid_until", sentence)])
    if held.office in MFA_OFFICES:
        return propose(
            by,
            held.user,
            ChangeKind.END,
            body=held.body,
            office=held.office,
            valid_until=last_day,
            membership=held,
        )
    with transaction.atomic():
        locked = (
            Membership.objects.select_for_update(of=("self",)).select_related("user", "body").get(pk=held.pk)
        )
        if locked.valid_until is not None:
            raise Refusal("state", _("The last day of this office is on record already."), clause=CLAUSE)
        locked.valid_until = last_day
        locked.save(update_fields=["valid_until"])
        note(locked, "ended", by, CLAUSE, details=_told(locked))
    forget_standing(held.user)
    return locked


def change_account(person: User, fields: Mapping[str, Any], by: User) -> User | AccountChange:
    """Change fields of an account. One that decides is closed at once, but known by another name or address, or opened
    again, only when a second person, or its owner, confirms."""
    refuse_without_right(by, RIGHT, None, CLAUSE)
    with transaction.atomic():
        stored = _hold(person.pk)
        changed = {
            name: [getattr(stored, name), value]
            for name, value in fields.items()
            if getattr(stored, name) != value
        }
        guarded = {
            name: pair
            for name, pair in changed.items()
            if name in GUARDED or (name == "is_active" and pair[1])
        }
        if not (guarded and decides(stored)):
            guarded = {}
        direct = {name: pair for name, pair in changed.items() if name not in guarded}
        if direct:
            watched = WatchedRow(stored, *direct)
            User.objects.filter(pk=stored.pk).update(**{name: pair[1] for name, pair in direct.items()})
            note(stored, "changed", by, CLAUSE, details={"fields": watched.changed()})
        if direct.get("is_active", [None, True])[1] is False:
            entry = clock.now().isoformat()
            write_letters(
                _watchers(by),
                "account.closed",
                f"account.closed:{stored.pk}:{entry}",
                None,
                "",
                account=stored.username,
            )
        if guarded:
            return propose(by, stored, ChangeKind.ACCOUNT, fields=guarded)
    return User.objects.get(pk=stored.pk)


def send_password_link(person: User, by: User) -> None:
    """Send the person the link by which they set their password; nobody else sees it. They and the auditor are told."""
    refuse_without_right(by, RIGHT, None, CLAUSE)
    if not person.email or not person.is_active:
        raise Refusal(
            "state", _("The account is closed or has no address; the link cannot be sent."), clause=CLAUSE
        )
    with transaction.atomic():
        entry = note(person, "password_link", by, CLAUSE)
        key = f"account.link:{entry.pk}"
        write_letters(
            [person, *_watchers(by)], "account.link", key, None, "account/", account=person.username
        )
        password_links.ask(person, LinkPurpose.SENT)


def reset_second_step(person: User, by: User, order_number: str = "") -> AccountChange:
    """Propose that a lost second step is taken off; recovery codes go with it, and every open session ends.

    Never done by one person: whoever takes a second step off could sign in as anybody whose password they have.
    ``order_number``: of what the machine's owner does for the only administrator (`propose_second_step`).
    """
    refuse_without_right(by, RIGHT, None, CLAUSE)
    with transaction.atomic():
        locked = _hold(person.pk)
        steps = second_steps_of(locked)
        if not steps:
            raise Refusal(
                "state", _("This account has no second step; there is nothing to take off."), clause=CLAUSE
            )
        waiting = AccountChange.objects.filter(
            person=locked, kind=ChangeKind.SECOND_STEP, state="proposed", lapses_at__gt=clock.now()
        )
        if waiting.exists():
            raise Refusal(
                "state",
                _("That the second step is taken off waits for a second person already."),
                clause=CLAUSE,
            )
        fields = {TAKEN_OFF: steps, **({FROM_MACHINE: True} if order_number else {})}
        return propose(by, locked, ChangeKind.SECOND_STEP, fields=fields, order_number=order_number)


def confirm_change(change: AccountChange, by: User) -> AccountChange:
    """Stand behind a proposed change, which is made in the same transaction."""
    with transaction.atomic():
        fresh = perform(change, "confirm", by, prepare=lambda row: _held_and_decided(row, by))
        _carry_out(fresh, by)
        _tell(fresh, "account.decided")
    forget_standing(fresh.person)
    return fresh


def refuse_change(change: AccountChange, by: User) -> AccountChange:
    """Refuse a proposed change, or take one's own back."""
    with transaction.atomic():
        fresh = perform(change, "refuse", by, prepare=lambda row: _decided(row, by))
        _tell(fresh, "account.decided")
    return fresh


def expire_changes() -> int:
    """Record of what lapsed that nobody confirmed it, and tell of it; how many there were. One that fails stands alone."""
    lapsed = AccountChange.objects.filter(state="proposed", lapses_at__lte=clock.now())
    return apart("a change of an account that lapsed", lapsed, _expire)


def _expire(change: AccountChange) -> int:
    try:
        with transaction.atomic():
            fresh = perform(change, "expire", None)
            _tell(fresh, "account.lapsed")
    except Refusal:  # somebody else has recorded it at this moment
        return 0
    return 1


def _hold(account: int) -> User:
    """The account as it is now, locked: whoever changes it, its offices or its second step waits for the other."""
    return User.objects.select_for_update().get(pk=account)


def _held_and_decided(change: AccountChange, by: User) -> None:
    """What the change is about is locked and read anew before it is asked whether the change still fits."""
    if change.kind == ChangeKind.OFFICE:
        hold_years()
    elif change.kind == ChangeKind.ERASURE:
        erasures.hold()
    change.person = _hold(change.person_id)
    if change.membership_id is not None:
        change.membership = Membership.objects.select_for_update().get(pk=change.membership_id)
    _decided(change, by)


def _decided(change: AccountChange, by: User) -> None:
    change.decided_by, change.decided_at = by, clock.now()


def propose(by: User, person: User, of: str, **what: Any) -> AccountChange:
    """Put a change on record that a second person confirms, and tell of it; whoever calls has asked for the right."""
    now = clock.now()
    with transaction.atomic():
        change = AccountChange.objects.create(
            kind=of,
            person=person,
            proposed_by=by,
            proposed_at=now,
            lapses_at=now + settings.ACCOUNT_CHANGE_TERM,
            **what,
        )
        note(change, "propose", by, CLAUSE, after=change.state, details=_said(change))
        _tell(change, "account.proposed")
    return change


def _carry_out(change: AccountChange, by: User) -> None:
    if change.kind == ChangeKind.ACCOUNT:
        after = {name: will for name, (_was, will) in change.fields.items()}
        if User.objects.filter(username=after.get("username")).exclude(pk=change.person_id).exists():
            raise Refusal("state", _("Another account has this name."), clause=CLAUSE)
        watched = WatchedRow(change.person, *after)
        User.objects.filter(pk=change.person_id).update(**after)
        note(change.person, "changed", by, CLAUSE, details={"fields": watched.changed()})
    elif change.kind == ChangeKind.SECOND_STEP:
        kinds, sessions = take_off(change.person)
        note(
            change.person,
            "second_step_removed",
            by,
            CLAUSE,
            details={"kinds": kinds, "sessions": sessions, "proposed_by": change.proposed_by.username},
        )
    elif change.kind == ChangeKind.ERASURE:
        erasures.put_on_record(change, by)
    elif change.kind == ChangeKind.END:
        held = change.membership
        assert held is not None  # noqa: S101 - as proposed
        held.valid_until = change.valid_until
        held.save(update_fields=["valid_until"])
        note(held, "ended", by, CLAUSE, details=_told(held))
    else:
        assert change.body is not None and change.valid_from is not None  # noqa: S101, PT018 - as proposed
        given = Membership.objects.create(
            user=change.person,
            body=change.body,
            office=change.office,
            valid_from=change.valid_from,
            valid_until=change.valid_until,
            source=change.order_number,
        )
        note(given, "added", by, CLAUSE, details=_told(given))


def _told(held: Membership) -> dict[str, Any]:
    return {
        "account": held.user.username,
        "office": str(held.office),
        "body": held.body.slug,
        "from": held.valid_from.isoformat(),
        "until": held.valid_until.isoformat() if held.valid_until else None,
    }


def _said(change: AccountChange) -> dict[str, Any]:
    said = {
        "account": change.person.username,
        "kind": str(change.kind),
        "office": str(change.office),
        "body": change.body.slug if change.body else "",
        "from": change.valid_from.isoformat() if change.valid_from else "",
        "until": change.valid_until.isoformat() if change.valid_until else "",
        "order": change.order_number,
        "fields": change.fields,
    }
    return {name: value for name, value in said.items() if value}


def _watchers(administrator: User) -> list[User]:
    """The administrator's superior, the first head of the body of that office (A-ACCT-4), and every auditor."""
    bodies = standing(administrator).bodies(Office.ADMINISTRATOR)
    heads = [head for body in bodies for head in people_with(Office.FIRST_HEAD, body)]
    auditors = User.objects.filter(
        Membership.valid_on(clock.today(), "memberships__"),
        memberships__office=Office.AUDITOR,
        is_active=True,
    )
    return list({person.pk: person for person in (*heads, *auditors)}.values())


def _tell(change: AccountChange, kind: str) -> None:
    people = [change.person, change.proposed_by, *_watchers(change.proposed_by)]
    if change.kind == ChangeKind.SECOND_STEP:
        people += [
            head for body in standing(change.person).bodies() for head in people_with(Office.FIRST_HEAD, body)
        ]
    body: Body | None = change.body
    write_letters(
        people,
        kind,
        f"{kind}:{change.pk}",
        body,
        f"desk/accounts/{change.pk}/",
        change=change,
        state=change.get_state_display(),
    )
