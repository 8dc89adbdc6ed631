/** Convolution of images: forward, and gradients of its kernel, bias and input. */
import type { Conv2dNode } from '../../../../core/model/model.ts';
import type { Panels } from '../kernel.ts';
import type { Place, Stages, Workshop } from '../stage.ts';
import { batchOnly } from '../weight-gradients.ts';
import { correlation, type Correlation } from './correlation.ts';
import { kernelGradients } from './kernel-gradients.ts';
import { backwardRuns, forwardRuns, type Side } from './taps.ts';

export function conv2d(workshop: Workshop, place: Place, { stride }: Conv2dNode): Stages {
  const { name, tensors, shape, fromShapes, from, values, fromDeltas, deltas } = place;
  const [kernel, bias] = tensors as [Place['tensors'][number], Place['tensors'][number]];
  const [outputs, channels, size] = kernel.shape as [number, number, number];
  const [, height, width] = shape as [number, number, number];
  const [, heightBelow, widthBelow] = fromShapes[0] as [number, number, number];
  const [below] = from as [Panels];
  const [deltasBelow = null] = fromDeltas;
  const [vertical, horizontal]: readonly Side[] = [
    { size, stride, extent: height, below: heightBelow },
    { size, stride, extent: width, below: widthBelow },
  ];
  const own = { kernel: kernel.offset, size };
  const forward: Correlation = {
    ...own,
    name,
    ...{ rowStride: channels * size * size, channelStride: size * size, start: bias.offset },
    ...{ channels, rows: outputs, vertical: forwardRuns(vertical!), horizontal: forwardRuns(horizontal!) },
    ...{ from: below, to: { ...values, adds: false } },
    ...{ fromSides: [heightBelow, widthBelow], toSides: [height, width] },
  };
  const { sums, last } = kernelGradients(workshop, place, [vertical!, horizontal!]);
  const backward = [batchOnly(workshop, `${name}.batch-only`, [below, deltas]), sums];
  if (deltasBelow !== null)
    backward.push(
      correlation(workshop, {
        ...own,
        name: `${name}.input-gradient`,
        ...{ rowStride: size * size, channelStride: channels * size * size, start: null },
        ...{ channels: outputs, rows: channels },
        ...{ vertical: backwardRuns(vertical!), horizontal: backwardRuns(horizontal!) },
        ...{ from: deltas, to: deltasBelow },
        ...{ fromSides: [height, width], toSides: [heightBelow, widthBelow] },
      }),
    );
  return { forward: [correlation(workshop, forward)], backward, last: [last] };
}
