/** An engine that breaks, for tests of what survives that. */
import type { Engine } from '../engine.ts';

/** Breaks after some calls: from then on every call is rejected. */
export function fragile(engine: Engine, calls: number): Engine {
  let left = calls;
  return new Proxy(engine, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name === 'dispose') return target.dispose.bind(target);
      return (...args: unknown[]): unknown => {
        left -= 1;
        const answers = !['snapshot', 'load', 'release', 'adopt', 'restore'].includes(String(name));
        if (left < 0) return answers ? Promise.reject(new Error('device lost')) : 1;
        return (value as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}
