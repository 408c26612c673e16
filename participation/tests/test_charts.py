"""The bar chart: geometry drawn, every word beside it, on a page and on paper."""

import datetime as dt
import re
from dataclasses import dataclass

from django.template import Context, Template

from participation.disclosure import Row, SafeTable

DAY = dt.date(2026, 9, 30)


@dataclass(frozen=True)
class Group:
    number: int
    fill: str


POLICY, LAW = Group(1, "#22356B"), Group(7, "#5A3D93")


def things(*rows: Row) -> SafeTable:
    return SafeTable.of_things(rows, as_of=DAY)


def chart(table: SafeTable, arguments: str = "", **context: object) -> str:
    """The chart as a page has it."""
    named = f'name="who" kind="ประเภท" unit="เรื่อง" year=2569 {arguments}'
    tag = f"{{% load charts %}}{{% bar_chart table {named} %}}"
    return Template(tag).render(Context({"table": table} | context))


def lengths(html: str, css: str = "bar-now") -> list[str]:
    return re.findall(rf'class="{css}"[^>]* width="([^"]+)"', html)


def facts(html: str) -> list[str]:
    """What the note says; each fact stays whole on its line, so that no dot is left at its end."""
    note = html.split("facts-line", 1)[1].split("</p>", 1)[0]
    assert "·" not in note
    return re.findall(r"<span>([^<]+)</span>", note)


def test_bars_begin_at_nought_on_one_scale():
    html = chart(things(Row("ก", 40), Row("ข", 10), Row("ค", 0)))

    assert lengths(html) == ["100.00%", "25.00%", "0.00%"]


def test_last_years_bars_share_the_scale_and_are_hatched():
    html = chart(things(Row("ก", 40, 80), Row("ข", 20, 0)))

    assert lengths(html) == ["50.00%", "25.00%"]
    assert lengths(html, "bar-hatch") == ["100.00%"]
    assert 'fill="url(#who-hatch-1)"' in html
    assert 'id="who-hatch-1"' in html


def test_every_number_and_word_is_text_and_the_drawing_is_hidden():
    html = chart(things(Row("ผู้ปกครอง", 1234, 987)))

    words = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    assert "ผู้ปกครอง" in words
    assert "1,234" in words
    assert "987" in words
    assert html.count("<svg") == html.count('<svg aria-hidden="true" focusable="false"')
    assert "<text" not in html


def test_the_note_says_totals_day_and_rule():
    html = chart(
        SafeTable.of_people(
            [Row("ก", 9, 8, "a"), Row("ข", 6, 7, "b"), Row("ค", 2, 1, "c")], as_of=DAY
        )
    )

    assert facts(html) == [
        "แท่งทึบ ปี 2569 รวม 17 เรื่อง",
        "แท่งลาย ปี 2568 รวม 16 เรื่อง",
        "ข้อมูล ณ 30 กันยายน 2569",
        "ประเภทที่มีน้อยกว่า 5 คนแสดงรวมกัน",
    ]


def test_a_chart_of_one_year_says_its_total():
    html = chart(things(Row("ก", 3), Row("ข", 4)))

    assert facts(html) == ["รวม 7 เรื่อง", "ข้อมูล ณ 30 กันยายน 2569"]
    assert "แท่งลาย" not in html


def test_bars_take_the_colour_of_their_group_as_attribute_and_class():
    table = things(Row("แผน", 3, key="1"), Row("กฎหมาย", 4, key="7"), Row("อื่น", 1))

    html = chart(table, "groups=groups", groups=[POLICY, LAW])

    assert re.findall(r'class="bar-now"[^>]* fill="([^"]+)"', html) == [
        "#22356B",
        "#5A3D93",
        "#667285",
    ]
    assert re.findall(r'class="bar-cell ([^"]*)"', html) == ["group-1", "group-7", ""]
    assert "#5A3D93" in chart(things(Row("ก", 1)), "group=group", group=LAW)


def test_a_page_offers_the_table_with_shares_and_total_and_paper_does_not():
    table = things(Row("ก", 3, 1), Row("ข", 1, 1))

    page, paper = chart(table), chart(table, "paper=True")

    assert "ดูเป็นตาราง" in page
    assert re.findall(r'<td class="number">([^<]*)</td>', page) == [
        "3",
        "75%",
        "1",
        "1",
        "25%",
        "1",
        "4",
        "2",
    ]
    assert "<details" not in paper
    assert "currentColor" not in paper


def test_no_style_attribute_stands_in_the_way_of_the_policy():
    assert "style=" not in chart(things(Row("ก", 3, 1)))


def test_a_chart_of_nothing_has_no_bars():
    html = chart(things())

    assert lengths(html) == []
    assert "รวม 0 เรื่อง" in html


def test_people_too_few_to_be_told_apart_are_a_sentence_and_no_bar():
    html = chart(SafeTable.of_people([Row("ก", 4, 6, "a"), Row("ข", 9, 2, "b")], as_of=DAY))

    assert "<svg" not in html
    assert "จึงแสดงรวม 13 เรื่อง" in html
    assert facts(html) == ["ปีก่อน 8 เรื่อง", "ข้อมูล ณ 30 กันยายน 2569"]
