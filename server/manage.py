"""`python -m server.manage`: what has no screen yet, done through the contracts with a log-in like at any station.

staff LOGIN NAME ROLE [WARD…]     open an account (as administrator)
account LOGIN --close …           close, open again or change an account
password LOGIN                    give an account a new password
resume DEPARTMENT REASON          after a backup was restored and what it lacks was looked through (as administrator)
stock FILE.csv                    enter batches: drug_code,batch_no,expires_on,quantity (as head pharmacist)
"""

from __future__ import annotations

import argparse
import csv
import getpass
import os
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from server import hospital
from shared.contracts.catalog.contract import CatalogContract
from shared.contracts.catalog.errors import StaffNotFound
from shared.contracts.catalog.types import NewStaff, Staff, StaffChange
from shared.contracts.common import DepartmentContract
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.types import BatchReceipt
from shared.errors import BusinessError
from shared.rpc import Client, TlsTrust, parse_addresses
from shared.text import identity

C = TypeVar("C", bound=DepartmentContract)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 with a sentence when it is refused."""
    options = _parser().parse_args(arguments)
    try:
        said = _COMMANDS[options.command](options)
    except BusinessError as error:
        print(error.sentence(), file=sys.stderr)
        return 1
    except (OSError, KeyError, ValueError, InvalidOperation) as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 1
    print(said)
    return 0


def _add_staff(options: argparse.Namespace) -> str:
    client = _client(CatalogContract, options)
    account = NewStaff(options.login, options.name, options.role, tuple(options.wards))
    made = client.api.add_staff(account, _new_password(options.login))
    client.close()
    return f"{made.login} {made.name}: {hospital.roles()[made.role].zh}"


def _change_staff(options: argparse.Namespace) -> str:
    client = _client(CatalogContract, options)
    account = _account(client, options.login)
    wanted = {name: getattr(options, name) for name in ("name", "role", "wards", "email", "mobile", "active")}
    present = StaffChange(account.name, account.role, account.wards, account.email, account.mobile, account.active)
    change = replace(present, **{name: value for name, value in wanted.items() if value is not None})
    made = client.api.change_staff(account.user_id, account.version, replace(change, wards=tuple(change.wards)))
    client.close()
    said = [made.login, made.name, hospital.roles()[made.role].zh, " ".join(made.wards), made.email, made.mobile]
    return "  ".join(part for part in (*said, "" if made.active else "closed") if part)


def _set_password(options: argparse.Namespace) -> str:
    client = _client(CatalogContract, options)
    account = _account(client, options.login)
    client.api.set_password(account.user_id, _new_password(options.login))
    client.close()
    return f"{account.login} {account.name}: the new password is valid now"


def _account(client: Client[CatalogContract], login: str) -> Staff:
    found = next((each for each in client.api.staff() if each.login == identity(login)), None)
    if found is None:
        raise StaffNotFound
    return found


def _new_password(login: str) -> str:
    return os.environ.get("HIS_NEW_PASSWORD") or getpass.getpass(f"password for {login}: ")


def _resume(options: argparse.Namespace) -> str:
    client = _client(hospital.department(options.department).contract, options)
    client.api.resume(options.reason)
    client.close()
    return f"{options.department}: runs and settlements go on"


def _enter_stock(options: argparse.Namespace) -> str:
    with options.file.open(encoding="utf-8-sig", newline="") as file:
        receipts = tuple(
            BatchReceipt(row["drug_code"], row["batch_no"], date.fromisoformat(row["expires_on"]), Decimal(row["quantity"]))
            for row in csv.DictReader(file)
        )
    client = _client(PharmacyContract, options)
    count = client.api.receive_batches(receipts, "期初")
    client.close()
    return f"{count} batches entered"


def _client(contract: type[C], options: argparse.Namespace) -> Client[C]:
    port = contract.default_port
    addresses = parse_addresses(options.server or f"localhost:{port}", port)
    client = Client(contract, addresses, TlsTrust(options.ca) if options.ca else None)
    client.connect()
    client.log_in(options.user, os.environ.get("HIS_PASSWORD") or getpass.getpass(f"password of {options.user}: "))
    return client


_COMMANDS = {
    "staff": _add_staff,
    "account": _change_staff,
    "password": _set_password,
    "resume": _resume,
    "stock": _enter_stock,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m server.manage", description="What has no screen yet.")
    parser.add_argument("--server", default="", help="host[:port] of the department's server")
    parser.add_argument("--ca", type=Path, help="certificate of the hospital's authority")
    parser.add_argument("--user", default="admin", help="who logs in (admin)")
    commands = parser.add_subparsers(dest="command", required=True)
    staff = commands.add_parser("staff", help="open an account")
    staff.add_argument("login")
    staff.add_argument("name")
    staff.add_argument("role", choices=sorted(hospital.roles()))
    staff.add_argument("wards", nargs="*", metavar="ward", help="codes of wards, or `all`; none means no ward")
    account = commands.add_parser("account", help="close, open again or change an account")
    account.add_argument("login")
    account.add_argument("--name")
    account.add_argument("--role", choices=sorted(hospital.roles()))
    account.add_argument("--wards", nargs="*", metavar="ward", help="as with staff, instead of those it has")
    account.add_argument("--email")
    account.add_argument("--mobile")
    account.add_argument("--close", dest="active", action="store_const", const=False)
    account.add_argument("--open", dest="active", action="store_const", const=True)
    commands.add_parser("password", help="give an account a new password").add_argument("login")
    resume = commands.add_parser("resume", help="go on after a backup was restored")
    resume.add_argument("department", choices=[name for name in hospital.DEPARTMENTS if name != "messages"])
    resume.add_argument("reason", help="who looked through what is missing, and what was done about it")
    commands.add_parser("stock", help="enter batches from a CSV file").add_argument("file", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
