/** The host's commands, open panels and the last refusal. */
import { blockedOn } from '../../shared/session/schedule.ts';
import type { State } from '../../shared/session/state.ts';
import type { HostCall, Requests } from '../../shared/wire/calls.ts';
import { statusLine } from '../game/board.text.ts';
import type { BoardSession } from '../game/board-session.svelte.ts';

/** Milliseconds for which a problem is shown. */
const problemFor = 5_000;

export class HostControls {
  readonly session: BoardSession;
  #open = $state<'people' | 'code' | null>(null);
  #problem = $state('');
  #forget: ReturnType<typeof setTimeout> | undefined;

  constructor(session: BoardSession) {
    this.session = session;
  }

  get state(): State | null {
    return this.session.board?.state ?? null;
  }

  get open(): 'people' | 'code' | null {
    return this.#open;
  }

  /** Why the last command was refused; empty after a while. */
  get problem(): string {
    return this.#problem;
  }

  toggle(what: 'people' | 'code'): void {
    this.#open = this.#open === what ? null : what;
  }

  closeAll(): void {
    this.#open = null;
  }

  async ask<C extends HostCall>(name: C, request: Requests[C]): Promise<void> {
    const reply = await this.session.ask(name, request);
    if (!reply.ok) this.#report(reply.error.message);
  }

  /** The one big key: starts, pauses and goes on. */
  startOrPause(): Promise<void> | undefined {
    switch (this.state?.phase) {
      case 'lobby':
        return this.ask('start', {});
      case 'playing':
      case 'watching':
        return this.ask('pause', {});
      case 'paused':
        return this.ask('resume', {});
      case 'finished':
      case undefined:
        return undefined;
    }
  }

  /** Closes the open step or, between rounds, opens the next one. */
  next(): Promise<void> | void {
    const { state } = this;
    if (!state || state.phase !== 'playing') return undefined;
    const { step } = state;
    if (step?.left === 0 && blockedOn(state) === 'students') return this.#report(statusLine(state)!);
    if (step && step.left > 0) return this.ask('advance', { round: step.round, step: step.kind });
    if (step?.kind === 'generate') return undefined;
    return this.ask('advance', { round: (step?.round ?? -1) + 1, step: null });
  }

  async fullScreen(): Promise<void> {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch {
      this.#report('This browser does not allow a full screen here.');
    }
  }

  #report(message: string): void {
    clearTimeout(this.#forget);
    this.#problem = message;
    this.#forget = setTimeout(() => (this.#problem = ''), problemFor);
  }
}
