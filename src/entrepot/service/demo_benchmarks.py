"""The rehearsal of benchmarks: an invented tree, a checklist, and a survey of two methods."""

from datetime import datetime

from entrepot.service.benchmark_editions import keep_edition
from entrepot.service.window import Window

SOURCE = "invented for the rehearsal; only to try things with"
TREE = """\
topic,pillar,item,name,maximum,obtained,kind
Entry,Rules,1,Names are checked on line,60,30,de jure
Entry,Rules,2,Fees are published,40,40,de jure
Entry,Services,3,One portal takes all steps,100,50,de facto
Trade,Rules,1,Advance rulings bind,100,80,de jure
Trade,Services,2,One window for all papers,70,20,de facto
Trade,Services,3,Working hours at the border,30,,de facto
"""
LATER = TREE.replace("steps,100,50", "steps,100,65").replace("border,30,,", "border,30,15,")
CHECKLIST = """\
indicator,variable,value,evidence
Publication,Fees are on line,2,invented page
Publication,Enquiry point answers,1,invented log
Advance rulings,Rulings are published,0,invented list
Advance rulings,Rulings bind for three years,,
"""
_SURVEY = """\
country,code,score,year,customs,infrastructure,method
Norland,NOR,3.00,{year},2.80,3.20,{method}
Sudland,SUD,2.50,{year},2.60,2.40,{method}
Estland,EST,3.50,{year},3.30,3.70,{method}
"""
# Benchmark, edition, name, Chinese name, method, file.
EDITIONS = (
    ("sandbox_tree", "2024", "Scored tree (synthetic)", "评分树（虚构）", "tree 1", TREE),
    ("sandbox_tree", "2025", "Scored tree (synthetic)", "评分树（虚构）", "tree 1", LATER),
    ("sandbox_tfi", "2025", "Trade facilitation (synthetic)", "贸易便利化（虚构）", "codes 0 to 2",
     CHECKLIST),
    ("sandbox_lpi", "2023", "Logistics survey (synthetic)", "物流调查（虚构）", "survey",
     _SURVEY.format(year=2023, method="survey")),
    ("sandbox_lpi", "2025", "Logistics survey (synthetic)", "物流调查（虚构）", "tracked boxes",
     _SURVEY.format(year=2025, method="tracked boxes")),
)  # fmt: skip


def rehearse_benchmarks(window: Window, *, by: str, at: datetime) -> None:
    """Keep the invented editions; repeated, nothing is added."""
    for benchmark, edition, name, name_zh, method, text in EDITIONS:
        told = {"benchmark": benchmark, "edition": edition, "name": name, "name_zh": name_zh,
                "method": method, "source": SOURCE, "status": "synthetic"}  # fmt: skip
        file = f"{benchmark} {edition}.csv"
        keep_edition(window, told, text.encode(), file, by=by, at=at)
