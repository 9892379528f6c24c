from skydome.export.replay.acmi_book import Book, escaped, transform


def lines(book):
    return book.written({}).decode("utf-8-sig").splitlines()


def test_objects_are_numbered_in_hexadecimal_from_1():
    book = Book()
    assert [book.number(str(n)) for n in range(17)][-2:] == ["10", "11"]
    assert book.number("0") == "1"


def test_times_rise_whatever_the_order_of_adding():
    book = Book()
    book.add(20, "late", Name="b")
    book.add(3.5, "early", Name="a")
    book.remove(20, "late")
    assert lines(book)[2:] == ["#3.5", "2,Name=a", "#20", "1,Name=b", "-1"]


def test_commas_are_escaped_and_ends_of_line_are_spaces():
    assert escaped("a, b\nc\\d") == "a\\, b c/d"


def test_a_bar_in_the_text_of_an_event_does_not_end_it():
    book = Book()
    book.event(0, "Message", "a|b", "one")
    assert lines(book)[-1] == "0,Event=Message|1|a/b"


def test_a_place_is_longitude_latitude_altitude():
    assert transform(30.5, 70.25, 1234.56) == "70.250000|30.500000|1234.6"
