/**
 * `npm run corpus:policies -- DIR` applies the policies of every webhook trigger to its create call, and lists by template
 * what is applied, what is named as not applied, and what the person is asked for.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectionValues } from '../client/webhooks/request/policies/connection';
import {
  applyRequestPolicies,
  type ConnectionValues,
  MissingConnectionParameters,
  type PolicyCall,
} from '../client/webhooks/request/policies/policies';
import { applyResponsePolicies } from '../client/webhooks/request/policies/responsePolicies';
import type { PolicyDescription } from '../server/protocol/policies';
import type { TriggerDescription } from '../server/protocol/triggers';
import { readDefinition } from './documents/connectors';
import { buildFrom, readTriggers } from './support/requests';

/** What becomes of one policy of one trigger. */
interface Fate {
  connector: string;
  operationId: string;
  policy: PolicyDescription;
  kind: 'applied' | 'without effect' | 'not applied';
  /** The connection parameters that a person has to supply for it. */
  asked: string[];
  /** Why it is not applied. */
  reason?: string;
}

/** Stands for every value that a person would type; it is fit for a host, a path and a header. */
const typed = 'typed.example';

const directory = process.argv[2];
if (!directory) {
  console.error('Usage: npm run corpus:policies -- DIR');
  process.exit(2);
}
const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /apiDefinition[^/\\]*\.json$/.test(name),
);
const fates = files.sort().flatMap((file) => examine(join(directory, file)));

console.log(
  `${count(fates, 'operationId')} webhook triggers with policies in ${count(fates, 'connector')} connectors; triggers/connectors by template`,
);
console.log(
  '\n| template | section | applied | of them asked | without effect | not applied |\n|---|---|---|---|---|---|',
);
for (const [name, group] of grouped(fates, ({ policy }) => `${policy.template} | ${policy.section}`)) {
  const of = (kind: Fate['kind']) => amount(group.filter((fate) => fate.kind === kind));
  const asked = amount(group.filter(({ kind, asked }) => kind === 'applied' && asked.length > 0));
  console.log(`| ${name} | ${of('applied')} | ${asked} | ${of('without effect')} | ${of('not applied')} |`);
}
console.log('\n| connector | triggers | policy | not applied because |\n|---|---|---|---|');
const unapplied = fates.filter(({ kind }) => kind === 'not applied');
for (const [row, group] of grouped(unapplied, (fate) => `${fate.policy.title} | ${fate.reason}`))
  console.log(`| ${group[0]!.connector} | ${count(group, 'operationId')} | ${row} |`);
console.log('\n| connector | triggers | asked |\n|---|---|---|');
const asking = fates.filter(({ asked }) => asked.length > 0);
for (const [connector, group] of grouped(asking, (fate) => fate.connector))
  console.log(
    `| ${connector} | ${count(group, 'operationId')} | ${[...new Set(group.flatMap(({ asked }) => asked))].join(', ')} |`,
  );

function examine(path: string): Fate[] {
  const beside = join(dirname(path), 'apiProperties.json');
  if (!existsSync(beside)) return [];
  const connector = dirname(path).split(/[/\\]/).at(-1)!;
  const { triggers } = readTriggers(pathToFileURL(path).href, readDefinition(path), readDefinition(beside));
  return triggers.flatMap((trigger) => fatesOf(trigger).map((fate) => ({ ...fate, connector })));
}

/** Applies the policies of a trigger one after another, each to the call that those before it left. */
function fatesOf(trigger: TriggerDescription): Omit<Fate, 'connector'>[] {
  const { policies = [], operationId } = trigger;
  if (policies.length === 0) return [];
  let call: PolicyCall = { request: buildFrom(trigger, 'few'), authorization: signIn(trigger) };
  const bare = connectionValues({
    described: trigger.connectionParameters,
    given: undefined,
    credentials: { type: 'none' },
  });
  const filled: ConnectionValues = { ...bare, get: (name) => bare.get(name) ?? typed };
  return policies.map((policy) => {
    const asked = askedFor(call, policy, bare);
    const outcome =
      policy.section === 'request'
        ? applyRequestPolicies(call, [policy], filled)
        : applyResponsePolicies({ headers: {}, body: {} }, [policy], filled);
    if ('request' in outcome) call = outcome;
    const [skipped] = outcome.skipped;
    const kind = skipped ? 'not applied' : outcome.applied.length > 0 ? 'applied' : 'without effect';
    return { operationId, policy, kind, asked, ...(skipped && { reason: skipped.reason }) };
  });
}

/** What the first security scheme of a trigger sends. */
function signIn({ security: [first] }: TriggerDescription): PolicyCall['authorization'] {
  const { type, in: place, parameterName = 'key' } = first ?? {};
  if (type === 'apiKey' && place === 'query') return { headers: {}, query: [[parameterName, typed]] };
  return { headers: first ? { [type === 'apiKey' ? parameterName : 'Authorization']: typed } : {}, query: [] };
}

function askedFor(call: PolicyCall, policy: PolicyDescription, bare: ConnectionValues): string[] {
  try {
    applyRequestPolicies(call, [policy], bare);
    return [];
  } catch (error) {
    if (error instanceof MissingConnectionParameters) return error.names;
    throw error;
  }
}

function grouped(all: Fate[], key: (fate: Fate) => string): [string, Fate[]][] {
  const groups = new Map<string, Fate[]>();
  for (const fate of all) groups.set(key(fate), [...(groups.get(key(fate)) ?? []), fate]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

function count(all: Fate[], by: 'connector' | 'operationId'): number {
  return new Set(all.map((fate) => (by === 'connector' ? fate.connector : `${fate.connector} ${fate.operationId}`)))
    .size;
}

/** Triggers and connectors, such as `12/3`. */
function amount(all: Fate[]): string {
  return all.length === 0 ? '' : `${count(all, 'operationId')}/${count(all, 'connector')}`;
}
