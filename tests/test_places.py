"""The gazetteer: a name of several places is left open unless the article speaks of one country."""

import pytest

from onrecord.link.places import Located, Place, located, spoken_of
from onrecord.records import Actor, Record
from tests.conftest import article


def test_a_country_is_itself():
    assert located("Norway") == Located(
        place=Place(name="Norway", country="NO", geonames=3144096), countries=("NO",)
    )


def test_a_name_of_several_towns_is_open():
    found = located("Tripoli")
    assert found is not None and found.place is None
    assert {"LB", "LY", "GR"} <= set(found.countries)


@pytest.mark.parametrize(("countries", "wanted"), [({"LY"}, "LY"), ({"LB"}, "LB"), ({"LY", "LB"}, None)])
def test_the_article_decides_where_it_speaks_of_one_country(countries, wanted):
    found = located("Tripoli", countries)
    assert found is not None and (found.place.country if found.place else None) == wanted


def test_an_unknown_name_lies_nowhere():
    assert located("Qarnvelm-on-Ost") is None


def test_accents_and_articles_do_not_matter():
    assert located("Malmo") == located("Malmö") != None  # noqa: E711


def test_countries_that_actors_name():
    actors = (
        Actor(id="a1", name="Norwegian", kind="group of people"),
        Actor(id="a2", name="Bo Wills", kind="person", party="Iceland"),
        Actor(id="a3", name="Tern Council", kind="government"),
    )
    assert spoken_of(Record(article=article("x"), actors=actors)) == {"NO", "IS"}
