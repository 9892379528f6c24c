import io

import pytest
from arms_files import REGISTER_17, TABLE
from PIL import Image

from skydome.dependence import Question, answer, by_window
from skydome.report.dependence.figure import draw_dependence, draw_published


def picture(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (REGISTER_17, {"window_years": 2}),
        (REGISTER_17, {"window_years": 1, "without": "Alpha"}),
        (REGISTER_17, {"window_years": 3, "without": "Alpha", "instead": "Westmark"}),
        (REGISTER_17.replace(",2012,", ",2019,"), {"window_years": 2}),
        (TABLE, {"window_years": 4}),
    ],
)
def test_every_kind_of_answer_can_be_drawn(tmp_path, text, options):
    file = tmp_path / "file.csv"
    file.write_text(text)
    drawn = picture(draw_dependence(answer(Question(file, **options))))
    assert len(drawn.getcolors(1 << 20)) > 20


def test_published_shares_are_drawn_for_the_same_country(tmp_path):
    file = tmp_path / "file.csv"
    russia = TABLE.replace("Meridia", "India").replace("Norland", "Russia")
    file.write_text(russia)
    with_shares = draw_dependence(answer(Question(file, window_years=4)))
    file.write_text(russia.replace("Russia", "Norland"))
    assert with_shares != draw_dependence(answer(Question(file, window_years=4)))


def test_published_shares_have_a_picture_of_their_own():
    revised = by_window("India", "Russia")
    assert len(picture(draw_published(revised)).getcolors(1 << 20)) > 20
    with pytest.raises(ValueError, match="no published shares to draw"):
        draw_published([])
