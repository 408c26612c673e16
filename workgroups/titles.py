"""The title before a name, told from the name, however it was typed: นายสมชาย, ดร. สมชาย."""

import re
from collections.abc import Iterable

#: Of these one stands before a name.
PLAIN = (
    *("นาย", "นาง", "นางสาว", "น.ส.", "คุณหญิง", "ท่านผู้หญิง", "ม.ล.", "ม.ร.ว.", "หม่อมหลวง"),
    *("หม่อมราชวงศ์", "นายแพทย์", "แพทย์หญิง", "นพ.", "พญ.", "ทันตแพทย์", "ทันตแพทย์หญิง"),
    *("พระครู", "พระมหา", "พระอธิการ", "เจ้าอธิการ", "พระปลัด", "พระสมุห์", "พระใบฎีกา"),
)
#: Of these several (ผศ. ดร., ว่าที่ร้อยตรี), and one of the others behind them. What is in neither list
#: stays part of the name, and is printed all the same.
RANKS = (
    *("ดร.", "ศ.", "รศ.", "ผศ.", "ศาสตราจารย์", "รองศาสตราจารย์", "ผู้ช่วยศาสตราจารย์", "ว่าที่"),
    *("ร้อยตรี", "ร้อยโท", "ร้อยเอก", "พันตรี", "พันโท", "พันเอก", "พลตรี", "พลโท", "พลเอก"),
    *("ร.ต.", "ร.ท.", "ร.อ.", "พ.ต.", "พ.ท.", "พ.อ.", "พล.ต.", "พล.ท.", "พล.อ."),
    *("จ่าสิบเอก", "จ่าสิบโท", "จ่าสิบตรี", "สิบเอก", "สิบโท", "สิบตรี", "จ.อ.", "จ.ท.", "จ.ต."),
    *("จ.ส.อ.", "จ.ส.ท.", "จ.ส.ต.", "ส.อ.", "ส.ท.", "ส.ต.", "ดาบตำรวจ", "ด.ต."),
    *("ร้อยตำรวจเอก", "ร้อยตำรวจโท", "ร้อยตำรวจตรี", "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต."),
    *("พันตำรวจเอก", "พันตำรวจโท", "พันตำรวจตรี", "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต."),
    *("พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "ส.ต.อ.", "ส.ต.ท.", "ส.ต.ต."),
)


def _one_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


#: Behind it a name begins: with a consonant or a vowel written before one, never with a mark, so
#: that นางาม stays a name.
_TITLE = re.compile(
    f"(?:(?:{_one_of(RANKS)})(?:หญิง)? *)*(?:(?:{_one_of(PLAIN)}) *)?(?:ดร[.] *)?"
    "(?=[\u0e01-\u0e2e\u0e40-\u0e44A-Za-z])"
)


def split(typed: str) -> tuple[str, str]:
    """The title, without the spaces behind it, and the name; no title where nothing is left."""
    found = _TITLE.match(typed)
    if found is None:
        return "", typed
    return found[0].strip(), typed[found.end() :]
