import type * as vscode from 'vscode';
import type { SecretStore } from './webhooks/types';

/** Names the keys in use, since the editor's storage cannot list them in every version that we support. */
const indexKey = 'keys';

/** The editor's secret storage, with its keys listable. Values are never logged and never part of an error. */
export class KeptSecrets implements SecretStore {
  /** Changes of the index one after the other, or two of them would overwrite each other's. */
  private changes: Promise<unknown> = Promise.resolve();

  constructor(private readonly storage: vscode.SecretStorage) {}

  async get(key: string): Promise<string | undefined> {
    return this.storage.get(key);
  }

  async set(key: string, value: string): Promise<void> {
    // The index first: a key without a value does no harm, a value without a key could not be found again.
    await this.changeIndex((keys) => keys.add(key));
    await this.storage.store(key, value);
  }

  async delete(key: string): Promise<void> {
    await this.storage.delete(key);
    await this.changeIndex((keys) => keys.delete(key));
  }

  async keys(): Promise<string[]> {
    await this.changes;
    return [...(await this.readIndex())];
  }

  private changeIndex(change: (keys: Set<string>) => unknown): Promise<void> {
    const changed = this.changes.then(async () => {
      const keys = await this.readIndex();
      change(keys);
      await this.storage.store(indexKey, JSON.stringify([...keys]));
    });
    this.changes = changed.catch(() => {});
    return changed;
  }

  private async readIndex(): Promise<Set<string>> {
    try {
      const keys: unknown = JSON.parse((await this.storage.get(indexKey)) ?? '[]');
      return new Set(Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : []);
    } catch {
      return new Set();
    }
  }
}
