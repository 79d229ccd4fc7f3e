import type { Condition, FieldCondition, RuleField, RuleTest } from '#lib/api/requests.ts';
import { words } from '#lib/i18n/rules.ts';
import { answerOf, type Known, optionsOf, testsOf } from './fields.ts';

export type Join = 'all' | 'any';
export type Part = Group | Leaf;

let keys = 0;

/** Conditions that belong together, while they are edited. */
export class Group {
  readonly key = keys++;
  join = $state<Join>('all');
  parts = $state.raw<Part[]>([]);

  constructor(join: Join, parts: Part[]) {
    this.join = join;
    this.parts = parts;
  }

  add(part: Part): void {
    this.parts = [...this.parts, part];
  }

  remove(part: Part): void {
    this.parts = this.parts.filter((one) => one !== part);
  }

  /** Whether nothing is missing that the rule needs. */
  get complete(): boolean {
    return this.parts.length > 0 && this.parts.every((part) => part.complete);
  }

  condition(): Condition {
    const parts = this.parts.map((part) => part.condition());
    return this.join === 'all' ? { all: parts } : { any: parts };
  }
}

/** One condition, while it is edited. */
export class Leaf {
  readonly key = keys++;
  field = $state<RuleField>('mediaType');
  test = $state<RuleTest>('one_of');
  values = $state.raw<string[]>([]);
  number = $state(0);

  constructor({ field, is, value }: FieldCondition) {
    this.field = field;
    this.test = is;
    if (typeof value === 'number') this.number = value;
    else this.values = value;
  }

  /** Looks at something else; what it was compared with no longer fits. */
  lookAt(field: RuleField): void {
    this.field = field;
    this.test = testsOf(field)[0] ?? 'one_of';
    this.values = [];
    this.number = 0;
  }

  tick(value: string, ticked: boolean): void {
    const others = this.values.filter((one) => one !== value);
    this.values = ticked ? [...others, value] : others;
  }

  get complete(): boolean {
    return answerOf(this.field) === 'number' ? Number.isFinite(this.number) : this.values.length > 0;
  }

  condition(): FieldCondition {
    const value = answerOf(this.field) === 'number' ? this.number : this.values;
    return { field: this.field, is: this.test, value };
  }
}

export function newLeaf(): Leaf {
  return new Leaf({ field: 'mediaType', is: 'one_of', value: [] });
}

/** A condition as it can be edited: always a group, so that more can be added. */
export function groupOf(condition: Condition): Group {
  const part = partOf(condition);
  return part instanceof Group ? part : new Group('all', [part]);
}

function partOf(condition: Condition): Part {
  if ('all' in condition) return new Group('all', condition.all.map(partOf));
  if ('any' in condition) return new Group('any', condition.any.map(partOf));
  return new Leaf(condition);
}

/** Whether some part of a condition looks at that field. */
export function looksAt(field: RuleField, condition: Condition): boolean {
  if ('field' in condition) return condition.field === field;
  return ('all' in condition ? condition.all : condition.any).some((part) => looksAt(field, part));
}

/** A condition in a sentence's words, e.g. `Kind is Film and Gigabytes is at most 20`. */
export function inWords(condition: Condition, known: Known): string {
  if ('field' in condition) return leafInWords(condition, known);
  const join: Join = 'all' in condition ? 'all' : 'any';
  const parts = 'all' in condition ? condition.all : condition.any;
  const said = parts.map((part) => ('field' in part ? inWords(part, known) : `(${inWords(part, known)})`));
  return said.join(words().joinWords[join]);
}

function leafInWords({ field, is, value }: FieldCondition, known: Known): string {
  const { exactly, fields, tests } = words();
  const labels = new Map(optionsOf(field, known).map((option) => [option.value, option.label]));
  const said = typeof value === 'number' ? String(value) : value.map((one) => labels.get(one) ?? one).join(', ');
  // "is one of" before a single one reads like a form, not like a sentence.
  const single = typeof value !== 'number' && value.length === 1;
  const verb = single && (is === 'one_of' || is === 'none_of') ? exactly[is] : tests[is];
  return `${fields[field]} ${verb} ${said}`;
}
