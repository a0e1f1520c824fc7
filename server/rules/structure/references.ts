import { type Definition, Listing } from '../../model/definition';
import type { Reference } from '../../model/operation';
import { homes } from '../../model/sections';
import { shapeOf } from '../../model/swagger';
import type { Place } from '../../model/walk';
import { say } from '../../texts/say';
import { type Report, valueAt } from '../rule';

/**
 * Checks the section of each reference's target (the validator's rules SchemaReferenceNotValid,
 * ParameterReferenceNotValid and ResponseReferenceNotValid); unresolved references have their own rule.
 */
export function checkReferences(definition: Definition, report: Report): void {
  for (const { member, target, role } of definition.collect(strays)) {
    if (definition.target(target) === undefined) continue;
    const { name } = shapeOf(role)!;
    const same = sameInSwagger2(definition, target);
    const isOpenApi3 = target.startsWith('#/components/');
    const instead = same === undefined ? '' : say` Write ${same}.`;
    report(
      valueAt(member),
      isOpenApi3
        ? say`A reference to \`components\` is OpenAPI 3, and import rejects it. In 2.0 it points to ${homes[role]}.${instead}`
        : say`A reference to ${say(name)} must point to ${homes[role]}; import rejects others.`,
      { repair: same === undefined ? undefined : { value: same } },
    );
  }
}

const strays = new Listing<Reference>(({ facts }) => facts.strays);

/** Sections of `components` in OpenAPI 3, and where Swagger 2.0 has what is in them. */
const sections: Record<string, string> = {
  schemas: 'definitions',
  parameters: 'parameters',
  responses: 'responses',
};

/** The place in Swagger 2.0 for a reference into `components`, if there is something by that name. */
export function sameInSwagger2(definition: Definition, target: string): string | undefined {
  const parts = /^#\/components\/(\w+)(\/.+)$/.exec(target);
  const section = parts && Object.hasOwn(sections, parts[1]!) ? sections[parts[1]!] : undefined;
  if (section === undefined) return undefined;
  const moved = `#/${section}${parts![2]}`;
  return definition.target(moved) === undefined ? undefined : moved;
}

/** Reports a path that is written elsewhere (the validator's rule PathItemRefNotSuppored). */
export function checkPathReference({ node, role }: Place, report: Report): void {
  const reference = node.member('$ref');
  if (reference && role === 'pathItem')
    report({ key: reference }, say("Power Automate doesn't follow the `$ref` of a path. Write its operations here."));
}
