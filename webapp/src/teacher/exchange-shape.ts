/** When the hub may exchange with its cloud, as the buttons stand. */
export const modes = ['free', 'metered', 'night', 'off'] as const;
export type Mode = (typeof modes)[number];

/** Why no exchange begins now. */
const holds = ['off', 'day', 'budget', 'small'] as const;

/** The policy of exchange and what was spent under it. */
export interface Exchange {
  mode: Mode;
  /** Most bytes in 24 hours, both ways; 0 for no bound. */
  daily: number;
  /** Bytes of the last 24 hours. */
  spent: number;
  /** Null when one may begin. */
  held: (typeof holds)[number] | null;
}

/** Reads the policy from what the hub says of its cloud; null for a policy unknown here. */
export function parseExchange(cloud: Record<string, unknown>): Exchange | null {
  const mode = modes.find((one) => one === cloud['policy']);
  if (!mode) return null;
  return {
    mode,
    daily: Number(cloud['daily']) || 0,
    spent: Number(cloud['spent']) || 0,
    held: holds.find((one) => one === cloud['holds']) ?? null,
  };
}

/** Bounds of a day that one tap sets, in bytes; 0 is none. */
const usual = [100_000, 500_000, 2_000_000, 10_000_000, 0];

/** The bounds to choose from under a policy: the present one among them; a metered link always has one. */
export function bounds({ mode, daily }: Exchange): number[] {
  const offered = usual.filter((n) => n > 0 || mode !== 'metered');
  if (offered.includes(daily)) return offered;
  return [...offered, daily].sort((a, b) => (a || Infinity) - (b || Infinity));
}
