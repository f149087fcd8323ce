"""Who acts in the walk: the holder of an office in a body, the first by name, or another than the one named."""

from __future__ import annotations

from evaluation import clock, rights
from evaluation.models import Body, Membership, Office, Role, User


class NobodyHolds(Exception):
    """No account holds the office in the body: the register's demo accounts are not loaded."""


class People:
    """Looks up and keeps the holders of offices, so that a walk asks once for each."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], list[User]] = {}
        self._holders: dict[str, Body] = {}

    def all(self, office: Office, body: Body) -> list[User]:
        """Everybody who holds the office in the body now, by user name."""
        key = (office, body.pk)
        if key not in self._known:
            found = Membership.objects.filter(
                Membership.valid_on(clock.today()), office=office, body=body, user__is_active=True
            )
            self._known[key] = [m.user for m in found.select_related("user").order_by("user__username")]
        return self._known[key]

    def of(self, office: Office, body: Body, *, not_one_of: frozenset[int] = frozenset()) -> User:
        """The first holder of the office in the body who is not among ``not_one_of`` (ids)."""
        for user in self.all(office, body):
            if user.pk not in not_one_of:
                return user
        raise NobodyHolds(
            f"nobody holds the office {office} in {body.slug}: load the register with its accounts first"
        )

    def anyone(self, office: Office) -> User:
        """The first holder of the office in any body."""
        found = Membership.objects.filter(Membership.valid_on(clock.today()), office=office).select_related(
            "user"
        )
        member = found.order_by("user__username").first()
        if member is None:
            raise NobodyHolds(f"nobody holds the office {office}: load the register with its accounts first")
        return member.user

    def body(self, role: Role) -> Body:
        """The body that fills the role in law."""
        if role not in self._holders:
            self._holders[role] = rights.holder_of(role)
        return self._holders[role]

    def in_role(self, office: Office, role: Role) -> User:
        """The holder of the office in the body that fills the role in law."""
        return self.of(office, self.body(role))
