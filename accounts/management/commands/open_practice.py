"""`manage.py open_practice`: the first practice of an installation, with the person who owns it."""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import JURISDICTIONS, PAPER_SIZES, User
from accounts.services import open_practice


class Command(BaseCommand):
    help = "Opens a practice and makes its owner's account. Asks for the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="name of the practice, as handouts print it")
        parser.add_argument("--owner", required=True, metavar="USER_NAME", help="user name of the owner")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--telephone", default="", help="printed on handouts")
        parser.add_argument("--jurisdiction", choices=[code for code, _ in JURISDICTIONS], default="us")
        parser.add_argument("--paper-size", choices=[code for code, _ in PAPER_SIZES], default="a4")

    @transaction.atomic
    def handle(
        self, *, name: str, owner: str, first_name: str, last_name: str, telephone: str, jurisdiction: str,
        paper_size: str, **options: object,
    ) -> None:  # fmt: skip
        user = User.objects.filter(username=owner).first() or self.new_person(owner, first_name, last_name)
        open_practice(owner=user, name=name, telephone=telephone, jurisdiction=jurisdiction, paper_size=paper_size)
        self.stdout.write(f"{name} is open. {owner} can sign in.")

    def new_person(self, username: str, first_name: str, last_name: str) -> User:
        person = User(username=username, first_name=first_name, last_name=last_name)
        try:
            person.full_clean(exclude=["password"])
            password = getpass("Password: ")
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if getpass("Password again: ") != password:
            raise CommandError("The two passwords differ.")
        person.set_password(password)
        person.save()
        return person
