/** Errors of the writer thread, whose class does not survive the way to the main thread by itself. */
import { StoreRemoved } from '../port.ts';

export interface EncodedError {
  name: string;
  message: string;
}

const classes = [StoreRemoved];

export function encodeError(error: unknown): EncodedError {
  const { name, message } = error as Error;
  return { name, message };
}

export function decodeError({ name, message }: EncodedError): Error {
  const StoreError = classes.find((one) => one.name === name) ?? Error;
  return new StoreError(message);
}
