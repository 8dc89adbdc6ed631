/**
 * A model as a WebAssembly module: the addresses of its numbers in memory, and kernels generated for its shapes. The
 * other contents of memory, weights, data and snapshots, belong to simd-machine.ts.
 */
import type { ExampleLoss } from '../../core/data/data-set.ts';
import { sizeOf } from '../../core/model/layout.ts';
import { inputNode, type Model, type Node } from '../../core/model/model.ts';
import { coefficientCount } from '../../core/model/optimizers.ts';
import { opOf } from '../../core/model/ops/ops.ts';
import { shapesOf } from '../../core/model/pass.ts';
import { Assembler } from './assembler/assembler.ts';
import { activate } from './kernels/activate.ts';
import { dense } from './kernels/dense.ts';
import { gatherKernel } from './kernels/gather.ts';
import { Constants, panelBytes, type Panels } from './kernels/kernel.ts';
import { correctKernel, lossStage } from './kernels/losses.ts';
import { shuffleKernel } from './kernels/order.ts';
import type { Place, Stage, Stages, Workshop } from './kernels/stage.ts';
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
  readonly correct: number;
  /** Of one update. */
  readonly coefficients: number;
  /** Two float64 sums. */
  readonly sums: number;
}

/** Start and length in bytes of the constants that kernels read. */
const constantsFrom = 256;
const constantsBytes = 1024;

/** Hands out addresses, one after the other. */
function addresses(from: number): (bytes: number) => number {
  let next = from;
  return (bytes) => {
    const at = Math.ceil(next / 64) * 64;
    next = at + bytes;
    return at;
  };
}

type Emitters = {
  readonly [Name in Node['op']]?: (
    workshop: Workshop,
    place: Place,
    node: Extract<Node, { readonly op: Name }>,
  ) => Stages;
};

/** [operation]: its kernels. */
const emitters: Emitters = {
  dense,
  activate: (workshop, place, { activation }) => activate(workshop, place, activation),
};

/** Why there are no kernels for a model, in plain words that follow "cannot train this model"; null if there are. */
function lacks({ nodes, loss }: Model): string | null {
  if (loss === 'token-cross-entropy') return 'it has no loss over tokens yet';
  const other = nodes.find(({ op }) => emitters[op] === undefined);
  return other === undefined ? null : `it has no ${other.op} yet`;
}

export function programOf({ model, optimizer, capacity, wholeBatch }: ProgramSetup): Program {
  const why = lacks(model);
  if (why !== null) throw new Error(`this engine cannot train the model (${why})`);
  const assembler = new Assembler();
  const place = addresses(constantsFrom + constantsBytes);
  const panels = (features: number): Panels => ({
    features,
    address: place(panelBytes({ features }) * 2 * Math.ceil(capacity / 8)),
  });
  const places: Places = {
    loss: place(4),
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
  };
  const inputs = panels(sizeOf(model.input));
  const nodes = placesOf(model, inputs, panels);
  const last = nodes.at(-1)!;
  const outputs = { outputs: last.values, deltas: last.deltas, targets: panels(last.values.features) };
  const stages = nodes.map((own, id) => stagesOf(workshop, own, model.nodes[id]!));
  const forward = [...stages.flatMap((own) => own.forward), lossStage(workshop, model.loss as ExampleLoss, outputs)];
  const backward = stages.toReversed().flatMap((own) => own.backward);
  const update = updateKernel(workshop, optimizer, model.parameters);
  trainKernel(assembler, {
    kernels: {
      gatherInputs: gatherKernel(assembler, 'gather-inputs', inputs),
      gatherTargets: gatherKernel(assembler, 'gather-targets', outputs.targets),
      forward: passKernel(assembler, 'forward', forward),
      backward: passKernel(assembler, 'backward', backward),
      update,
    },
    loss: places.loss,
    coefficientBytes: 4 * coefficientCount,
    sameRows: wholeBatch,
  });
  correctKernel(workshop, outputs, places.correct);
  shuffleKernel(assembler, words);
  mixKernel(assembler, 32);
  mixKernel(assembler, 64);
  absoluteKernel(assembler);
  productKernels(assembler);
  return { bytes: assembler.bytes(), forward, backward, update: update.name, places, end: place(0) };
}

const stagesOf = (workshop: Workshop, place: Place, node: Node): Stages =>
  // The table pairs each operation with the nodes of its name.
  (emitters[node.op] as (workshop: Workshop, place: Place, node: Node) => Stages)(workshop, place, node);

/** Addresses of every node's numbers; as in core/model/pass.ts, an operation may overwrite its inputs. */
function placesOf(model: Model, inputs: Panels, panels: (features: number) => Panels): Place[] {
  const { nodes, parameters } = model;
  const shapes = shapesOf(model);
  const places: Place[] = [];
  /** [node]: whether it or an earlier node has weights, so that gradients are needed. */
  const learns: boolean[] = [];
  for (const [id, node] of nodes.entries()) {
    const below = node.from.map((other) => places[other]);
    const needed = node.from.map((other) => other !== inputNode && learns[other] === true);
    learns.push(node.tensors.length > 0 || needed.includes(true));
    const [over] = below;
    const overwrites =
      over !== undefined &&
      opOf(node).backwardReads === 'outputs' &&
      opOf(nodes[node.from[0]!]!).backwardReads === 'inputs';
    const size = sizeOf(shapes[id]!);
    places.push({
      name: `node${id}.${node.op}`,
      tensors: node.tensors.map((index) => parameters.tensors[index]!.offset),
      from: below.map((place) => place?.values ?? inputs),
      values: overwrites ? over.values : panels(size),
      fromDeltas: below.map((place, at) => (needed[at] === true ? place!.deltas : null)),
      deltas: overwrites ? over.deltas : panels(size),
    });
  }
  return places;
}
