/** Counters and timers of a load generator. */

type Kind = 'answers' | 'views' | 'events' | 'pings';

export class Tally {
  /** whether what comes now is measured */
  counts = false;
  /** frames that came, by kind */
  readonly frames: Record<Kind, number> = { answers: 0, views: 0, events: 0, pings: 0 };
  /** characters in them; the game's frames are ASCII but for a title */
  characters = 0;
  /** milliseconds from the moment a turn was due to its acknowledgement */
  readonly acknowledgements: number[] = [];
  /** milliseconds from the moment a step opened to the view of it */
  readonly views: number[] = [];
  /** turns whose view came after they were due */
  late = 0;

  count(kind: Kind, characters: number): void {
    if (!this.counts) return;
    this.frames[kind]++;
    this.characters += characters;
  }

  acknowledged(milliseconds: number, late: boolean): void {
    if (!this.counts) return;
    this.acknowledgements.push(milliseconds);
    if (late) this.late++;
  }
}
