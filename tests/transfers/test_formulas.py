"""Cells that would run are made harmless, and come back as they were."""

from hypothesis import given
from hypothesis import strategies as st

from transfers.formulas import RISKS, RISKY, cell_value, neutralised, restored

HARD = st.one_of(st.text(), st.text(alphabet="'=+-@\t\r\n \u00a0＝＋－＠aé🙂", max_size=6))


@given(HARD)
def test_every_text_comes_back(text):
    assert restored(neutralised(text)) == text
    assert cell_value(neutralised(text)) == text


@given(HARD)
def test_nothing_that_goes_out_would_run(text):
    out = neutralised(text)
    assert out[:1] not in RISKS
    assert out == out.strip()[: len(out)] or out.startswith("'")


@given(HARD)
def test_the_quick_look_misses_nothing(text):
    if text[:1] not in RISKY and text.strip() == text:
        assert neutralised(text) == text


@given(st.text(alphabet="abcé' ,;", max_size=8))
def test_an_apostrophe_of_somebody_elses_stays(text):
    bare = f"'{text.strip()}x"
    assert cell_value(bare) in (bare, bare[1:])
    assert cell_value(bare) == bare or bare != bare.lstrip("'").strip()


def test_cells_of_other_programs_lose_their_surrounding_space():
    assert cell_value("  Jane ") == "Jane"
    assert cell_value("'n'roll") == "'n'roll"
    assert cell_value(None) == ""
