import { BaseSequencer } from 'vitest/node';

const order = ['host', 'unit', 'life', 'mocked'];

/**
 * The order in which the workers take the test files: those that run in VS Code take longest, and begin first. Without this
 * the last minutes of a run would wait for one of them on one core. The files of a project are together: with one of another
 * project in between, a worker would lose the modules that they share.
 */
export class ProjectByProject extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => order.indexOf(one.project.name) - order.indexOf(other.project.name));
  }
}
