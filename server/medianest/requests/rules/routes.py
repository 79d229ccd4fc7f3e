"""Rules over HTTP."""

from uuid import UUID

from litestar import Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from medianest.accounts.guards import requires
from medianest.accounts.principal import Principal
from medianest.kit.wire import Page
from medianest.requests.rules.schemas import Order, Rule, RuleDraft, Trial, TrialResult
from medianest.requests.rules.service import Rules

Me = NamedDependency[Principal]
Service = NamedDependency[Rules]


@get("/")
async def list_rules(rules: Service) -> Page[Rule]:
    """All rules in the order in which they are asked."""
    return Page.whole(list(await rules.list()))


@post("/")
async def add_rule(data: JSONBody[RuleDraft], me: Me, rules: Service) -> Rule:
    """A new rule, asked after the others."""
    return await rules.add(data, by=me.id)


@put("/{rule_id:uuid}")
async def change_rule(
    rule_id: FromPath[UUID], data: JSONBody[RuleDraft], me: Me, rules: Service
) -> Rule:
    """Write a rule anew, in its place."""
    return await rules.change(rule_id, data, by=me.id)


@delete("/{rule_id:uuid}")
async def remove_rule(rule_id: FromPath[UUID], me: Me, rules: Service) -> None:
    """Forget a rule."""
    await rules.remove(rule_id, by=me.id)


@post("/order", status_code=200)
async def arrange_rules(data: JSONBody[Order], me: Me, rules: Service) -> Page[Rule]:
    """Put the rules into another order."""
    return Page.whole(list(await rules.arrange(data.ids, by=me.id)))


@post("/try", status_code=200)
async def try_rule(data: JSONBody[Trial], rules: Service) -> TrialResult:
    """What a rule would have decided of the latest requests; nothing is changed."""
    return await rules.attempt(data.rule)


def router(base: str) -> Router:
    """All routes about rules, below `base`."""
    handlers = [list_rules, add_rule, change_rule, remove_rule, arrange_rules, try_rule]
    return Router(
        f"{base}/admin/request-rules",
        route_handlers=handlers,
        guards=[requires("requests.manage")],
        tags=["requests"],
    )
