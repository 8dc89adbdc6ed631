/**
 * The worker's side of the protocol: one run at a time, and which command does what to it. Engine choice, data and
 * the output are passed in, so that it also runs in Node.
 */
import { controlArm } from '../../experiment/arms.ts';
import { maxTogether } from '../../run/plan/memory.ts';
import { HostedRun, type HostServices } from './run.ts';
import type { RunCommand } from '../protocol.ts';

export interface Host {
  handle(command: RunCommand): void;
}

export function createHost(services: HostServices): Host {
  let active: HostedRun | null = null;
  return {
    handle(command) {
      if (command.type === 'prepare') {
        active?.stop();
        active = new HostedRun(command.runId, services, command.playing);
        // A map uses only the control.
        const spec = command.job === 'map' ? { ...command.spec, arms: [controlArm] } : command.spec;
        const rates = command.rates ?? [spec.learningRate];
        void active.run({
          spec,
          rates: rates.slice(0, maxTogether(spec, rates.length)),
          baseUrl: command.baseUrl,
          told: command.job === 'sweep' ? 'losses' : 'all',
          checked: (command.job ?? 'run') === 'run' && rates.length === 1,
          job: command.job === 'map' ? 'map' : 'train',
          returning: command.returning,
        });
        return;
      }
      if (active?.runId !== command.runId) return;
      switch (command.type) {
        case 'play': {
          active.play();
          return;
        }
        case 'pause': {
          active.pause();
          return;
        }
        case 'advance': {
          active.advance(command.steps);
          return;
        }
        case 'jump': {
          active.jump();
          return;
        }
        case 'stop': {
          active.stop();
          return;
        }
        default:
          command satisfies never;
      }
    },
  };
}
