"""The pages that commands write, rendered for the app; called in helper processes."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from skydome.serve.page_policy import fitted, themed
from skydome.shipped import examples_folder

DEAL, CASE, CLAIMS = "india-2018", "india-s-400", "claims/s400-india.yaml"
CLAIMS_PAGE = Path(__file__).parent / "data" / "claims.html.gz"


def run_page(folder: str) -> bytes:
    """Return the report of a run; the folder is left as it is."""
    from skydome.report import write_report

    with tempfile.TemporaryDirectory(prefix="skydome-") as place:
        page = write_report(Path(folder), page=Path(place) / "report.html")
        return fitted(page.read_text("utf-8")).encode()


def study_page(folder: str) -> bytes:
    """Return the report of a study."""
    from skydome.experiment.answer import answer_of
    from skydome.experiment.plan import plan_from
    from skydome.experiment.store import BlockStore
    from skydome.report.study import page

    store = BlockStore(folder)
    plan = plan_from(store.study(), folder)
    rows = store.rows()
    return fitted(page.study_page(plan, answer_of(plan, rows), rows).decode()).encode()


def answer_page(answer: str) -> bytes:
    """Return the page of a shipped answer: deal, law or claims."""
    return themed(fitted(_ANSWERS[answer]().decode())).encode()


def _deal() -> bytes:
    from skydome.fielding import Settings, load_deal, shipped_deals, timeline
    from skydome.report.fielding.page import fielding_page

    deal = load_deal(DEAL)
    return fielding_page(
        timeline(deal, Settings(), others=shipped_deals(), futures=tuple(deal.futures))
    )


def _law() -> bytes:
    from skydome.exposure import examine, load_case, shipped
    from skydome.exposure.page import page_of

    law = shipped()
    return page_of([examine(load_case(CASE, law), statute=law)]).encode()


def _claims() -> bytes:
    """Return the shipped page of the audit, or compute it: that takes minutes."""
    if CLAIMS_PAGE.is_file():
        return gzip.decompress(CLAIMS_PAGE.read_bytes())
    return audited_claims()


def audited_claims() -> bytes:
    """Return the page of the audit, computed: minutes, where no study is in the cache."""
    from skydome.catalogue import Catalogue
    from skydome.claims import audit, read_claims
    from skydome.claims.world import World
    from skydome.exposure import shipped
    from skydome.report.claims.page import claims_page

    file = examples_folder() / CLAIMS
    world = World(Catalogue(), shipped(), folder=file.parent)
    return claims_page(audit(read_claims(file), world, None, lambda *_: None))


_ANSWERS = {"deal": _deal, "law": _law, "claims": _claims}
