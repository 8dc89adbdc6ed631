/** A picture that this page saved, dropped on it: the link that it carries. Pictures of any origin are read. */
import { maxLinkLength } from '../../experiment/link/link.ts';
import { isPng, linkInMetadata, linkInPng } from './picture-metadata.ts';

/** Metadata is written before the drawing: no more than this is read. */
const mostBytes = 2 ** 18;

export const isPicture = ({ name, type }: Pick<File, 'name' | 'type'>): boolean =>
  /^(image\/(png|svg\+xml)|application\/pdf)$/.test(type) || /\.(png|svg|pdf)$/i.test(name);

/** Null if it carries none. The link is not checked: whatever opens it parses it. */
export async function linkInPicture(file: Blob): Promise<string | null> {
  const bytes = new Uint8Array(await file.slice(0, mostBytes).arrayBuffer());
  const link = isPng(bytes) ? linkInPng(bytes) : linkInMetadata(new TextDecoder().decode(bytes));
  return link === null || link.length > maxLinkLength ? null : link;
}
