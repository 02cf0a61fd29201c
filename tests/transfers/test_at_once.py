"""The same file by two workers at the same moment makes nothing twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from contacts.models import Company, Contact
from tests import cast as people
from transfers.intake import take_in
from transfers.models import Transfer
from transfers.run import run

from .files import customers, upload


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file():
    cast = people.assemble()
    ids = []
    for _each in range(2):
        transfer = take_in(upload(customers(300)), kind="contact", by=cast.olivia)
        transfer.ask_to_run()
        ids.append(transfer.pk)

    def work(pk):
        try:
            return run(Transfer.objects.select_related("member__user", "act").get(pk=pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        ran = list(workers.map(work, [*ids, *ids]))
    assert ran.count(True) == 2
    assert Contact.objects.count() == 300
    assert Company.objects.count() == 150
    assert sorted(Transfer.objects.values_list("created", "unchanged")) == [(0, 300), (300, 0)]
