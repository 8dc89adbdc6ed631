/** Validates saved runs: storage is not trusted, and may be from another build or truncated. */
import * as v from 'valibot';
import type { SnapshotId } from '../../engine/engine.ts';
import type { Journal, JournalChunk } from '../../engine/journal/journal.ts';
import { engineNames } from '../../experiment/fields.ts';
import { checksumOf } from './checksum.ts';
import type { PartKey, RecordPart } from './record-store.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const floats = v.instance(Float32Array);
const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.readonly());

const identity = v.object({
  name: v.picklist(engineNames),
  backend: v.picklist(['webgpu', 'wasm', 'cpu', 'none']),
  adapter: v.nullable(v.object({ vendor: v.string(), architecture: v.string(), isFallback: v.boolean() })),
});

const engineHead = v.object({
  identity,
  reason: v.string(),
  gpu: v.optional(v.picklist(['none', 'insecure', 'no-adapter', 'software', 'ready'])),
  /** Number of its chunks, and their bytes. */
  chunks: count,
  bytes: count,
  /** Snapshots that are open at their end. */
  open: list(count),
  /** Whether no further call was made. */
  isOver: v.boolean(),
});

/** The head of a record, which describes it as a whole. */
const headSchema = v.object({
  id: v.string(),
  build: v.string(),
  /** Identifies its experiment. */
  text: v.string(),
  /** Milliseconds since 1970, by a clock that may have been changed. */
  savedAt: v.number(),
  bytes: count,
  elapsed: v.pipe(v.number(), v.finite(), v.minValue(0)),
  extra: list(count),
  jumps: list(count),
  engines: list(engineHead),
});

export type RecordHead = v.InferOutput<typeof headSchema>;
export type EngineHead = v.InferOutput<typeof engineHead>;

const position = v.object({ trained: count, calls: count });
const state = v.object({
  step: count,
  weights: floats,
  moments: v.array(floats),
  clocks: v.instance(Int32Array),
});

const chunkSchema = v.object({
  from: position,
  to: position,
  loss: floats,
  watched: floats,
  answers: v.object({
    questions: v.instance(Uint8Array),
    lengths: v.instance(Uint32Array),
    rows: v.instance(Uint16Array),
    singles: floats,
    doubles: v.instance(Float64Array),
    states: v.array(state),
  }),
});

const valueOf = { chunk: chunkSchema, state, snapshot: floats };

/** What can be read from the record of any build, damaged or not. */
const labelSchema = v.object({ id: v.string(), build: v.optional(v.string()), text: v.optional(v.string()) });

export interface Listed extends v.InferOutput<typeof labelSchema> {
  /** Null if it is damaged, or from another build. */
  readonly head: RecordHead | null;
}

/** Null if it is not one. */
export function tryListed(data: unknown, build: string): Listed | null {
  const parsed = v.safeParse(labelSchema, data);
  if (!parsed.success) return null;
  return { ...parsed.output, head: parsed.output.build === build ? tryHead(data) : null };
}

/** Null if it is not one, or is damaged. */
export function tryHead(data: unknown): RecordHead | null {
  const parsed = v.safeParse(headSchema, data);
  if (!parsed.success) return null;
  const { sum, ...written } = data as RecordHead & Sealed;
  return sum === checksumOf(written) ? parsed.output : null;
}

interface Sealed {
  readonly sum: number;
}

/** With a checksum that shows whether it is read back unchanged. */
export const sealedHead = (head: RecordHead): RecordHead & Sealed => ({ ...head, sum: checksumOf(head) });

export const sealedPart = (part: RecordPart): RecordPart & Sealed => ({
  ...part,
  sum: sumOf(part, part.value),
});

const sumOf = ({ engine, kind, index }: PartKey, value: unknown): number =>
  checksumOf([engine, kind, index, value]);

/** The journals of a record's engines, in order. Throws an Error if a part is missing or damaged. */
export function requireJournals({ engines }: RecordHead, parts: readonly unknown[]): Journal[] {
  const found = new Map<string, Partial<RecordPart & Sealed>>();
  for (const part of parts as readonly Partial<RecordPart & Sealed>[])
    found.set([part.engine, part.kind, part.index].join(), part);
  const require = <Kind extends RecordPart['kind']>(
    engine: number,
    kind: Kind,
    index: number,
  ): v.InferOutput<(typeof valueOf)[Kind]> => {
    const part = found.get([engine, kind, index].join());
    const parsed = v.safeParse(valueOf[kind], part?.value);
    if (!parsed.success || part?.sum !== sumOf({ engine, kind, index }, part?.value))
      throw new Error(`a ${kind} is missing or damaged`);
    return parsed.output;
  };
  return engines.map(({ chunks, open, isOver }, engine) => ({
    chunks: Array.from({ length: chunks }, (_, index): JournalChunk => require(engine, 'chunk', index)),
    checkpoint: isOver
      ? null
      : {
          state: require(engine, 'state', 0),
          snapshots: new Map(open.map((id) => [id as SnapshotId, require(engine, 'snapshot', id)])),
        },
  }));
}
