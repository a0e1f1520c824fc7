import type { Member, Node } from '../documents/tree';
import { type Definition, Memory, outerPlaces, type Section } from '../model/definition';
import type { SectionFacts } from '../model/operation';
import type { PropertiesFile } from '../model/propertiesFile';
import type { ScriptFile } from '../model/script';
import type { Place, Role } from '../model/walk';
import { say } from '../texts/say';
import { rules } from './index';
import { type At, type Details, type Finding, markedMember, type Report, type Rule } from './rule';
import { spanAt } from './suppression';

/** The findings of all rules: first of each place, then of the whole definition. */
export function findings(definition: Definition): Finding[] {
  const all: Finding[] = [];
  for (const place of outerPlaces(definition.root)) checkPlace(place, all);
  const distinct = new DistinctFindings(all);
  for (const section of definition.sections) {
    for (const finding of findingsIn(section.facts)) all.push(finding);
    for (const finding of findingsAbout(section, definition)) distinct.add(finding);
  }
  for (const rule of rules)
    rule.definition?.(
      definition,
      reporter(rule, () => all),
    );
  const idle = new Set(rules.filter(({ applies }) => applies?.(definition) === false).map(({ code }) => code));
  const reported = all.filter(
    (finding) => !idle.has(finding.rule) && !isDoubtful(finding) && finding.when?.(definition) !== false,
  );
  return definition.root.piece.aliased ? withoutRepeated(reported) : reported;
}

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
  if (facts.memo) return facts.memo as Finding[];
  const found: Finding[] = [];
  for (const place of facts.places) checkPlace(place, found);
  facts.memo = found;
  return found;
}

const sectionChecks = rules.flatMap((rule) => {
  const check = rule.section;
  const report = reporter(rule, () => sink);
  return check ? [(section: Section, definition: Definition): void => check(section, definition, report)] : [];
});

/** The findings about a section by what it refers to, with what they depend on besides. */
interface AboutSection {
  found: Finding[];
  frame: Definition['frame'];
}

const aboutSections = new Memory<AboutSection>();
/** The same for a section near a callback, which a section that it does not refer to itself may bring. */
const aboutSectionsNearCallback = new Memory<AboutSection>();

/** The findings of the `section` checks, kept with the section's facts. */
function findingsAbout(section: Section, definition: Definition): Finding[] {
  const memory = definition.mayHaveCallback(section.root.node) ? aboutSectionsNearCallback : aboutSections;
  const check = (): AboutSection => ({ found: checkSection(section, definition), frame: definition.frame });
  const kept = definition.recall(memory, section.facts, check);
  if (kept.frame === definition.frame) return kept.found;
  section.facts.kept[memory.index] = undefined;
  return definition.recall(memory, section.facts, check).found;
}

function checkSection(section: Section, definition: Definition): Finding[] {
  const found: Finding[] = [];
  sink = found;
  for (const check of sectionChecks) check(section, definition);
  return found;
}

/** A list of findings that takes each about a place of the text once. */
class DistinctFindings {
  private readonly known = new Map<object, Finding[]>();

  constructor(private readonly all: Finding[]) {}

  add(finding: Finding): void {
    const { at } = finding;
    const place = markedMember(at) ?? (at as { node: Node }).node;
    const others = this.known.get(place);
    if (others?.some(({ code, message }) => code === finding.code && message === finding.message)) return;
    if (others) others.push(finding);
    else this.known.set(place, [finding]);
    this.all.push(finding);
  }
}

/** True when a finding may come from a syntax error that the parser didn't recover from. A finding on a key is about the object around it. */
function isDoubtful({ at }: Finding): boolean {
  const member = markedMember(at);
  const node = member ? member.value : (at as { node: Node }).node;
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

function checkPlace(place: Place, into: Finding[]): void {
  sink = into;
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
