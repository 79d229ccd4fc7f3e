import { api } from '#lib/api/client.ts';
import type { Rule, RuleInput, RuleTrial } from '#lib/api/requests.ts';
import type { Page } from '#lib/api/types.ts';

const ROOT = '/admin/request-rules';

export async function listRules(): Promise<Rule[]> {
  const { items } = await api.get<Page<Rule>>(ROOT, { limit: 100 });
  return items.sort((one, other) => one.position - other.position);
}

export function saveRule(rule: RuleInput, id: string | null): Promise<Rule> {
  return id === null ? api.post(ROOT, rule) : api.put(`${ROOT}/${id}`, rule);
}

export function deleteRule(id: string): Promise<void> {
  return api.delete(`${ROOT}/${id}`);
}

export function orderRules(ids: string[]): Promise<unknown> {
  return api.post(`${ROOT}/order`, { ids });
}

/** What the rule would have done with past requests; changes nothing. */
export function tryRule(rule: RuleInput): Promise<RuleTrial> {
  return api.post(`${ROOT}/try`, { rule });
}

export async function genreNames(): Promise<{ value: string; label: string }[]> {
  const { items } = await api.get<Page<{ id: number; name: string }>>('/media/genres');
  const names = new Map(items.map(({ id, name }) => [String(id), name]));
  return [...names].map(([value, label]) => ({ value, label }));
}
