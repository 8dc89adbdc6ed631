/**
 * A model as a WebAssembly module: the addresses of its numbers in memory, and kernels generated for its shapes. The
 * other contents of memory, weights, data and snapshots, belong to simd-machine.ts.
 */
import type { Model, Node } from '../../core/model/model.ts';
import { coefficientCount } from '../../core/model/optimizers.ts';
import { planOf } from '../../core/model/pass.ts';
import { Assembler } from './assembler/assembler.ts';
import { activate } from './kernels/elementwise/activate.ts';
import { dense } from './kernels/dense.ts';
import { gatherKernel } from './kernels/gather.ts';
import { Constants, flat, panelBytes, panelsOfShape, type Panels } from './kernels/kernel.ts';
import { correctKernel } from './kernels/correct.ts';
import { isOfTokens, lossStage } from './kernels/losses.ts';
import { shuffleKernel } from './kernels/order.ts';
import {
  takePanels,
  type Emitters,
  type Place,
  type Stage,
  type Stages,
  type Workshop,
} from './kernels/stage.ts';
import { absoluteKernel, mixKernel, productKernels } from './kernels/sums.ts';
import { passKernel, trainKernel } from './kernels/train.ts';
import { updateKernel, type UpdateSettings } from './kernels/update.ts';

/** What a module is generated from. Equal keys give equal modules. */
export interface ProgramSetup {
  readonly model: Model;
  readonly optimizer: UpdateSettings;
  /** Maximum number of examples in a batch. */
  readonly capacity: number;
  /** Whether every step sees all examples, in their stored order. */
  readonly wholeBatch: boolean;
}

export interface Program {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In order of computation; the loss is the last of the forward stages. */
  readonly forward: readonly Stage[];
  readonly backward: readonly Stage[];
  /** Name of the optimizer's kernel. */
  readonly update: string;
  readonly places: Places;
  /** The program uses no memory from this address on. */
  readonly end: number;
}

/** The exports of a started module, by name. All take 32-bit integers, including addresses. */
export type Kernels = Readonly<Record<string, (...values: readonly number[]) => void>>;

interface Places {
  readonly loss: number;
  /** Three words (`training` of a workshop). */
  readonly training: number;
  readonly correct: number;
  /** Of one update. */
  readonly coefficients: number;
  /** Two float64 sums. */
  readonly sums: number;
}

/** Start and length in bytes of the constants that kernels read. */
const constantsFrom = 256;
const constantsBytes = 1024;

/** What a processor's second-level cache holds of values and their gradients. */
const cacheBytes = 2 ** 18;

/** Hands out addresses, one after the other. */
function addresses(from: number): (bytes: number) => number {
  let next = from;
  return (bytes) => {
    const at = Math.ceil(next / 64) * 64;
    next = at + bytes;
    return at;
  };
}

const perceptrons: Emitters = {
  dense,
  activate: (workshop, place, { activation }) => activate(workshop, place, activation),
};

/** Kernels for the operations of a model; those of other networks than perceptrons are loaded when they are needed. */
export async function emittersFor({ nodes }: Pick<Model, 'nodes'>): Promise<Emitters> {
  if (nodes.every(({ op }) => perceptrons[op] !== undefined)) return perceptrons;
  const { networks } = await import('./networks.ts');
  return { ...perceptrons, ...networks };
}

/** Throws if there are no kernels for an operation of the model. */
export function programOf(
  { model, optimizer, capacity, wholeBatch }: ProgramSetup,
  emitters: Emitters,
): Program {
  const assembler = new Assembler();
  const place = addresses(constantsFrom + constantsBytes);
  const places: Places = {
    loss: place(4),
    training: place(12),
    correct: place(4),
    coefficients: place(4 * coefficientCount),
    sums: place(16),
  };
  const words = place(32);
  const workshop: Workshop = {
    assembler,
    capacity,
    place,
    constants: new Constants(assembler, constantsFrom),
    gradient: place(4 * model.parameters.count + 16),
    loss: places.loss,
    training: places.training,
  };
  const inputs = takePanels(workshop, panelsOfShape(model.input));
  const nodes = placesOf(workshop, model, inputs);
  const last = nodes.at(-1)!;
  const ofTokens = isOfTokens(model.loss);
  const outputs = {
    outputs: last.values,
    deltas: last.deltas,
    targets: takePanels(workshop, ofTokens ? panelsOfShape([last.values.rows]) : last.values),
  };
  const stages = nodes.map((own, id) => stagesOf(emitters, workshop, own, model.nodes[id]!));
  const forward = [...stages.flatMap((own) => own.forward), lossStage(workshop, model.loss, outputs)];
  const backward = [
    ...stages.toReversed().flatMap((own) => own.backward),
    ...stages.flatMap(({ last: own = [] }) => own),
  ];
  const panelsAtOnce = panelsThatFit(nodes, capacity);
  const update = updateKernel(workshop, optimizer, model.parameters);
  trainKernel(assembler, {
    kernels: {
      gatherInputs: gatherKernel(assembler, 'gather-inputs', inputs),
      gatherTargets: gatherKernel(assembler, 'gather-targets', outputs.targets),
      forward: passKernel(assembler, 'forward', forward, panelsAtOnce),
      backward: passKernel(assembler, 'backward', backward, panelsAtOnce),
      update,
    },
    loss: places.loss,
    step: places.training + 4,
    coefficientBytes: 4 * coefficientCount,
    sameRows: wholeBatch,
  });
  correctKernel(workshop, model.loss, outputs, places.correct);
  shuffleKernel(assembler, words);
  for (const precision of [32, 64] as const) mixKernel(assembler, precision);
  absoluteKernel(assembler);
  productKernels(assembler);
  return { bytes: assembler.bytes(), forward, backward, update: update.name, places, end: place(0) };
}

/** How many panels stay in the cache with their gradients; null: all of the largest batch. */
function panelsThatFit(nodes: readonly Place[], capacity: number): number | null {
  const bytes = nodes.reduce((sum, { values }) => sum + 2 * panelBytes(values), 0);
  const panels = Math.max(2, 2 * Math.floor(cacheBytes / bytes / 2));
  return panels < 2 * Math.ceil(capacity / 8) ? panels : null;
}

/** The kernels of a node. Throws if there are none. */
export function stagesOf(emitters: Emitters, workshop: Workshop, place: Place, node: Node): Stages {
  const emit = emitters[node.op];
  if (emit === undefined) throw new Error(`this engine cannot train the model (it has no ${node.op} yet)`);
  // The table pairs each operation with the nodes of its name.
  return (emit as (workshop: Workshop, place: Place, node: Node) => Stages)(workshop, place, node);
}

/** Addresses of every node's numbers. */
function placesOf(workshop: Workshop, model: Model, inputs: Panels): Place[] {
  const take = (panels: Omit<Panels, 'address'>): Panels => takePanels(workshop, panels);
  const places: Place[] = [];
  const plan = planOf(model);
  for (const [id, { node, tensors, adds, shape, fromShapes, overwrites, gradients }] of plan.entries()) {
    const below = node.from.map((other) => places[other]);
    const [over] = below;
    // A loss of examples reads all outputs in one row.
    const own = panelsOfShape(shape, id < plan.length - 1 || isOfTokens(model.loss));
    const shared = overwrites && over !== undefined ? sameValues(over.values, own) : null;
    const deltas = shared === null ? take(own) : { ...shared, address: over!.deltas.address };
    places.push({
      name: `node${id}.${node.op}`,
      tensors,
      adds,
      shape,
      fromShapes,
      from: below.map((place) => place?.values ?? inputs),
      values: shared ?? take(own),
      fromDeltas: gradients.map((what, at) =>
        what === 'none' ? null : { ...below[at]!.deltas, adds: what === 'add' },
      ),
      deltas,
    });
  }
  return places;
}

/** The panels of other values with the rows of these, null if their order in memory differs. */
function sameValues(values: Panels, own: Omit<Panels, 'address'>): Panels | null {
  if (values.rows === own.rows && values.rowBytes === own.rowBytes) return values;
  const row = flat(values);
  return own.rows === 1 ? row : null;
}
