/** A native range input on which a finger can scroll the page: nothing is chosen before it slides or taps. */
import { useRef, type InputHTMLAttributes, type PointerEvent } from 'react';

interface RangeProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'type' | 'onChange'> {
  readonly onChange: (value: number) => void;
}

interface Finger {
  readonly x: number;
  readonly y: number;
  readonly scrolls: boolean;
  /** The value the browser would choose. */
  readonly wanted: number | null;
}

const slop = 6;

export function Range({ onChange, ...rest }: RangeProps) {
  const finger = useRef<Finger | null>(null);
  const take = (): void => {
    const wanted = finger.current?.wanted ?? null;
    finger.current = null;
    if (wanted !== null) onChange(wanted);
  };
  const follow = ({ clientX, clientY }: PointerEvent): void => {
    if (finger.current === null || finger.current.scrolls) return;
    const across = Math.abs(clientX - finger.current.x);
    const along = Math.abs(clientY - finger.current.y);
    if (Math.max(across, along) < slop) return;
    if (across > along) take();
    else finger.current = { ...finger.current, scrolls: true };
  };
  return (
    <input
      {...rest}
      type="range"
      onPointerDown={({ pointerType, clientX: x, clientY: y }) => {
        finger.current = pointerType === 'touch' ? { x, y, scrolls: false, wanted: null } : null;
      }}
      onPointerMove={follow}
      onPointerUp={() => {
        if (finger.current?.scrolls === false) take();
      }}
      // The browser scrolls. Later events of this finger come before the end of its touch.
      onPointerCancel={() => {
        if (finger.current !== null) finger.current = { ...finger.current, scrolls: true };
      }}
      onKeyDown={() => (finger.current = null)}
      onChange={({ target }) => {
        if (finger.current === null) onChange(target.valueAsNumber);
        else finger.current = { ...finger.current, wanted: target.valueAsNumber };
      }}
    />
  );
}
