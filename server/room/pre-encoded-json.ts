/** JSON that is encoded before it is sent: the part of a message that many receive is encoded once. */
export class PreEncodedJson<T> {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /**
   * Merges two objects of which the first is encoded already.
   *
   * @param shared an encoded object that is not empty, as `own` is not
   */
  static join<A extends object, B extends object>(shared: string, own: B): PreEncodedJson<A & B> {
    return new PreEncodedJson(`${shared.slice(0, -1)},${JSON.stringify(own).slice(1)}`);
  }

  /** The value that was encoded. */
  get value(): T {
    return JSON.parse(this.text) as T;
  }
}
