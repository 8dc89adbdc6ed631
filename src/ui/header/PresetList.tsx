/** The named experiments, each with a picture of a real run of it. */
import { useAppState } from '../app/ui-context.ts';
import { presets, presetSpec } from '../../experiment/presets.ts';
import { series } from '../primitives/arms.ts';
import { describe, presetOf } from './describe.ts';
import css from './PresetGallery.module.css';
import { thumbnailPaths, type Thumbnail } from './thumbnail.ts';
import thumbnails from './thumbnails.json' with { type: 'json' };

const pictures: Readonly<Partial<Record<string, Thumbnail>>> = thumbnails as Record<string, Thumbnail>;

const width = 104;
const height = 52;

export default function PresetList({ onChoose }: { readonly onChoose: (id: string) => void }) {
  const current = useAppState(({ draft }) => presetOf(draft));
  return presets.map((preset, index) => (
    <button
      key={preset.id}
      type="button"
      className={css['preset']}
      aria-current={preset.id === current}
      onClick={() => onChoose(preset.id)}
    >
      <Picture thumbnail={pictures[preset.id]} />
      <span className={css['words']}>
        <span className={css['presetLabel']}>
          {preset.label}
          {index < 9 && <kbd aria-hidden="true">{index + 1}</kbd>}
        </span>
        <span className={css['blurb']}>{preset.blurb}</span>
        <span className={css['what']}>{describe(presetSpec(preset))}</span>
      </span>
    </button>
  ));
}

function Picture({ thumbnail }: { readonly thumbnail: Thumbnail | undefined }) {
  return (
    <svg
      className={css['picture']}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      focusable="false"
    >
      <path className={css['floor']} d={`M0 ${height - 0.5}H${width}`} />
      {thumbnail !== undefined &&
        thumbnailPaths(thumbnail, width, height).map(({ series: id, d }) => (
          <path
            key={id}
            d={d}
            fill="none"
            style={{ stroke: series[id].color }}
            strokeWidth="1.5"
            strokeDasharray={series[id].dash ?? undefined}
          />
        ))}
    </svg>
  );
}
