import { say } from '../../texts/say';
import type { Fixer } from './fix';
import { memberAt } from './general';

/** Corrects the name of a scheme wherever it is required: it is reported once. */
export const renameScheme: Fixer = ({ definition, finding, edit }) => {
  const written = memberAt(finding.at)?.key;
  const { repair } = finding;
  if (written === undefined || !repair || !('key' in repair) || 'replace' in repair) return [];
  const lists = [definition.root.get('security'), ...definition.securities];
  const uses = lists
    .flatMap((list) => list?.items ?? [])
    .flatMap((requirement) => {
      const member = requirement.member(written);
      return member && !requirement.member(repair.key) ? [member] : [];
    });
  const places = uses.length > 1 ? say` in ${uses.length} places` : '';
  const changes = uses.flatMap((member) => edit.rename(member, repair.key));
  return [{ title: say`Change to "${repair.key}"${places}`, changes }];
};
