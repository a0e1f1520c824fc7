import type { Member, Node } from '../documents/tree';
import { Collection, type Definition, Listing, Memory, Part } from '../model/definition';
import type { SectionFacts } from '../model/operation';
import type { PropertiesFile } from '../model/propertiesFile';
import type { ScriptFile } from '../model/script';
import { outerPlaces, type Section, sectionAround } from '../model/sections';
import { methods, type Place, type Role } from '../model/walk';
import { say } from '../texts/say';
import { rules } from './index';
import { type At, type Details, type Finding, markedMember, type Report, type Rule } from './rule';
import { spanAt } from './suppression';

/** The findings of all rules: first of each place, then of the whole definition. */
export function findings(definition: Definition): Finding[] {
  const outer = definition.keep(ofOuterPlaces, () => findingsOutside(definition));
  const others = [
    definition.keep(ofOtherSections, () => distinct(definition, definition.collect(elsewhere))),
    ...wholeChecks.map(({ memory, check }) => definition.keep(memory, () => collected(() => check(definition)))),
  ].flat();
  const all = outer.concat(definition.collect(ofSections), others);
  const conditional = [...outer, ...others, ...definition.collect(conditionalOfSections)];
  const moot = new Set(conditional.filter(({ when }) => when?.(definition) === false));
  const idle = new Set(rules.filter(({ applies }) => applies?.(definition) === false).map(({ code }) => code));
  const isShown = (finding: Finding): boolean => !moot.has(finding) && !idle.has(finding.rule);
  const reported = moot.size + idle.size > 0 ? all.filter(isShown) : all;
  return definition.root.piece.aliased ? withoutRepeated(reported) : reported;
}

const ofOuterPlaces = new Memory<Finding[]>();

/** The findings of places outside of the sections. Those of `paths` depend on the methods that are there as well. */
function findingsOutside(definition: Definition): Finding[] {
  definition.collect(methodsOfPaths);
  return collected(() => {
    for (const place of outerPlaces(definition.root)) checkPlace(place);
  });
}

/** The methods of each path item, as one text. */
const methodsOfPaths = new Listing<string>(({ root }) =>
  root.role === 'pathItem' ? [methods.filter((method) => root.node.member(method)?.value).join(' ')] : [],
);

/** The findings of `apiProperties.json`. */
export function propertiesFindings(file: PropertiesFile): Finding[] {
  const all: Finding[] = [];
  for (const rule of rules)
    rule.properties?.(
      file,
      reporter(rule, () => all),
    );
  return all.filter((finding) => !isDoubtful(finding));
}

/** The findings of `script.csx`. */
export function scriptFindings(script: ScriptFile): Finding[] {
  const all: Finding[] = [];
  for (const rule of rules)
    rule.script?.(
      script,
      reporter(rule, () => all),
    );
  return all;
}

/** Drops repeated findings: an aliased object is checked at each place that shares it. */
function withoutRepeated(all: Finding[]): Finding[] {
  const byPlace = new Map<string, Finding>();
  for (const finding of all) {
    const { start, end } = spanAt(finding.at);
    const place = `${start} ${end} ${finding.code} ${finding.message}`;
    if (!byPlace.has(place)) byPlace.set(place, finding);
  }
  return [...byPlace.values()];
}

/** The findings of the places in a section, kept with its facts. */
function findingsIn(facts: SectionFacts): Finding[] {
  facts.memo ??= collected(() => {
    for (const place of facts.places) checkPlace(place);
  });
  return facts.memo as Finding[];
}

const sectionChecks = rules.flatMap((rule) => {
  const check = rule.section;
  const report = reporter(rule, () => sink);
  return check ? [(section: Section, definition: Definition): void => check(section, definition, report)] : [];
});

/** The findings of the places in a section and of the `section` checks. */
interface SectionFindings {
  /** In the section itself. */
  within: Finding[];
  /** In other sections, such as at a parameter that operations share. */
  elsewhere: Finding[];
  /** Those within that the rest of the definition may make moot. */
  conditional: Finding[];
}

const bySections = new Collection<SectionFindings>((section, definition) => {
  const about = withoutSame(
    collected(() => {
      for (const check of sectionChecks) check(section, definition);
    }),
  );
  const within = findingsIn(section.facts).concat(about.filter(({ at }) => isWithin(section, at)));
  const elsewhere = about.filter(({ at }) => !isWithin(section, at));
  return [{ within, elsewhere, conditional: within.filter(({ when }) => when !== undefined) }];
});

const ofSections = new Part<Finding, SectionFindings>(bySections, ([found]) => found!.within);
const elsewhere = new Part<Finding, SectionFindings>(bySections, ([found]) => found!.elsewhere);
const conditionalOfSections = new Part<Finding, SectionFindings>(bySections, ([found]) => found!.conditional);

const ofOtherSections = new Memory<Finding[]>();

/** True for a place in a section; false where that is not read by itself, so that it is not known. */
function isWithin({ root: { node } }: Section, at: At): boolean {
  return markAt(at).piece === node.piece && node.parent?.piece !== node.piece;
}

/** The member or the node that a finding marks. */
const markAt = (at: At): Member | Node => markedMember(at) ?? (at as { node: Node }).node;

/** The findings about several sections, each once; the section where they are may have reported them itself. */
function distinct(definition: Definition, all: readonly Finding[]): Finding[] {
  const isOwn = (finding: Finding): boolean => {
    const node = nodeAt(finding.at);
    const section = node && sectionAround(node);
    if (!section || section.facts.operations.length === 0 || !isWithin(section, finding.at)) return false;
    return definition.collectIn(ofSections, section).some((own) => isSameFinding(own, finding));
  };
  return withoutSame(all.filter((finding) => !isOwn(finding)));
}

function withoutSame(all: readonly Finding[]): Finding[] {
  const known = new Map<object, Finding[]>();
  return all.filter((finding) => {
    const place = markAt(finding.at);
    const others = known.get(place);
    if (others?.some((other) => isSameFinding(other, finding))) return false;
    if (others) others.push(finding);
    else known.set(place, [finding]);
    return true;
  });
}

const isSameFinding = (one: Finding, other: Finding): boolean =>
  one.code === other.code && one.message === other.message && markAt(one.at) === markAt(other.at);

/** The value at a place; undefined where a key has none. */
const nodeAt = (at: At): Node | undefined => {
  const member = markedMember(at);
  return member ? member.value : (at as { node: Node }).node;
};

/** The checks of whole definitions, each with what is kept of it. */
const wholeChecks = rules.flatMap((rule) => {
  const check = rule.definition;
  const report = reporter(rule, () => sink);
  return check
    ? [{ memory: new Memory<Finding[]>(), check: (definition: Definition) => check(definition, report) }]
    : [];
});

/** What checks report that can be relied on. One of them may have others run. */
function collected(check: () => void): Finding[] {
  const outer = sink;
  const found: Finding[] = [];
  sink = found;
  try {
    check();
  } finally {
    sink = outer;
  }
  return found.filter((finding) => !isDoubtful(finding));
}

/** True when a finding may come from a syntax error that the parser didn't recover from. A finding on a key is about the object around it. */
function isDoubtful({ at }: Finding): boolean {
  const member = markedMember(at);
  const node = nodeAt(at);
  const piece = member?.piece ?? node?.piece;
  if (piece?.doubtful === undefined) return false;
  const around = 'key' in at && node?.parent?.piece === piece ? node.parent : undefined;
  return Math.max(member?.keyEnd ?? 0, node?.end ?? 0, around?.end ?? 0) >= piece.doubtful;
}

type Check = (place: Place) => void;

type KeyCheck = (member: Member, place: Place) => void;

const checks = new Map<Role, Check[]>();

const keyChecks = new Map<string, KeyCheck[]>();

/** The list that the checks of places report into. The checks are created once and run for every object. */
let sink: Finding[] = [];

function checkPlace(place: Place): void {
  for (const check of checksFor(place.role)) check(place);
  for (const member of place.node.members) {
    const first = member.key.charCodeAt(0);
    const isExtension = first === 0x78 || first === 0x58;
    // Most keys have no checks and need no lookup.
    if (!isExtension && first !== 0x24 && member.key !== 'default' && member.key !== 'enum') continue;
    if (isExtension) for (const check of checksOf('x')) check(member, place);
    const own = checksOf(member.key);
    if (own.length > 0 && place.node.member(member.key) === member) for (const check of own) check(member, place);
  }
}

function checksFor(role: Role): Check[] {
  let found = checks.get(role);
  if (!found) {
    found = (['any', role] as const).flatMap((which) =>
      rules.flatMap((rule) => {
        const check = rule.places?.[which];
        const report = reporter(rule, () => sink);
        return check ? [(place: Place): void => check(place, report)] : [];
      }),
    );
    checks.set(role, found);
  }
  return found;
}

/** The checks of one key; `x` stands for all extensions. */
function checksOf(key: string): KeyCheck[] {
  if (keyChecks.size === 0) {
    for (const rule of rules) {
      const report = reporter(rule, () => sink);
      for (const [key, check] of Object.entries(rule.keys ?? {})) {
        const checks = keyChecks.get(key) ?? [];
        checks.push((member, place) => check?.(member, place, report));
        keyChecks.set(key, checks);
      }
    }
  }
  return keyChecks.get(key) ?? noChecks;
}

const noChecks: KeyCheck[] = [];

function reporter(rule: Rule, into: () => Finding[]): Report {
  return (at: At, message: string, details: Details = {}) => {
    into().push({
      code: details.code ?? rule.code,
      rule: rule.code,
      severity: details.severity ?? rule.severity,
      at,
      message: say(message),
      related: details.related ?? [],
      repair: details.repair,
      subject: details.subject,
      once: details.once ?? rule.once,
      when: details.when,
    });
  };
}
