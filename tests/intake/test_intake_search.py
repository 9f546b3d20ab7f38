"""Finding what a patient takes or has while its name is being typed."""

import time

import pytest

from protocols.intake.vocabulary_lists import VocabularyLists
from protocols.rulebook.loading import shipped_release


@pytest.fixture(scope="module")
def lists() -> VocabularyLists:
    _, release = shipped_release("2026.1")
    return VocabularyLists(release.vocabulary, release.catalogue.products)


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("medications", "sertr", "sertraline"),
        ("medications", "SERTRALINE", "sertraline"),
        ("medications", "zolof", "sertraline"),
        ("medications", "levot", "levothyroxine"),
        ("medications", "setraline", "sertraline"),
        ("medications", "sertralline", "sertraline"),
        ("medications", "sretralien", "sertraline"),
        ("medications", "prozak", "fluoxetine"),
        ("medications", "metfromin", "metformin"),
        ("medications", "thyroxine", "levothyroxine"),
        ("medications", "levothyrx", "levothyroxine"),
        ("medications", "36437", "sertraline"),
        ("conditions", "underactive", "hypothyroidism"),
        ("conditions", "IBS", "irritable_bowel_syndrome"),
        ("conditions", "E03", "hypothyroidism"),
        ("conditions", "high blood pres", "hypertension"),
        ("conditions", "apnea", "obstructive_sleep_apnoea"),
        ("conditions", "hypothiroidism", "hypothyroidism"),
        ("allergies", "dairy", "cow_s_milk_protein_allergy"),
        ("allergies", "cow’s milk", "cow_s_milk_protein_allergy"),
        ("substances", "marijuana", "cannabis"),
        ("substances", "St. John's", "st_johns_wort"),
        ("supplements", "folic", "folate"),
        ("supplements", "zma", "product.zma_sport_formula"),
        ("supplements", "magnes", "magnesium"),
        ("supplements", "kava", "kava"),
    ],
)
def test_found_first(lists, name, typed, code):
    assert lists.search[name].search(typed)[0].entry.code == code


@pytest.mark.parametrize("edited", ["evothyroxine", "levothyroxineee", "lvothyroxin", "lebothiroxine", "elvothyroxine"])
def test_within_two_edits(lists, edited):
    assert "levothyroxine" in [match.entry.code for match in lists.search["medications"].search(edited)]


@pytest.mark.parametrize("typed", ["", "   ", "!!", "Zorblatinib", "a" * 80])
def test_nothing_found(lists, typed):
    assert lists.search["medications"].search(typed) == []


def test_a_name_that_begins_so_comes_before_one_that_is_spelt_alike(lists):
    found = lists.search["medications"].search("predniso")
    assert [match.quality for match in found] == sorted(match.quality for match in found)
    assert {"prednisone", "prednisolone"} & {match.entry.code for match in found[:2]}


def test_each_entry_is_shown_once(lists):
    codes = [match.entry.code for match in lists.search["medications"].search("a", limit=50)]
    assert len(codes) == len(set(codes))


def test_generic_names_come_before_brands_that_begin_alike(lists):
    names = [match.name for match in lists.search["medications"].search("levo")]
    assert [name.is_alias for name in names] == sorted(name.is_alias for name in names)
    assert "levothyroxine" in [name.value for name in names]


def test_a_brand_is_kept_as_the_brand(lists):
    name = lists.search["medications"].search("synthr")[0].name
    assert (name.value, name.hint) == ("Synthroid", "levothyroxine")


def test_conditions_of_a_life_stage_are_asked_as_questions_instead(lists):
    assert "pregnancy" not in lists.search["conditions"].entries


def test_the_code_of_a_name(lists):
    assert lists.code_of("conditions", "Hypothyroidism") == "hypothyroidism"
    assert lists.code_of("conditions", "underactive thyroid") is None, "it may be one of two conditions"
    assert lists.code_of("conditions", "no such thing") is None


def test_every_alarm_feature_is_offered_once(lists):
    offered = [code for _, entries in lists.offered("alarm_features") for code, _ in entries]
    homes = [one.code for one in lists.vocabulary.conditions.values() if one.home == "alarm_features"]
    assert sorted(offered) == sorted(homes)


def test_an_answer_takes_a_fraction_of_the_150_ms(lists):
    search = lists.search["medications"]
    search.search("warm up")
    begun = time.perf_counter()
    for typed in ("levothyroxin", "setraline", "zorblatinib", "hydroxychloroquin"):
        search.search(typed)
    assert (time.perf_counter() - begun) / 4 < 0.075
