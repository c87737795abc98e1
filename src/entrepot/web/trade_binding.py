"""The verbs of trade."""

from entrepot.service.equilibrium import equilibrium
from entrepot.web.trade_verbs import TradeVerbs


def bind_trade() -> TradeVerbs:
    """Bind the functions; models of cases with their rows need neither desk nor clock."""
    return TradeVerbs(equilibrium=equilibrium)
