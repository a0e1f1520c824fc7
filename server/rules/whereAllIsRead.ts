import { hidesOperations } from '../model/hiddenOperations';
import type { Report } from './rule';

/** Reports what holds only in a definition of which every operation could be read: what is missed may be in another one. */
export const whereAllIsRead =
  (report: Report): Report =>
  (at, message, details) =>
    report(at, message, { ...details, when: (definition) => !hidesOperations(definition) });
