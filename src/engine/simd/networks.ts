/** Kernels of the operations that no perceptron has. Loaded separately, because most visits need none of them. */
import { dropout } from './kernels/elementwise/dropout.ts';
import { gelu } from './kernels/elementwise/gelu.ts';
import { add, flatten } from './kernels/elementwise/shapes.ts';
import { conv2d } from './kernels/images/conv2d.ts';
import { pool } from './kernels/images/pool.ts';
import type { Emitters } from './kernels/stage.ts';
import { attention } from './kernels/tokens/attention.ts';
import { embed } from './kernels/tokens/embed.ts';
import { layerNorm } from './kernels/tokens/layer-norm.ts';
import { position } from './kernels/tokens/position.ts';
import { readout } from './kernels/tokens/readout.ts';

export const networks: Emitters = {
  gelu,
  dropout,
  add,
  flatten,
  'layer-norm': layerNorm,
  embed,
  position,
  attention,
  readout,
  conv2d,
  pool,
};
