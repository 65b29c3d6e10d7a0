/** Pre-encoded JSON: encodes the common part of messages to many clients once. */
export class PreEncodedJson<T> {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** Merges an encoded object with another one. Neither may be empty. */
  static join<A extends object, B extends object>(shared: string, own: B): PreEncodedJson<A & B> {
    return new PreEncodedJson(`${shared.slice(0, -1)},${JSON.stringify(own).slice(1)}`);
  }

  get value(): T {
    return JSON.parse(this.text) as T;
  }
}
