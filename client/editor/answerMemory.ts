import type { Memento } from 'vscode';
import type { JsonObject } from '../../server/protocol/json';
import { sameFile } from '../common/sameFile';
import type { HandshakeAnswer } from '../domain/handshakeAnswer';

/** The answers last given for a trigger, without secrets. */
export interface LastAnswers {
  parameters: JsonObject;
  baseUrl: string;
  /** The values of the connection, by name. */
  connectionParameters?: Record<string, string>;
  /** The response to handshakes. */
  handshakeAnswer?: HandshakeAnswer;
}

interface Entry extends LastAnswers {
  uri: string;
  operationId: string;
}

const key = 'lastAnswers';
const maxEntries = 50;

/** The last answers for each trigger, the newest first, offered when it is registered again. */
export class AnswerMemory {
  constructor(private readonly state: Pick<Memento, 'get' | 'update'>) {}

  recall(uri: string, operationId: string): LastAnswers | undefined {
    return this.entries().find((one) => sameFile(one.uri, uri) && one.operationId === operationId);
  }

  async remember(uri: string, operationId: string, answers: LastAnswers): Promise<void> {
    const others = this.entries().filter((one) => !sameFile(one.uri, uri) || one.operationId !== operationId);
    await this.state.update(key, [{ uri, operationId, ...answers }, ...others].slice(0, maxEntries));
  }

  private entries(): Entry[] {
    return this.state.get<Entry[]>(key) ?? [];
  }
}
