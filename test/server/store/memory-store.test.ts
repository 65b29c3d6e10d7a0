/** The tests' in-memory store, under the store contract. */
import { describe } from 'vitest';
import { MemoryStore } from '../../support/memory-store.ts';
import { describeStore } from './store-contract.ts';

describe('the store in memory keeps the contract', () => describeStore(async () => new MemoryStore()));
