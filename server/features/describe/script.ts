import type { Definition } from '../../model/definition';
import { runsScript } from '../../model/script';
import type { DynamicValues, ScriptReach, TriggerDescription } from '../../protocol/triggers';

/** The calls of a trigger for which `script.csx` next to the definition runs; undefined where it runs for none. */
export function scriptReach({ properties }: Definition, trigger: TriggerDescription): ScriptReach | undefined {
  const runs = (operationId: string | undefined): boolean => runsScript(properties, operationId);
  const { unsubscribeVerdict: verdict } = trigger;
  // Whether a DELETE on a Location counts as an operation is not documented: as for policies, where it is its own one.
  const unsubscribe = runs(verdict.kind === 'own' ? verdict.candidate.operationId : undefined);
  const values = [...trigger.parameters, ...(trigger.body?.fields ?? [])].flatMap(({ dynamic }) =>
    operationsOf(dynamic),
  );
  const dynamic = [...new Set(values)].filter(runs);
  const create = runs(trigger.operationId);
  if (!create && !unsubscribe && dynamic.length === 0) return undefined;
  return {
    ...(create && { create: true as const }),
    ...(unsubscribe && { unsubscribe: true as const }),
    ...(dynamic.length > 0 && { dynamic }),
  };
}

const operationsOf = (dynamic: DynamicValues | undefined): string[] =>
  [dynamic?.operation, dynamic?.tree?.browse.operation].flatMap((operation) => operation?.operationId ?? []);
