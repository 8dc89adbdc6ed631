/** Signs of life: the page asks, and a healthy worker answers, whatever else it is doing. */

export const ping = { type: 'ping' } as const;
export const pong = { type: 'pong' } as const;

/** Whether a message is that one. */
export const isSign = (data: unknown, sign: typeof ping | typeof pong): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === sign.type;
