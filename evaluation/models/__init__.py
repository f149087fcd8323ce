"""Who is evaluated, who evaluates, and what they did."""

from evaluation.models.account_changes import AccountChange, AccountChangeState, ChangeKind
from evaluation.models.assignments import BLOCK_CLAUSES, Assignment, Block
from evaluation.models.bodies import (
    AUTHORITY_ROLES,
    LOCAL_KINDS,
    Body,
    BodyKind,
    Cycle,
    Dated,
    Reorganisation,
    Role,
    RoleHolder,
    Scope,
)
from evaluation.models.editions import Edition
from evaluation.models.files import FileFault, IssuedFile, KeptFile
from evaluation.models.journal import DemoClock, JournalEntry
from evaluation.models.password_links import LinkPurpose, LinkState, PasswordLink
from evaluation.models.people import MFA_OFFICES, InterestDeclaration, Membership, Office, User
from evaluation.models.seals import JournalCheckpoint, JournalSalt, JournalSeal, JournalVerification

__all__ = [
    "AUTHORITY_ROLES",
    "BLOCK_CLAUSES",
    "LOCAL_KINDS",
    "MFA_OFFICES",
    "AccountChange",
    "AccountChangeState",
    "Assignment",
    "Block",
    "Body",
    "BodyKind",
    "ChangeKind",
    "Cycle",
    "Dated",
    "DemoClock",
    "Edition",
    "FileFault",
    "InterestDeclaration",
    "IssuedFile",
    "JournalCheckpoint",
    "JournalEntry",
    "JournalSalt",
    "JournalSeal",
    "JournalVerification",
    "KeptFile",
    "LinkPurpose",
    "LinkState",
    "Membership",
    "Office",
    "PasswordLink",
    "Reorganisation",
    "Role",
    "RoleHolder",
    "Scope",
    "User",
]
