/** A link as a QR code, to be photographed from a screen. */
import qrcode from 'qrcode-generator';
import css from './share.module.css';

/** White modules around it, as the standard asks for. */
const quiet = 4;

/** Null where the text is too long for one. */
function modulesOf(text: string): { readonly size: number; readonly path: string } | null {
  try {
    const code = qrcode(0, 'L');
    code.addData(text, 'Byte');
    code.make();
    const size = code.getModuleCount();
    let path = '';
    for (let row = 0; row < size; row += 1)
      for (let column = 0; column < size; column += 1)
        if (code.isDark(row, column)) path += `M${column + quiet} ${row + quiet}h1v1h-1z`;
    return { size: size + 2 * quiet, path };
  } catch {
    return null;
  }
}

export function QrCode({ text }: { readonly text: string }) {
  const modules = modulesOf(text);
  if (modules === null) return <p>This link is too long for a QR code.</p>;
  const { size, path } = modules;
  return (
    <svg
      role="img"
      aria-label="QR code of the link"
      className={css['qr']}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <path d={`M0 0h${size}v${size}H0z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
