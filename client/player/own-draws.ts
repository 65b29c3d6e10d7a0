/** A device's part in the draws: its random bytes, sealed and revealed once, and the check of the end. */
import { fixedDigest } from '../../shared/session/draws.ts';
import { commitmentOf, sealOf, turnKey, turnSeed, type Revealed } from '../../shared/session/secret.ts';
import type { RevealedDraws, View } from '../../shared/view/views.ts';
import type { Device } from '../net/device.ts';
import { checkSentence, fixedTwiceWarning, type Check } from './own-draws.text.ts';
import type { Outgoing } from './outbox.ts';

/** What a device keeps of the draws of one session. */
interface Kept {
  /** as it was when the bytes were made */
  commitment: string;
  /** 16 random bytes, hex */
  bytes: string;
  /** H, the first that was shown: the bytes are revealed to no other */
  fixed?: string;
  /** another H was shown later */
  isFixedTwice?: true;
  /** of the turns that this device was given, by "rollout/round" */
  seeds: Record<string, number>;
}

export class OwnDraws {
  readonly #device: Pick<Device, 'storage' | 'randomHex'>;
  readonly #key: string;

  /** @param key under which the device's storage has what is kept */
  constructor(device: Pick<Device, 'storage' | 'randomHex'>, key: string) {
    this.#device = device;
    this.#key = key;
  }

  /** Read each time: another tab of this device has the same seat, and may have sealed or seen more. */
  get #kept(): Kept | null {
    return this.#device.storage.get<Kept>(this.#key);
  }

  /** The commitment that this device was given before it joined; null where it has sealed nothing. */
  get commitment(): string | null {
    return this.#kept?.commitment ?? null;
  }

  /** H, as this device saw it first. */
  get fixed(): string | null {
    return this.#kept?.fixed ?? null;
  }

  /** What is wrong while the game goes on; empty where nothing is. */
  get warning(): string {
    return this.#kept?.isFixedTwice ? fixedTwiceWarning : '';
  }

  /**
   * The seal to join with; undefined where there is none. Bytes are made for one commitment and one start: a session
   * that starts again gets none.
   */
  seal({ phase, commitment, you }: View): string | undefined {
    // without a seat this is another session, under a code that is used again
    if (you === null && this.#kept?.commitment !== commitment) this.discard();
    if (phase !== 'lobby' || commitment === undefined) return undefined;
    const kept = this.#kept ?? { commitment, bytes: this.#device.randomHex(), seeds: {} };
    if (kept.commitment !== commitment || kept.fixed !== undefined) return undefined;
    this.#save(kept);
    return sealOf(commitment, kept.bytes);
  }

  /** Forgets bytes whose seal was refused, so that the next ones are others. */
  discard(): void {
    this.#device.storage.remove(this.#key);
  }

  /** Takes note of a view. @returns the call that it asks for: to seal bytes that are not sealed, or to reveal them */
  follow(view: View): Outgoing | null {
    const { phase, you, fixed } = view;
    if (you === null) return null;
    if (phase === 'lobby') return this.#isUnsealed(view) ? { name: 'join', payload: {} } : null;
    const kept = this.#kept;
    if (kept === null) return null;
    this.#note(kept, view);
    const mayReveal = you.seal === 'fixed' && kept.fixed === fixed && kept.commitment === view.commitment;
    return mayReveal ? { name: 'reveal', payload: { bytes: kept.bytes } } : null;
  }

  /** What this device found out about the draws of a finished session, in a sentence; null where there are none. */
  sentence(view: View): string | null {
    if (view.phase !== 'finished' || view.you === null || view.config.writing === 'type') return null;
    try {
      return checkSentence(this.#check(view));
    } catch {
      // what is no hex was never sealed
      return checkSentence({ found: 'other start' });
    }
  }

  /** In the lobby of an own seat: the seal did not come, or its bytes are lost. */
  #isUnsealed(view: View): boolean {
    const isLost = this.#kept === null && view.you!.seal !== undefined;
    return (isLost || view.you!.seal === undefined) && this.seal(view) !== undefined;
  }

  #note(kept: Kept, { phase, fixed, turns }: View): void {
    const before = JSON.stringify(kept);
    if (fixed !== undefined && phase !== 'finished') kept.fixed ??= fixed;
    if (kept.fixed !== undefined && kept.fixed !== fixed) kept.isFixedTwice = true;
    for (const turn of turns)
      if (turn.step === 'generate' && turn.seed !== null)
        kept.seeds[`${turn.rollout}/${turn.round}`] ??= turn.seed;
    if (JSON.stringify(kept) !== before) this.#save(kept);
  }

  #check(view: View): Check {
    const kept = this.#kept;
    if (view.commitment === undefined) return { found: 'given' };
    if (kept === null) return { found: 'late' };
    if (view.commitment !== kept.commitment) return { found: 'other commitment' };
    if (kept.isFixedTwice) return { found: 'fixed twice' };
    const { draws } = view;
    const player = view.you!.player;
    if (draws === undefined || !draws.revealed.some(([one, bytes]) => one === player && bytes === kept.bytes))
      return { found: 'not in' };
    if (commitmentOf(draws.secret) !== kept.commitment) return { found: 'other secret' };
    if (digestOf(view, draws) !== kept.fixed) return { found: 'other start' };
    const key = turnKey(draws.secret, kept.fixed!, draws.revealed);
    const isRight = ([turn, seed]: [string, number]) => {
      const [rollout, round] = turn.split('/').map(Number);
      return turnSeed(key, rollout!, round!) === seed;
    };
    if (!Object.entries(kept.seeds).every(isRight)) return { found: 'other draws' };
    return { found: 'right', in: draws.revealed.length, missing: draws.missing.length };
  }

  #save(kept: Kept): void {
    this.#device.storage.set(this.#key, kept);
  }
}

/** H of what a view says was fixed. The seals of revealed bytes follow from them. */
function digestOf({ commitment = '', config, class: { rollouts } }: View, draws: RevealedDraws): string {
  const { teams, owners, revealed, missing } = draws;
  const sealed = revealed.map(([player, bytes]): Revealed => [player, sealOf(commitment, bytes)]);
  const seals = [...sealed, ...missing].sort(([a], [b]) => a - b);
  return fixedDigest({ commitment, config, rollouts, teams, owners, seals });
}
