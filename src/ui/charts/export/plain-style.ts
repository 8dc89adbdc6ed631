/** Computed styles as plain attributes that every reader of SVG knows: colours as #rrggbb with an opacity beside them. */

type Attributes = Record<string, string | number>;

interface Colour {
  readonly hex: string;
  readonly opacity: number;
}

/** "rgb(1, 2, 3)", "rgba(1, 2, 3, 0.5)", "color(srgb 0.1 0.2 0.3 / 0.5)"; null for none at all. */
export function colourOf(text: string): Colour | null {
  const numbers = (text.replace(/^color\(srgb/, '').match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  if (!/^(rgba?\(|color\(srgb)/.test(text) || numbers.length < 3) return null;
  const full = text.startsWith('color') ? 255 : 1;
  const hex = numbers
    .slice(0, 3)
    .map((part) =>
      Math.round(part * full)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('');
  const opacity = numbers[3] ?? 1;
  return opacity === 0 ? null : { hex: `#${hex}`, opacity };
}

function paint(name: 'fill' | 'stroke', text: string, own: string): Attributes {
  const colour = colourOf(text);
  if (colour === null) return { [name]: 'none' };
  const opacity = colour.opacity * Number(own);
  return {
    [name]: colour.hex,
    ...(opacity === 1 ? {} : { [`${name}-opacity`]: Number(opacity.toFixed(3)) }),
  };
}

export function shapeAttributes(computed: CSSStyleDeclaration): Attributes {
  const fill = paint('fill', computed.fill, computed.fillOpacity);
  const stroke = paint('stroke', computed.stroke, computed.strokeOpacity);
  const { strokeDasharray, strokeLinecap, strokeLinejoin, opacity } = computed;
  return {
    ...fill,
    ...(stroke['stroke'] === 'none'
      ? {}
      : {
          ...stroke,
          'stroke-width': Number.parseFloat(computed.strokeWidth),
          ...(strokeDasharray === 'none' ? {} : { 'stroke-dasharray': strokeDasharray.replaceAll('px', '') }),
          ...(strokeLinecap === 'butt' ? {} : { 'stroke-linecap': strokeLinecap }),
          ...(strokeLinejoin === 'miter' ? {} : { 'stroke-linejoin': strokeLinejoin }),
        }),
    ...(opacity === '1' ? {} : { opacity }),
  };
}

/** Background, border and rounding of an element of the page as those of a rectangle. */
export function boxAttributes(computed: CSSStyleDeclaration): Attributes {
  return {
    ...paint('fill', computed.backgroundColor, '1'),
    ...paint('stroke', computed.borderTopColor, '1'),
    'stroke-width': Number.parseFloat(computed.borderTopWidth),
    rx: Number.parseFloat(computed.borderTopLeftRadius),
  };
}

/** Few readers have weights between normal and bold. */
const bold = 600;

export function lettersOf(computed: CSSStyleDeclaration): Attributes {
  return {
    'font-family': computed.fontFamily.replaceAll('"', "'"),
    'font-size': Number.parseFloat(computed.fontSize),
    ...(Number(computed.fontWeight) >= bold ? { 'font-weight': 'bold' } : {}),
    ...(computed.fontStyle === 'normal' ? {} : { 'font-style': computed.fontStyle }),
  };
}
