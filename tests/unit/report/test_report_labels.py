from itertools import combinations

from skydome.report.labels import Label, place_labels
from skydome.report.style import new_figure


def boxes_of(labels, obstacles=()):
    axes = new_figure(8, 5).add_axes((0.1, 0.1, 0.8, 0.8))
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 10)
    place_labels(axes, labels, obstacles)
    frame = axes.get_window_extent()
    return [text.get_window_extent() for text in axes.texts], frame


def test_labels_of_near_points_do_not_overlap():
    labels = [Label(5 + 0.5 * n, 5 + 0.1 * n, f"a long label {n}", "black", 8) for n in range(4)]
    boxes, frame = boxes_of(labels)
    assert len(boxes) == len(labels)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)


def test_a_label_at_the_edge_turns_inwards():
    (box,), frame = boxes_of([Label(9.9, 5, "at the very edge", "black", 8)])
    assert box.x1 <= frame.x1


def test_a_label_keeps_off_a_line():
    line = [(5 + 0.05 * n, 5.0) for n in range(60)]
    (box,), frame = boxes_of([Label(5, 5, "beside the line", "black", 8)], line)
    on_line = frame.y0 + frame.height / 2
    assert box.x1 < frame.x0 + frame.width / 2 or not box.y0 < on_line < box.y1
