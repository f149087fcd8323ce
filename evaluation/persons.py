"""One person is one person, with however many accounts (c9.2, c9.3, c59).

Accounts with one e-mail address, whatever its case and spaces, are of one person (A-PERSON-1). The database keeps the
person of every account as ``User.person_key``; rights, guards and queries compare persons by what stands here, and
never account with account (`tests/whole/test_one_person.py` reads them for it).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet, Subquery

from evaluation.models.people import User


def _key(user: User | int) -> Subquery:
    """The person of an account as the database knows it now; what the object in memory says may be older."""
    pk = user if isinstance(user, int) else user.pk
    return Subquery(User.objects.filter(pk=pk).values("person_key")[:1])


def accounts_of(user: User | int) -> QuerySet[User]:
    """Every account of the person whose account ``user`` is. No query before it is read; made for ``…__in``."""
    return User.objects.filter(person_key=_key(user)).order_by()


def of_person(path: str, user: User | int) -> Q:
    """The filter for rows whose account at ``path`` ("actor", "marks__scored_by") is one of the person's."""
    return Q(**{f"{path}__person_key": _key(user)})


def same_person(one: User | int | None, other: User | int | None) -> bool:
    """Whether two accounts (or their ids) are of one person; nobody is the same as nobody. One query at most."""
    if one is None or other is None:
        return False
    pk = one if isinstance(one, int) else one.pk
    return accounts_of(other).filter(pk=pk).exists()


def account_ids(user: Any) -> frozenset[int]:
    """The ids of every account of the person, for rows that are at hand already. One query."""
    return frozenset(accounts_of(user).values_list("pk", flat=True))


def persons_of(accounts: Any) -> dict[int, str]:
    """Account id → the key of its person, for those given as ids. One query."""
    return dict(User.objects.filter(pk__in=accounts).values_list("pk", "person_key"))
