/** The worker's entry: wires the host to the message port. A command that does not fit ends the worker with an error. */
import { CalibrationMemory } from '../engine/calibrations.ts';
import { chooseEngine } from '../engine/choose.ts';
import { probeDevice } from '../engine/device.ts';
import { startPooledReference } from './engine-pool.ts';
import { createHost } from './host.ts';
import { loadImages } from './load-images.ts';
import { readRecollection, type CalibrationReport } from './protocol-calibrations.ts';
import { requireCommand } from './protocol-parse.ts';
import { isSign, ping, pong } from './protocol-pulse.ts';
import type { RunMessage } from './protocol.ts';

const emit = (message: RunMessage, transfer: Transferable[]): void => {
  postMessage(message, { transfer });
};
const memory = new CalibrationMemory((calibration) => {
  const report: CalibrationReport = { type: 'calibrated', calibration };
  postMessage(report);
});
const host = createHost({
  chooseEngine: (setup, wish, told) =>
    chooseEngine(setup, wish, { ...told, startReference: startPooledReference, memory }),
  startReference: startPooledReference,
  probe: async () => (await probeDevice()).state,
  loadImages,
  emit,
});

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isSign(event.data, ping)) {
    postMessage(pong);
    return;
  }
  const recalled = readRecollection(event.data);
  if (recalled === null) host.handle(requireCommand(event.data));
  else memory.recall(recalled);
});
