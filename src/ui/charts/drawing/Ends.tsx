/** Names at the right ends of curves, kept apart. */
import { Label } from './marks.tsx';
import { spread } from './paths.ts';
import type { Scales } from './use-scales.ts';

export interface End {
  readonly key: string;
  readonly text: string;
  readonly color: string;
  readonly x: number;
  readonly y: number;
}

export function Ends({ ends, scales }: { readonly ends: readonly End[]; readonly scales: Scales }) {
  const { x, y, top, bottom, right } = scales;
  const places = spread(
    ends.map((end) => y(end.y)),
    14,
    top + 4,
    bottom - 4,
  );
  return (
    <>
      {ends.map(({ key, text, color, x: at }, index) => (
        <Label key={key} x={Math.min(x(at), right) + 8} y={places[index] ?? y(0)} color={color} strong>
          {text}
        </Label>
      ))}
    </>
  );
}
