/** Errors of SQLite as those of the store, and their way from the writer thread to the main one. */
import { DataDamaged, StoreRemoved, StoreUnavailable } from '../port.ts';

/** An error whose class does not survive the way by itself. */
export interface EncodedError {
  name: string;
  message: string;
}

const classes = [DataDamaged, StoreRemoved, StoreUnavailable];

/**
 * What an error means where nothing was acknowledged and the transaction was rolled back, if there was one: a damaged
 * page harms what is on it, and a lock or a full disk what needs it now. Any other error is left as it is.
 */
export function asStoreError(error: unknown): unknown {
  const { code = '', message } = error as { code?: string; message: string };
  if (code.startsWith('SQLITE_CORRUPT')) return new DataDamaged(message, { cause: error });
  if (/^SQLITE_(BUSY|FULL)/.test(code)) return new StoreUnavailable(message, { cause: error });
  return error;
}

export function encodeError(error: unknown): EncodedError {
  const { name, message } = error as Error;
  return { name, message };
}

export function decodeError({ name, message }: EncodedError): Error {
  const StoreError = classes.find((one) => one.name === name) ?? Error;
  return new StoreError(message);
}
