"""What a firm of the rehearsal can steer by its own reference, told for people and programs."""

from typing import Any

from entrepot.window.reasons import Words
from entrepot.window.sandbox import CANCELLATIONS, OUTCOMES

_FIRST = {
    "G": Words("green: released without a check", "绿色通道：直接放行"),
    "Y": Words("yellow: the documents are checked", "黄色通道：审单"),
    "R": Words(
        "red: customs, quarantine and market inspect in one visit",
        "红色通道：海关、检疫、市场监管一次联合查验",
    ),
    "B": Words("blue: released, audited later", "蓝色通道：先放后查"),
    "J": Words("rejected after lodging", "申报后退单"),
    "D": Words("the goods are detained", "货物扣留"),
    "Q": Words("the officer asks a question", "关员提出询问"),
}
_SECOND = {"D": Words("the decision waits for the next round of the clock", "决定推迟至下一轮时钟")}
_THIRD = {
    "G": Words("a cancellation is granted at once", "撤销申请即予批准"),
    "N": Words("a cancellation is refused at once", "撤销申请即不予批准"),
}


def outcomes() -> dict[str, Any]:
    """What each letter of a rehearsal firm's own reference does.

    Returns:
        `status` synthetic, and `outcomes` of `position` in the reference, `letter`, `text`,
        `text_zh`, and of the first letter the `channel` it sets and the `agencies` that
        inspect.
    """
    return {
        "status": "synthetic",
        "outcomes": [
            *(
                {**_told(1, letter, _FIRST[letter]), "channel": steering.channel,
                 "agencies": list(steering.agencies)}
                for letter, steering in OUTCOMES.items()
            ),
            *(_told(2, letter, words) for letter, words in _SECOND.items()),
            *(_told(3, letter, _THIRD[letter]) for letter in CANCELLATIONS),
        ],
    }  # fmt: skip


def _told(position: int, letter: str, words: Words) -> dict[str, Any]:
    return {"position": position, "letter": letter, "text": words.en, "text_zh": words.zh}
