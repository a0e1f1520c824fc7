import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { whileHeld } from '../../common/heldFiles';

/** Suffixes of the names of the two files of a segment. */
export const rowsSuffix = '.rows';
export const bodiesSuffix = '.bodies';

/** Maximum number of rows, and of bytes of bodies, after which a new segment begins: segments are removed as a whole. */
const maxRows = 500;
const maxBytes = 2 * 1024 * 1024;

interface Waiting {
  line: Buffer;
  body: Buffer;
  resolve(): void;
  reject(error: unknown): void;
}

/** The location of a row: its segment, and its offset and length in bytes without the line end. */
export interface RowLocation {
  name: string;
  at: number;
  length: number;
}

/**
 * A pair of append-only files with a single writing process: `<name>.rows` has a line for each delivery, check and drop of
 * a webhook, `<name>.bodies` the small bodies, one after another. Rows that come during a write are written together, so
 * that many deliveries cost hardly more than one.
 */
export class Segment {
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private isWriting = false;
  private rows: FileHandle | undefined;
  private bodies: FileHandle | undefined;
  private rowCount = 0;
  private rowBytes = 0;
  private bodyBytes = 0;
  private isBroken = false;

  constructor(
    private readonly folder: string,
    readonly name: string,
    private readonly patienceMs?: number,
  ) {}

  /** True when a new segment must be used. */
  get isFull(): boolean {
    return this.isBroken || this.rowCount >= maxRows || this.bodyBytes >= maxBytes;
  }

  /** The location of the next body. */
  get nextBody(): { name: string; start: number } {
    return { name: this.name + bodiesSuffix, start: this.bodyBytes };
  }

  /** Resolves once the body and the line survive the death of this process. Keeps the order of the calls. */
  async append(text: string, body: Buffer = Buffer.alloc(0)): Promise<RowLocation> {
    const line = Buffer.from(`${text}\n`, 'utf8');
    const place = { name: this.name, at: this.rowBytes, length: line.length - 1 };
    this.rowCount++;
    this.rowBytes += line.length;
    this.bodyBytes += body.length;
    const written = new Promise<void>((resolve, reject) => this.waiting.push({ line, body, resolve, reject }));
    if (!this.isWriting) this.writing = this.write();
    await written;
    return place;
  }

  async close(): Promise<void> {
    await this.writing;
    await Promise.all([this.rows?.close(), this.bodies?.close()]);
    this.rows = this.bodies = undefined;
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        // The body is written before the row that refers to it.
        this.bodies ??= await this.create(bodiesSuffix);
        await this.writeAll(
          this.bodies,
          batch.map(({ body }) => body),
        );
        this.rows ??= await this.create(rowsSuffix);
        await this.writeAll(
          this.rows,
          batch.map(({ line }) => line),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // Later rows would not be where their locations say.
        this.isBroken = true;
        for (const { reject } of [...batch, ...this.waiting.splice(0)]) reject(error);
      }
    }
    this.isWriting = false;
  }

  private create(end: string): Promise<FileHandle> {
    return whileHeld(() => open(join(this.folder, this.name + end), 'wx', 0o600), this.patienceMs);
  }

  /** Writes all or rejects. An error says that nothing was written, so another try is no repetition. */
  private async writeAll(file: FileHandle, given: Buffer[]): Promise<void> {
    const buffers = given.filter(({ length }) => length > 0);
    if (buffers.length === 0) return;
    const wanted = buffers.reduce((sum, { length }) => sum + length, 0);
    const { bytesWritten } = await whileHeld(() => file.writev(buffers), this.patienceMs);
    if (bytesWritten !== wanted) throw new Error(`Only ${bytesWritten} of ${wanted} bytes could be written.`);
  }
}
