import type * as vscode from 'vscode';
import type { SecretStore } from '../webhooks/environment';

/** The editor's secret storage. It cannot list its keys: they follow from the ledger. */
export function secretStore(storage: vscode.SecretStorage): SecretStore {
  return {
    get: async (key) => storage.get(key),
    set: async (key, value) => storage.store(key, value),
    delete: async (key) => storage.delete(key),
  };
}
