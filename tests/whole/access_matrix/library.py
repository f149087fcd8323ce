"""Rows of the libraries' addresses: signing in, the second step, the choice of language; and of the portal's root."""

from __future__ import annotations

from evaluation.models import MFA_OFFICES
from tests.whole.access_matrix import CAST, LOGIN, OTHERS, VISITOR, Row

NOBODY = {OTHERS: 404}
#: Deeper pages of an account ask the password again when the signing in is not fresh: 302 to that page.
AGAIN = {OTHERS: 302, VISITOR: LOGIN}
SIGNED_IN = {OTHERS: 200, VISITOR: LOGIN}
#: Those of the cast who have a second step, as their offices demand.
PROTECTED = [who for who in CAST if who.rpartition(".")[2] in MFA_OFFICES]

ROWS = [
    Row("root", {OTHERS: 302}),
    Row("healthz", {OTHERS: 200}),
    Row("set_language", {OTHERS: 302}, "POST", data={"language": "kk"}),
    Row("account_login", {OTHERS: 302, VISITOR: 200}),
    Row("account_logout", {OTHERS: 200, VISITOR: 302}),
    Row("account_inactive", {OTHERS: 200}),
    Row("account_reset_password", {OTHERS: 200}),
    Row("account_reset_password_done", {OTHERS: 200}),
    Row("account_reset_password_from_key", {OTHERS: 200}, args={"uidb36": "1", "key": "set-password"}),
    Row("account_reset_password_from_key_done", {OTHERS: 200}),
    Row("account_change_password", SIGNED_IN),
    Row("account_reauthenticate", SIGNED_IN),
    Row("account_signup", NOBODY),
    Row("account_signup", NOBODY, "POST"),
    Row("account_set_password", NOBODY),
    Row("account_email", NOBODY),
    Row("account_email_verification_sent", NOBODY),
    Row("account_confirm_email", NOBODY, args={"key": "x"}),
    Row("account_confirm_login_code", NOBODY),
    Row("mfa_authenticate", {OTHERS: 302, VISITOR: LOGIN}),
    Row("mfa_login_webauthn", {VISITOR: LOGIN}, note="the page, not its script, asks"),
    Row("mfa_reauthenticate", {OTHERS: 302, VISITOR: LOGIN, **dict.fromkeys(PROTECTED, 200)}),
    Row("mfa_reauthenticate_webauthn", {OTHERS: 302, VISITOR: LOGIN}),
    Row("mfa_index", {OTHERS: 200, VISITOR: LOGIN}),
    Row("mfa_activate_totp", AGAIN),
    Row("mfa_deactivate_totp", {OTHERS: 404, VISITOR: LOGIN, **dict.fromkeys(PROTECTED, 302)}),
    Row("mfa_view_recovery_codes", {OTHERS: 404, VISITOR: LOGIN}),
    Row("mfa_generate_recovery_codes", AGAIN),
    Row("mfa_download_recovery_codes", {OTHERS: 404, VISITOR: LOGIN}),
    Row("mfa_list_webauthn", SIGNED_IN),
    Row("mfa_add_webauthn", AGAIN),
    Row("mfa_edit_webauthn", AGAIN, args={"pk": 1}),
    Row("mfa_remove_webauthn", AGAIN, args={"pk": 1}),
]
