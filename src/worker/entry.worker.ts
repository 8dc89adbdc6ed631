/** The worker's entry: connects the host to the message port, and reports its version. */
import { CalibrationMemory } from '../engine/calibrations.ts';
import { chooseEngine } from '../engine/choose.ts';
import { probeDevice } from '../engine/device.ts';
import { startFastest } from '../engine/host/processor.ts';
import { startPooled } from './engine-pool.ts';
import { createHost } from './host/host.ts';
import { loadData } from './load-data.ts';
import { readRecollection, type CalibrationReport } from './protocol-calibrations.ts';
import { isSign, ping, pong } from './protocol-pulse.ts';
import { protocolVersion, type Greeting, type RunCommand, type RunMessage } from './protocol.ts';
import { browserLocks } from './records/locks.ts';
import { browserRecordStore } from './records/record-store.ts';
import { runRecords } from './records/records.ts';

const greeting: Greeting = { type: 'opened', protocol: protocolVersion };
postMessage(greeting);
const emit = (message: RunMessage, transfer: Transferable[]): void => {
  postMessage(message, { transfer });
};
const memory = new CalibrationMemory((calibration) => {
  const report: CalibrationReport = { type: 'calibrated', calibration };
  postMessage(report);
});
const locks = browserLocks();
const host = createHost({
  // During development, code may change while saved runs remain.
  records:
    locks === null || import.meta.env.DEV
      ? undefined
      : runRecords({
          store: browserRecordStore(),
          locks,
          // The name of a built file changes with its content and that of its imports.
          build: import.meta.url,
          newId: () => crypto.randomUUID(),
          now: () => Date.now(),
        }),
  startEngine: (setup, wish, listener) =>
    chooseEngine(setup, wish, { ...listener, onProcessor: startPooled, memory }),
  startExact: async (setup) => (await startFastest(startPooled, setup)).engine,
  probe: async () => (await probeDevice()).state,
  loadData,
  emit,
});

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isSign(event.data, ping)) {
    postMessage(pong);
    return;
  }
  const recalled = readRecollection(event.data);
  if (recalled === null) host.handle(event.data as RunCommand);
  else memory.recall(recalled);
});
