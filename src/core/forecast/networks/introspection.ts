/**
 * A network in the style of Introspection (Sinha et al., ICLR 2017, arXiv 1704.04959): 4 values of a
 * weight -> 100 ReLU -> its value at twice the step. The paper multiplies values by 1000; here they are
 * centred and divided by their own range. (US patent 10,755,199 covers networks on four or more history
 * values.)
 */
import { denseBackward, denseForward, denseSize } from './dense.ts';
import {
  initialParameters,
  layerMultiplies,
  layLayers,
  type PointNetwork,
  type PointWorkspace,
} from './point-network.ts';

const columns = 4;
const hidden = 100;
const [first, second] = layLayers([
  [columns, hidden],
  [hidden, 1],
]) as [ReturnType<typeof layLayers>[0], ReturnType<typeof layLayers>[0]];

/** On the values at 0, .4 t, .7 t and t, ascending. */
export const introspection: PointNetwork = {
  columns,
  features: columns,
  parameterCount: denseSize(first) + denseSize(second),
  multiplies: layerMultiplies([first, second]),
  reach: 1,
  /** Centred on the middle of their range and divided by half of it: within [-1, 1]. */
  encode(values, from, range, features, to) {
    let least = values[from]!;
    for (let c = 1; c < columns; c += 1) least = Math.min(least, values[from + c]!);
    for (let c = 0; c < columns; c += 1) {
      features[to + c] = (2 * (values[from + c]! - least)) / range - 1;
    }
  },
  initial: (random) => initialParameters([first, second], random),
  workspace(batch): PointWorkspace {
    const inputs = new Float64Array(batch * columns);
    const active = new Float64Array(batch * hidden);
    const slope = new Float64Array(batch * hidden);
    const outputs = new Float64Array(batch);
    return {
      inputs,
      outputs,
      forward(parameters, rows) {
        denseForward(first, parameters, inputs, active, rows);
        for (let i = 0; i < rows * hidden; i += 1) if (!(active[i]! > 0)) active[i] = 0;
        denseForward(second, parameters, active, outputs, rows);
      },
      backward(parameters, rows, slopes, gradient) {
        denseBackward(second, parameters, active, slopes, rows, gradient, slope);
        for (let i = 0; i < rows * hidden; i += 1) if (active[i] === 0) slope[i] = 0;
        denseBackward(first, parameters, inputs, slope, rows, gradient, null);
      },
    };
  },
};
