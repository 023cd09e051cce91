"""The addresses at which mail is for a council: no two councils, and nobody else, share one."""

from __future__ import annotations

from moothall.people.changing import CannotChange, Changing
from moothall.people.council_shape import read_address
from moothall.people.models import ContactDetail, Council


def change_mailboxes(
    changing: Changing, *, address: str, others: str, receiving_server: str
) -> bool:
    """Sets the council's addresses (`others`: one a line); whether anything differs.

    A former address for enquiries stays among the others: mail already sent asks for answers there.
    Raises CannotChange for `address`, `others` and `receiving_server`.
    """
    own = _checked(changing, "address", address)
    more: list[str] = []
    for line in filter(None, map(str.strip, others.splitlines())):
        found = _checked(changing, "others", line)
        if found != own and found not in more:
            more.append(found)
    former = changing.council.address
    if former not in (own, *more):
        more.append(former)
    server = receiving_server.strip()
    if " " in server or len(server) > 200:
        raise CannotChange(receiving_server="Enter one name of a server, such as mx.example.gov.uk")
    return changing.change(
        changing.council, address=own, other_addresses=more, receiving_server=server
    )


def _checked(changing: Changing, name: str, text: str) -> str:
    address = read_address(text)
    if address is None or len(address) > 254:
        raise CannotChange(**{name: f"“{text[:80]}” is no e-mail address"})
    if "+" in address.partition("@")[0]:
        raise CannotChange(
            **{name: "Enter the address without a plus: what stands behind it is ours"}
        )
    for council in Council.objects.exclude(pk=changing.council.pk):
        if address in council.own_addresses:
            raise CannotChange(**{name: f"{address} is the address of {council.name}"})
    taken = ContactDetail.objects.filter(type=ContactDetail.Type.EMAIL, value=address)
    if one := taken.filter(council=changing.council).select_related("person").first():
        raise CannotChange(**{name: f"{address} belongs to {one.person.name}"})
    return address
