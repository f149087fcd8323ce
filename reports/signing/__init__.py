"""Electronic signatures over a report's manifest: the ways to sign, and how a signature is verified (c64).

Nothing here reads or writes the database: certificates, the register's facts and the portal's time are given, a verdict
is answered. docs/signing.md says what is asked and why.
"""
