import type { Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import type { Section } from '../../model/sections';
import type { Place } from '../../model/walk';
import { mark, say } from '../../texts/say';
import { type Report, rejectedByCertification, valueAt } from '../rule';
import { placeKey } from './marks';

const severity = rejectedByCertification;

/** Reports a parameter that a list has twice (the validator's rule OperationParametersContainDuplicateParameter). */
export function checkRepeated(list: Node | undefined, report: Report): void {
  if (!list || list.items.length < 2) return;
  const seen = new Map<string, Node>();
  for (const item of list.items) {
    const reference = item.member('$ref');
    const sentIn = item.member('in')?.value?.value;
    const mark = reference ?? item.member('name');
    // A second body is reported as such.
    if (mark?.value?.kind !== 'string' || !(reference || sentIn) || sentIn === 'body') continue;
    const key = reference ? String(mark.value.value) : `${sentIn} ${mark.value.value}`;
    const other = seen.get(key);
    if (other)
      report(valueAt(mark), say('This list already has this parameter. Remove one of them.'), {
        severity,
        subject: 'repeated',
        related: [{ at: { node: other }, message: say('The other one.') }],
      });
    else seen.set(key, mark.value);
  }
}

/** Checks the members of a parameter that depend on each other. */
export function checkParameter(place: Place, report: Report): void {
  const { node } = place;
  const sentIn = node.text('in');
  if (sentIn === 'path') checkPathParameter(place, report);
  const type = node.member('type');
  if (type?.value?.value === 'file' && sentIn !== 'formData')
    report(valueAt(type), say('Only a parameter with `in: formData` can have the type `file`.'), { severity });
  const allowsEmpty = node.member('allowEmptyValue');
  if (allowsEmpty?.value?.value === true && sentIn !== 'query' && sentIn !== 'formData')
    report(
      { key: allowsEmpty },
      say('Only a parameter in the query or in form data can have `allowEmptyValue`. Remove it.'),
      { severity },
    );
  const name = node.member('name');
  if (sentIn === 'formData' && /[^\0-\x7f]/.test(node.text('name') ?? ''))
    report(valueAt(name!), say('The name of a parameter in form data can contain only ASCII characters.'), {
      severity,
    });
}

/** The validator's rule PathParameterMustBeRequired. */
function checkPathParameter(place: Place, report: Report): void {
  const { node } = place;
  const required = node.member('required');
  if (required?.value?.value === true) return;
  report(
    required ? valueAt(required) : placeKey(place),
    say('A path parameter must have `required: true`, because a path has no optional parts. Import rejects others.'),
    { repair: { add: 'required', value: true, to: node } },
  );
}

/** A parameter that an operation sends in its body, with the node that marks it: the value of `in`, or the reference to it. */
interface Sent {
  sentIn: 'body' | 'formData';
  mark: Node;
}

type Reported = Parameters<Report>;

/**
 * Checks the body of each operation together with what its path gives to all: two bodies, a body with form data, and a
 * GET with either. Each place is reported once, whatever the number of operations that share it.
 */
export function checkBodies({ facts }: Section, definition: Definition, report: Report): void {
  const marked = new Set<unknown>();
  for (const operation of facts.operations) {
    for (const [at, message, details] of faultsOf(definition, operation)) {
      const mark = 'node' in at ? at.node : undefined;
      if (mark && marked.has(mark)) continue;
      marked.add(mark);
      report(at, message, details);
    }
  }
}

function faultsOf(definition: Definition, operation: Operation): Reported[] {
  const faults: Reported[] = [];
  const own = sentBy(definition, operation.node.get('parameters'));
  // The operation's body replaces that of the path when both have one name, but import counts them then, too.
  const sent = [...sentBy(definition, operation.pathItem.get('parameters')), ...own];
  const first = sent[0];
  for (const { sentIn, mark } of sent.slice(1)) {
    if (sentIn === 'formData' && first!.sentIn === 'formData') continue;
    const isSecond = sentIn === 'body' && first!.sentIn === 'body';
    const related = [{ at: { node: first!.mark }, message: say('The other one.') }];
    faults.push([
      { node: mark },
      isSecond ? secondBody : bodyAndForm,
      { related, subject: isSecond ? 'second-body' : undefined },
    ]);
  }
  if (operation.method === 'get' && first)
    faults.push([
      { node: (own[0] ?? first).mark },
      say('A GET must not have a body: certification rejects it. Send these values in the query, or use POST.'),
      { severity: { custom: 'off', certification: 'warning' } },
    ]);
  return faults;
}

const secondBody = mark('A request can have only one `body`: import rejects a second one.');
const bodyAndForm = mark('A request can have either a `body` or `formData`: import rejects both.');

function sentBy(definition: Definition, list: Node | undefined): Sent[] {
  return (list?.items ?? []).flatMap((item): Sent[] => {
    const parameter = definition.resolve(item);
    const sentIn = parameter?.kind === 'object' ? parameter.text('in') : undefined;
    if (sentIn !== 'body' && sentIn !== 'formData') return [];
    const mark = (item === parameter ? parameter.get('in') : item.get('$ref')) ?? item;
    return [{ sentIn, mark }];
  });
}
